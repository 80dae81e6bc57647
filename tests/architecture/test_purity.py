"""The engine may only compute: the same arguments give the same ledger on every machine, in every year."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.architecture.purity import sins
from tests.architecture.sources import ROOT

ENGINE = ROOT / "src" / "setia" / "engine"

REFUSED = {
    "import time": "import time",
    "import os.path": "import os.path",
    "from random import choice": "from random import",
    "from . import random": "relative import",
    "from django.db import models": "from django.db import",
    "from setia.storage import loading": "from setia.storage import",
    "import setia.engineering": "import setia.engineering",
    "import math": "import math",
    "from math import gcd, sqrt": "math.sqrt",
    "rate = 1.15": "literal 1.15",
    "phase = 2j": "literal 2j",
    "share = a / b": "true division",
    "total /= 2": "true division",
    "scale = 10 ** -2": "negative power",
    "def f(x: float) -> int: ...": "float",
    "value = float('1')": "float",
    "slot = hash(key)": "hash",
    "print(points)": "print",
    "moment = datetime.now(UTC)": "datetime.now",
    "Struct(default_factory=date.today)": "date.today",
    "moment = clock.now()": "now()",
    "moment = datetime.datetime.utcnow()": "utcnow()",
    "seconds = gap.total_seconds()": "total_seconds()",
    "moment = datetime.fromtimestamp(n, UTC)": "fromtimestamp()",
    "local = moment.astimezone()": "astimezone() into the machine's own zone",
    "def f():\n    global count": "global state",
    "for one in {b, a}: ...": "order of a set: {b, a}",
    "names = [n for n in set(found)]": "order of a set: set(found)",
    "first = list(frozenset(found))": "order of a set: frozenset(found)",
    "text = ','.join({n for n in found})": "order of a set: {n for n in found}",
    "own: set[int] = set()\nfirst = own.pop()": "order of a set: own",
    "self._own = set()\nrows = tuple(self._own)": "order of a set: self._own",
    "def f(ids: frozenset[int]):\n    print_all(*ids)": "order of a set: ids",
}

ALLOWED = """
import hashlib
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import gcd
from zoneinfo import ZoneInfo
import msgspec
from setia.engine.refusals import Refusal
half = 7 // 2
moment = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
digest = hashlib.sha256(body).digest()
class Rule: id: str
own: set[int] = set()
ordered = [no for no in sorted(own)]
known = 3 in own and len(own) > 1
last = [1, 2].pop()
now = stamp.now
"""


@pytest.mark.parametrize(("sample", "expected"), REFUSED.items(), ids=REFUSED)
def test_the_guard_refuses(sample: str, expected: str) -> None:
    assert expected in [sin for _, sin in sins(ast.parse(sample))]


def test_the_guard_lets_exact_computation_pass() -> None:
    assert list(sins(ast.parse(ALLOWED))) == []


def test_the_engine_is_pure() -> None:
    modules = sorted(ENGINE.rglob("*.py"))
    assert modules, f"no engine under {ENGINE}"
    found = [
        f"{path.relative_to(ROOT)}:{line} {sin}"
        for path in modules
        for line, sin in sins(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(found)


def test_importing_all_of_the_engine_loads_no_framework() -> None:
    """The running proof beside the reading one: a fresh interpreter, every module of the engine, nothing of others."""
    names = [".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for path in sorted(ENGINE.rglob("*.py"))]
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name.removesuffix('.__init__'))\n"
        "foreign = {'django', 'duckdb', 'sqlite3', 'psycopg', 'typer', 'rich', 'ruamel', 'altair'} & set(sys.modules)\n"
        "floors = [n for n in sys.modules if n.startswith('setia.') and not n.startswith('setia.engine')]\n"
        "print(sorted(foreign), floors)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("[] []\n", "")

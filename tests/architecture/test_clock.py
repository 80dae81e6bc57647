"""Only the clock module asks what time it is; everything else is told (ledger 4.14)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, code_files

CLOCK = "src/setia/storage/clock.py"

READERS = frozenset(
    """clock_gettime clock_gettime_ns ctime gmtime localtime monotonic monotonic_ns perf_counter perf_counter_ns
    process_time process_time_ns strftime thread_time thread_time_ns time time_ns""".split()
)
"""Functions of `time` that read a clock; `sleep` does not."""

METHODS = frozenset({"now", "today", "utcnow"})
NAMES = frozenset({"CurrentTimestamp", "Now", "localdate", "localtime", "now", "uuid1", "uuid7"})
"""Not to be imported from anywhere: Django's clocks, its SQL functions, ids made of the time."""

KEYWORDS = frozenset({"auto_now", "auto_now_add"})

SQL = re.compile(
    r"""\b(?: (?:now|timeofday|getdate|sysdate|today|get_current_\w+) \s* \( \s* \)
        | (?:clock|statement|transaction)_timestamp
        | current_(?:timestamp|date|time) | localtime(?:stamp)?
        | (?:date|time|datetime|julianday|unixepoch) \s* \( \s* (?:'now' | \))
        | strftime \s* \( [^)]* '\s*now\s*' )""",
    re.IGNORECASE | re.VERBOSE,
)


def clocks(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of everything in one parsed module that asks for the time."""
    modules = {"time"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "time" and alias.asname
    }
    documentation = set(map(id, _docstrings(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            forbidden = READERS if node.module == "time" else NAMES
            yield from ((node.lineno, f"import {alias.name}") for alias in node.names if alias.name in forbidden)
        elif isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            from_time = isinstance(node.value, ast.Name) and node.value.id in modules and node.attr in READERS
            of_a_date = node.attr in METHODS and ast.unparse(node.value).endswith(("date", "datetime", "timezone"))
            if from_time or of_a_date or node.attr in {"uuid1", "uuid7"}:
                yield node.lineno, text
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield node.lineno, f"{node.func.attr}()"
        elif isinstance(node, ast.keyword) and node.arg in KEYWORDS:
            yield node.value.lineno, node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield from ((node.lineno, found.group()) for found in SQL.finditer(node.value))


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string that stands alone as a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


REFUSED = {
    "import time\nt = time.time()": "time.time",
    "import time\nt = time.time_ns()": "time.time_ns",
    "import time as t\nt.monotonic()": "t.monotonic",
    "from time import perf_counter": "import perf_counter",
    "moment = datetime.now(UTC)": "datetime.now",
    "moment = datetime.datetime.utcnow()": "datetime.datetime.utcnow",
    "day = date.today()": "date.today",
    "field(default_factory=datetime.now)": "datetime.now",
    "moment = somewhere.now()": "now()",
    "from django.utils.timezone import now": "import now",
    "moment = timezone.now()": "timezone.now",
    "from django.db.models.functions import Now": "import Now",
    "at = DateTimeField(auto_now_add=True)": "auto_now_add",
    "uuid.uuid1()": "uuid.uuid1",
    "cursor.execute('SELECT now()')": "now()",
    "cursor.execute('SELECT clock_timestamp()')": "clock_timestamp",
    "cursor.execute('INSERT INTO t VALUES (CURRENT_TIMESTAMP)')": "CURRENT_TIMESTAMP",
    "cursor.execute(\"SELECT strftime('%s', 'now')\")": "strftime('%s', 'now'",
    "cursor.execute(\"SELECT datetime('now')\")": "datetime('now'",
    "cursor.execute('SELECT unixepoch()')": "unixepoch()",
    "cursor.execute(f'UPDATE t SET at = now() WHERE id = {id_}')": "now()",
}

ALLOWED = '''
"""Never now(), never CURRENT_TIMESTAMP."""
import time
from setia.storage import clock
now = clock.read()
horizon = setting.now
time.sleep(1)
moment = datetime.fromtimestamp(seconds, UTC)
cursor.execute("UPDATE deployment SET now = %s WHERE now < %s", [now, now])
cursor.execute("SELECT strftime('%Y', at), to_timestamp(recorded_at) FROM entry")
word = "what falls due now (or later)"
'''


@pytest.mark.parametrize(("sample", "expected"), REFUSED.items(), ids=REFUSED)
def test_the_guard_sees(sample: str, expected: str) -> None:
    assert expected in [found for _, found in clocks(ast.parse(sample))]


def test_the_guard_lets_pass_what_is_told_the_time() -> None:
    assert list(clocks(ast.parse(ALLOWED))) == []


def test_only_the_clock_module_asks_for_the_time() -> None:
    asking: dict[str, list[str]] = {}
    for path in code_files(".py", ".sql", ".html"):
        # The client of the API runs in other people's programs: its clock is theirs.
        if path.parts[:2] != ("src", "setia") or path.parts[2] == "client":
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        if path.suffix == ".py":
            found = [f"{path}:{line} {what}" for line, what in clocks(ast.parse(text))]
        else:
            statements = re.sub(r"--[^\n]*", "", text)
            found = [f"{path} {match.group()}" for match in SQL.finditer(statements)]
        if found:
            asking[str(path)] = found
    assert asking.pop(CLOCK, None), "the guard does not see the one module that asks"
    assert not asking, "\n".join(line for lines in asking.values() for line in lines)

"""A terminal for tests: commands run in this process on the connected database, or in one of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from msgspec import Struct
from typer.testing import CliRunner

from setia.cli.app import app
from tests.shop import GROCERY

ROOT = Path(__file__).parents[2]
PURCHASES = """\
purchase_id,event_at,member,sku,net
R1,2017-03-01T10:00:00Z,Aisyah,4711,12.34
R1,2017-03-01T10:00:00Z,Aisyah,4712,3.50
R2,2017-03-02T10:00:00Z,Budi,4711,99.99
R3,2017-03-03T10:00:00Z,,4711,1.00
R4,2017-03-04T10:00:00Z,Aisyah,4711,100.00
"""
"""Four receipts: 15, 99 and 100 points, and a guest's."""


class Answer(Struct, frozen=True):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """What was printed, both ways, with every space and line end as one space."""
        return " ".join(f"{self.out} {self.err}".split())

    @property
    def json(self) -> Any:
        """Standard output, read as JSON."""
        return json.loads(self.out)


def setia(*arguments: str | Path) -> Answer:
    """Run a command in this process; whatever goes wrong, it must end by itself and not by an exception."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "160"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError(f"`setia {' '.join(map(str, arguments))[:200]}` broke off") from result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


def process(*arguments: str | Path, folder: Path, **environment: str) -> Answer:
    """Run a command in a process of its own, in a folder, with some variables set or, if empty, taken away."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    wanted = {name: value for name, value in {**inherited, **environment}.items() if value}
    command = [sys.executable, "-m", "setia.cli.main", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env={**wanted, "COLUMNS": "160"}, capture_output=True, text=True, check=False, timeout=120
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def commands() -> Iterator[tuple[list[str], list[str]]]:
    """Every command there is: its words, and what it must be told."""
    yield from _below([], typer.main.get_command(app))


def _below(words: list[str], command: Any) -> Iterator[tuple[list[str], list[str]]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, [parameter.name for parameter in command.params if parameter.required]
        return
    for name, one in inner.items():
        yield from _below([*words, name], one)


def purchases_file(folder: Path, text: str = PURCHASES) -> Path:
    """A file of purchases in a folder."""
    path = folder / "purchases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def with_arguments(words: list[str], needed: list[str], folder: Path) -> list[str | Path]:
    """A command with something sound for everything it must be told."""
    sound: dict[str, str | Path] = {"file": GROCERY, "member": "Aisyah", "amount": "5", "receipt": "R1"}
    sound |= {"hold": "3", "redemption": "3", "merge": "3", "from_": "Aisyah", "to": "Budi"}
    sound |= {"source": "Aisyah", "into": "into", "target": "Budi"}
    sound |= {"what": "marketing:email", "paid": "5", "code": "0000-0000-0000-0000", "lots": "5:2017-01-01:never"}
    sound |= {"token": "7KQ2M5XA93TFE8VD", "reward": "1", "conversion": "card", "tier": "silver"}
    sound |= {"kind": "review", "number": "1", "name": "till-7", "date": "02-29", "per_minute": "600"}
    sound |= {"url": "https://erp.example.com/setia", "endpoint": "whe_1", "message": "msg_1"}
    options: dict[str, list[str | Path]] = {
        "text": ["--text", GROCERY],
        "version": ["--version", "v1"],
        "language": ["--language", "ms"],
        "through": ["--through", "2018-12-31"],
        "until": ["--until", "never"],
        "store": ["--store", "kl"],
        "day": ["--day", "2018-03-01"],
        "total": ["--total", "45.00"],
        "reason": ["--reason", "goodwill"],
        "scope": ["--scope", "read"],
        "email": ["--email", "aina@example.com"],
        "role": ["--role", "owner"],
    }
    if words[:1] == ["import"]:
        sound["file"] = purchases_file(folder)
    given = [word for name in needed for word in (options[name] if name in options else [sound[name]])]
    return [*words, *given]

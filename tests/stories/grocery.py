"""The demo as its commands run it up to the report, in a folder of its own."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo.run import SHOWN_MEMBER, STEPS
from demo.visits import Visits, draw
from tests.architecture.sources import ROOT
from tests.demo.twin_program import Given, given
from tests.demo.twin_visits import Household, households

EVERY_SIXTH = f"CAST(member AS INTEGER) % 6 = {int(SHOWN_MEMBER) % 6}"
"""Whole years of a sixth of the households, the shown one among them. Half as many of their baskets come back or are
paid for with rewards as in the whole demo, so that each rare thing happens to them more often: levels lost and kept,
points and stamps forgiven."""

ALL = "true"


@dataclass
class Year:
    """The demo's database, what its import and its tills said, and what the twin says of it."""

    baskets: Path
    database: Path
    imported: dict[str, Any]
    tills: str
    visits: Visits
    expected: dict[str, Household]
    given: Given

    def total(self, of: str) -> int:
        """What the twin says of all households together."""
        return sum(getattr(one, of) for one in self.expected.values())

    def setia(self, command: str, *, code: int = 0) -> Any:
        """Run a `setia` command with --json and read what it answers."""
        done = run(f"setia {command} --json", self.database)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)


def run(step: str, database: Path) -> subprocess.CompletedProcess[str]:
    """Run one step of the demo on a database."""
    program, *words = step.split()
    module = ["-m", "setia.cli.main"] if program == "setia" else []
    settings = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, *module, *words], capture_output=True, text=True, cwd=ROOT, env=settings, check=False
    )


def lived(factory: pytest.TempPathFactory, whose: str) -> Year:
    """The demo up to its report, in a folder of its own, for the households of which `whose` is true, in SQL.

    It takes a minute: whichever process asks first lives it, and the others wait for it and take a copy.
    """
    mine, all_of_this_run = factory.mktemp("year"), factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        all_of_this_run = all_of_this_run.parent
    name = "whole" if whose == ALL else "part"
    first, kept = all_of_this_run / f"{name}-year", all_of_this_run / f"{name}-year.pickle"
    with (all_of_this_run / f"{name}-year.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            first.mkdir()
            kept.write_bytes(pickle.dumps(_lived(first, whose)))
    year: Year = pickle.loads(kept.read_bytes())
    shutil.copytree(first, mine, dirs_exist_ok=True)
    return replace(year, baskets=mine / year.baskets.name, database=mine / year.database.name)


def _lived(folder: Path, whose: str) -> Year:
    baskets, database = folder / "baskets.parquet", folder / "grocery.sqlite3"
    members = _receipts(baskets, whose)
    said = {}
    for step in STEPS:
        if step.startswith("setia report"):
            break
        here = step.replace("demo/out", str(folder)) + (" --json" if " import " in step else "")
        done = run(here, database)
        assert done.returncode == 0, f"{step}: {done.stderr}"
        said[step.split()[2]] = done.stdout
    visits = draw(baskets)
    return Year(
        baskets,
        database,
        json.loads(said["purchases"]),
        said["demo.rewards_and_returns"],
        visits,
        {who: one for who, one in households(visits).items() if who in members},
        given(members),
    )


def _receipts(file: Path, whose: str) -> frozenset[str]:
    """Write the demo's file of receipts, of some households only, in its order. Returns who they are."""
    every = file.with_name("every.parquet")
    done = run(f"python demo/baskets.py {every}", file.with_name("none"))
    assert done.returncode == 0, done.stderr
    with duckdb.connect() as connection:
        lines = connection.sql(f"SELECT * FROM read_parquet('{every}', file_row_number = true) WHERE {whose}")
        lines.order("file_row_number").project("* EXCLUDE file_row_number").write_parquet(str(file))
        members = connection.sql(f"SELECT DISTINCT member FROM read_parquet('{file}')").fetchall()
    return frozenset(member for (member,) in members)

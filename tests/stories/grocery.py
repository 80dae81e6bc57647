"""The demo as its commands run it up to the report, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.run import STEPS
from demo.visits import draw
from tests.architecture.sources import ROOT
from tests.demo.twin_visits import Household, households


@dataclass
class Year:
    """The demo's database, what its import and its tills said, and what the twin says of it."""

    baskets: Path
    database: Path
    imported: dict[str, Any]
    tills: str
    expected: dict[str, Household]

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


def lived(folder: Path) -> Year:
    """The demo up to its report."""
    baskets, database = folder / "baskets.parquet", folder / "grocery.sqlite3"
    said = {}
    for step in (f"python demo/baskets.py {baskets}", *STEPS):
        if step.startswith("setia report"):
            break
        here = step.replace("demo/out", str(folder)) + (" --json" if " import " in step else "")
        done = run(here, database)
        assert done.returncode == 0, f"{step}: {done.stderr}"
        said[step.split()[2]] = done.stdout
    return Year(
        baskets, database, json.loads(said["purchases"]), said["demo.rewards_and_returns"], households(draw(baskets))
    )

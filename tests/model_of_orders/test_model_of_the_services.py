"""T5 for orders on both databases: the reference and the services side by side."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.model.counting import Counts
from tests.model.run import copies_of_database, copies_of_file
from tests.model_of_orders.run import over, run

EXAMPLES = 2
"""On each database."""

MET = ("card filled", "level reached", "reward over", "stamps taken back")
"""What so few steps must come to all the same."""


def test_the_services_do_what_the_reference_does(sqlite_template: Path, tmp_path: Path) -> None:
    run(over(copies_of_file(sqlite_template, tmp_path)), 1)


@pytest.mark.slow
def test_hundreds_of_steps_on_both_databases(
    sqlite_template: Path, postgres_template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = Counts()
    databases = {
        "SQLite": copies_of_file(sqlite_template, tmp_path),
        "PostgreSQL": copies_of_database(postgres_template),
    }
    for name, database in databases.items():
        counts, seed = run(over(database), EXAMPLES)
        both.add(counts)
        with capsys.disabled():
            sys.stdout.write(f"\nT5, orders, {name}, seed {seed}: {counts.table()}\n")
    assert both.steps >= 350
    met = both.codes()
    assert not [what for what in MET if not met[what]]

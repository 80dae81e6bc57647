"""T5 on both databases: the reference and the services side by side, through batches, sweeps, imports and restarts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.model.counting import Counts, Least
from tests.model.run import copies_of_database, copies_of_file, over, run
from tests.model.services_machine import ServicesMachine

EXAMPLES = 27
"""On each database; a little more than 5,000 steps on both together."""


def test_the_services_do_what_the_reference_does(sqlite_template: Path, tmp_path: Path) -> None:
    run(over(copies_of_file(sqlite_template, tmp_path)), 3)


@pytest.mark.slow
def test_five_thousand_steps_and_everything_often_enough(
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
            sys.stdout.write(f"\nT5, {name}, seed {seed}: {counts.table()}\n")
    assert both.steps >= 5_000
    assert not both.shortfalls(ServicesMachine.kinds(), ServicesMachine.codes, Least(10, 3))

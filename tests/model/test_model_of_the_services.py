"""T5 on both databases: the reference and the services side by side, through batches, sweeps, imports and restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.counting import Counts, Least
from tests.model.run import copies_of_database, copies_of_file, over, run, run_until
from tests.time_travel.saying import say

EXAMPLES = 27
"""On each database; a little more than 5,000 steps on both together."""

SELDOM = 25
"""Steps between two audits, which take most of the time; what members see is compared after each."""


def test_the_services_do_what_the_reference_does(sqlite_template: Path, tmp_path: Path) -> None:
    run(over(copies_of_file(sqlite_template, tmp_path)), 3)


@pytest.mark.slow
def test_five_thousand_steps_and_everything_often_enough(
    sqlite_template: Path, postgres_template: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    both = Counts()
    databases = {
        "PostgreSQL": copies_of_database(postgres_template),
        "SQLite": copies_of_file(sqlite_template, tmp_path),
    }
    for name, database in databases.items():
        counts, seed = run(over(database, SELDOM), EXAMPLES)
        both.add(counts)
        say(pytestconfig, f"T5, {name}, seed {seed}: {counts.table()}")
    assert both.steps >= 5_000
    assert not run_until(over(databases["SQLite"], SELDOM), both, 5, Least(10, 3))

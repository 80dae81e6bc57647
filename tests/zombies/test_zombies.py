"""A process that is stopped while it holds locks, and goes on later: nothing twice, nothing lost (T26, CI size).

PostgreSQL only: on SQLite there is one process that writes.
"""

from __future__ import annotations

import os
from secrets import randbelow

import pytest

from tests.races import copies
from tests.time_travel.saying import say
from tests.zombies.pausing import pauses

PAUSES = 2
"""A sweeper's and a writer's."""


@pytest.mark.slow
def test_who_is_stopped_keeps_nobody_for_long_and_books_nothing_twice(
    postgres_template: str, pytestconfig: pytest.Config
) -> None:
    seed = os.environ.get("SETIA_SEED") or str(randbelow(10**9))
    with copies.of_cluster(postgres_template)() as url:
        figures = pauses(url, seed, PAUSES)
    say(pytestconfig, f"stopped processes, seed {seed}: {figures.line()}")
    assert not figures.anomalies, "\n".join(figures.anomalies[:20])
    assert figures.pauses, "nobody was stopped in a transaction"


@pytest.mark.slow
def test_a_session_that_is_never_ended_is_noticed(postgres_template: str) -> None:
    with copies.of_cluster(postgres_template)() as url:
        figures = pauses(url, f"never {randbelow(10**9)}", 1, lease=0)
    assert [one for one in figures.anomalies if "its session outlived" in one], figures.line()
    assert [one for one in figures.anomalies if " took " in one], figures.line()

"""Clients of two processes ask for everything at once: every answer is the model's (T1, CI size)."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import randbelow

import pytest

from tests.linear.disturbing import disturbed
from tests.linear.floor import floor
from tests.linear.mutants import MUTANTS
from tests.linear.running import run
from tests.races import copies
from tests.time_travel.saying import say

WISHES = {"postgresql": 5_120, "sqlite": 4_864}
"""10,000 commands together."""

COLD = 300
"""Members of whom the other half of all commands are."""

BLOCK = 640
"""Wishes after which it is looked whether a mistake has been found."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", WISHES)
def test_every_answer_is_the_models(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if kind == "sqlite":
        fresh, processes = copies.of_file(request.getfixturevalue("sqlite_template"), tmp_path), 1
    else:
        fresh, processes = copies.of_cluster(request.getfixturevalue("postgres_template")), 2
    seed = f"{kind} {os.environ.get('SETIA_SEED') or randbelow(10**9)}"
    with floor(processes=processes) as made, fresh() as url:
        figures = run(made, url, seed, WISHES[kind], COLD)
    say(pytestconfig, f"linear model check, seed {seed}: {figures.line()}")
    assert not figures.anomalies, "\n".join(figures.anomalies[:20])
    assert not figures.shortfalls(met=1)


@pytest.mark.slow
def test_sessions_that_are_ended_lose_nothing_and_double_nothing(
    postgres_template: str, pytestconfig: pytest.Config
) -> None:
    """A batch may be split where it is disturbed again and again; what is answered is still the model's."""
    seed = f"disturbed {os.environ.get('SETIA_SEED') or randbelow(10**9)}"
    with floor() as made, copies.of_cluster(postgres_template)() as url, disturbed(seed) as ended:
        figures = run(made, f"{url}?application_name=clients", seed, 2 * BLOCK, COLD)
    say(pytestconfig, f"linear model check, {ended.number} sessions ended, seed {seed}: {figures.line()}")
    anomalies = [what for what in figures.anomalies if not what.endswith(" splits")]
    assert not anomalies, "\n".join(anomalies[:20])
    assert ended.number >= 10


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MUTANTS)
def test_the_model_finds_a_ledger_with(mistake: str, postgres_template: str) -> None:
    """At the latest in as many commands as the test above asks for."""
    fresh = copies.of_cluster(postgres_template)
    with floor(mistake) as made:
        for block in range(WISHES["postgresql"] // BLOCK):
            with fresh() as url:
                if run(made, url, f"{mistake} {block} {randbelow(10**9)}", BLOCK, COLD // 5).anomalies:
                    return
    pytest.fail(f"nobody noticed: {mistake}")

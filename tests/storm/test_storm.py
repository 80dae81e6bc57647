"""The same key sixteen times at the same moment: one effect, and one answer (T2, CI size).

Referrals do not exist yet; their bonus will be a kind of its own here.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import randbelow

import pytest

from tests.races import copies
from tests.storm.figures import Figures
from tests.storm.mutants import MUTANTS
from tests.storm.storm import sky, storm
from tests.storm.tasks import KINDS
from tests.time_travel.saying import say

WAVES = {"postgresql": 8, "sqlite": 5}
"""Of 32 keys each, most of them sent by two clients and to two programs: 10,140 duplicates together."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", WAVES)
def test_a_key_has_one_effect_and_one_answer(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if kind == "sqlite":
        fresh, processes = copies.of_file(request.getfixturevalue("sqlite_template"), tmp_path), 1
    else:
        fresh, processes = copies.of_cluster(request.getfixturevalue("postgres_template")), 2
    seed = f"{kind} {os.environ.get('SETIA_SEED') or randbelow(10**9)}"
    with sky(processes=processes) as made, fresh() as url:
        figures = storm(made, url, seed, WAVES[kind])
    say(pytestconfig, f"same-key storm, seed {seed}: {figures.line()}")
    assert not figures.anomalies, "\n".join(figures.anomalies[:20])
    assert_is_a_storm(figures)


def assert_is_a_storm(figures: Figures) -> None:
    """At least half of the duplicates came while nobody knew the answer, and all kinds were there."""
    assert figures.undecided * 2 >= figures.duplicates
    assert {*figures.keys} == {*KINDS}


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MUTANTS)
def test_a_storm_finds_keys_that_are(mistake: str, postgres_template: str) -> None:
    """At the latest in as many waves as the test above sends."""
    fresh = copies.of_cluster(postgres_template)
    with sky(mistake) as made:
        for _ in range(WAVES["postgresql"] // 2):
            with fresh() as url:
                if storm(made, url, f"{mistake} {randbelow(10**9)}", waves=2).anomalies:
                    return
    pytest.fail(f"nobody noticed: {mistake}")

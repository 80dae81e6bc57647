"""At the instant at which lots end, everybody comes at once: one of them gets each unit (T8, CI size)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import randbelow

import pytest
from django.db import IntegrityError

from tests.races import copies
from tests.races.block import RACES, block
from tests.races.copies import Fresh
from tests.races.figures import Figures
from tests.races.track import Track, track
from tests.time_travel.saying import say

BLOCKS = 3
"""Of each kind of database: 300 races together."""


@pytest.fixture(scope="module")
def lanes() -> Iterator[Track]:
    """Two processes of racers for all races."""
    with track() as made:
        yield made


@pytest.fixture(params=["postgresql", "sqlite"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Fresh databases of one kind."""
    if request.param == "sqlite":
        return copies.of_file(request.getfixturevalue("sqlite_template"), tmp_path)
    return copies.of_cluster(request.getfixturevalue("postgres_template"))


@pytest.mark.slow
def test_each_unit_that_ends_has_one_winner(
    fresh: Fresh, lanes: Track, request: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> None:
    kind = request.node.callspec.params["fresh"]
    seed = os.environ.get("SETIA_SEED") or str(randbelow(10**9))
    figures = Figures()
    for number in range(BLOCKS):
        with fresh() as url:
            figures.add(block(lanes, url, f"{kind} {seed} {number}", RACES))
    say(pytestconfig, f"expiry races on {kind}, seed {seed}: {figures.line()}")
    assert not figures.anomalies, "\n".join(figures.anomalies[:20])
    assert not figures.shortfalls(permille=1, met=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mutant", "anomaly"),
    [("no lock", "failed: "), ("too late", "served after the end"), ("no grace", "time left was not captured")],
)
def test_races_find_a_ledger_that(postgres_template: str, mutant: str, anomaly: str) -> None:
    with track(mutant, processes=1) as mistaken, copies.of_cluster(postgres_template)() as url:
        try:
            found = block(mistaken, url, f"mutant {randbelow(10**9)}", races=10).anomalies
        except IntegrityError as fault:  # what it has left cannot even be swept
            found = [f"failed: {fault}"]
    assert [what for what in found if anomaly in what], found

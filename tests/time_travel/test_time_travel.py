"""Ten years of members in places whose clocks jump: the engine says of every lot and instant what the oracle says (T6).

Each life is lived three times, swept daily, with outages of up to forty days, and never: the same story thrice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from secrets import randbelow

import pytest

from tests.time_travel.crowd import Figures, compare, schedules, tale_of, travel
from tests.time_travel.driving import Sweeps
from tests.time_travel.inventing import ZONES
from tests.time_travel.mutants import MUTANTS, Mutant
from tests.time_travel.saying import say
from tests.time_travel.shrinking import smallest

pytestmark = pytest.mark.slow

LIVES = 3
"""Of every place; `make torture` lives thousands."""

SEED = int(os.environ.get("SETIA_SEED") or randbelow(10**9))


@pytest.fixture(scope="module")
def together(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """Adds up what was done, and says it at the end."""
    figures = Figures()
    yield figures
    say(request.config, f"time travel, SETIA_SEED={SEED}: {figures.line()}")


@pytest.mark.parametrize("zone", ZONES)
def test_ten_years_are_as_the_oracle_says_however_they_were_swept(zone: str, together: Figures) -> None:
    figures = travel(zone, SEED, range(LIVES))
    together.add(figures)
    assert figures.expiries > 50 * LIVES, "too little happened to show anything"
    assert not figures.differences, _explained(zone, figures)


def test_every_kind_of_fact_is_met_often_enough(together: Figures) -> None:
    if together.lives < LIVES * len(ZONES):
        pytest.skip("only with every place")
    total = together.facts.total()
    assert len(together.facts) == 7
    assert not {kind: met for kind, met in together.facts.items() if met * 50 < total}
    assert together.counts["undone"] >= 10
    assert together.counts["where clocks jump"] >= 20


@pytest.mark.parametrize(("mutant", "zone"), MUTANTS.items(), ids=[mutant.__name__ for mutant in MUTANTS])
def test_a_mistake_in_the_engine_is_noticed(mutant: Mutant, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    lives = range(LIVES * len(ZONES))
    noticed = any(compare(tale_of(zone, SEED, number), [Sweeps()]) for number in lives)
    assert noticed, f"{mutant.__doc__} SETIA_SEED={SEED}"


def _explained(zone: str, figures: Figures) -> str:
    """All differences of the first life that has one, and the least that still shows one."""
    first = figures.differences[0]
    number = int(first.split("life ")[1].split(":")[0])
    tale = tale_of(zone, SEED, number)
    sweeps = schedules(Random(f"{zone} {SEED} {number} sweeps"), tale.life)
    return "\n".join([f"SETIA_SEED={SEED}", *figures.differences[:10], "", smallest(tale, sweeps)])

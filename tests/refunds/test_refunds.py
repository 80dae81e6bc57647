"""Two thousand random carts with what came back of them: the algebra of refunds holds in every one (T9)."""

from __future__ import annotations

import os
import time
from secrets import randbelow

import pytest

from tests.refunds.crowd import Figures, examine, wrong_with
from tests.refunds.mutants import MUTANTS, Mutant
from tests.refunds.tales import tale_of
from tests.time_travel.saying import say

CARTS = 2_000
"""`make torture` takes a million."""

SEED = int(os.environ.get("SETIA_SEED") or randbelow(10**9))


@pytest.fixture(scope="module")
def lived(request: pytest.FixtureRequest) -> Figures:
    """All carts, said in one line."""
    began = time.process_time()
    figures = examine(SEED, range(CARTS))
    rate = round(CARTS / (time.process_time() - began))
    say(request.config, f"refunds, SETIA_SEED={SEED}, {rate} carts a second: {figures.line()}")
    return figures


def test_whatever_comes_back_in_whatever_way_the_algebra_holds(lived: Figures) -> None:
    assert not lived.wrong, "\n".join([f"SETIA_SEED={SEED}", *lived.differences])


@pytest.mark.parametrize(
    ("what", "percent"),
    {
        "two or more returns": 50,
        "a binding limit": 10,
        "points tender": 20,
        "something given": 50,
        "asked the oracle": 40,
        "sent again": 20,
        "over-returned": 20,
        "in other parts and order": 10,
        **dict.fromkeys(["spend", "voucher", "voucher elsewhere", "days", "months", "purchase", "earn"], 2),
        **dict.fromkeys(["cancelled", "moved away"], 5),
    }.items(),
)
def test_carts_meet_what_they_are_about_often_enough(lived: Figures, what: str, percent: int) -> None:
    assert 100 * lived.met[what] >= percent * lived.carts


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.__name__ for mutant in MUTANTS])
def test_a_mistake_in_the_engine_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    noticed = any(wrong_with(tale_of(SEED, number), number)[0] for number in range(CARTS))
    assert noticed, f"{mutant.__doc__} SETIA_SEED={SEED}"

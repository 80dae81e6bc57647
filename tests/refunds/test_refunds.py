"""Two thousand random carts with what came back of them: the algebra of refunds holds in every one (T9)."""

from __future__ import annotations

import os
import time
from fractions import Fraction
from random import Random
from secrets import randbelow

import pytest

from setia.engine.orders import remaining
from setia.engine.purchase import goods
from tests.refunds.carts import cart
from tests.refunds.crowd import Figures, examine, wrong_with
from tests.refunds.mutants import MUTANTS, Mutant
from tests.refunds.returning import in_parts, refunds_of
from tests.refunds.tales import tale_of
from tests.time_travel.saying import say

pytestmark = pytest.mark.slow

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
        "returned under a later version": 3,
        **dict.fromkeys(["spend", "voucher", "voucher elsewhere", "days", "months", "purchase", "earn"], 2),
        **dict.fromkeys(["cancelled", "moved away"], 5),
    }.items(),
)
def test_carts_meet_what_they_are_about_often_enough(lived: Figures, what: str, percent: int) -> None:
    assert 100 * lived.met[what] >= percent * lived.carts


def test_what_is_left_of_a_line_is_its_share_to_less_than_a_minor_unit() -> None:
    for number in range(CARTS // 4):
        random = Random(f"{SEED} {number}")
        bought = cart(random, "MYR", 2)
        refunds = refunds_of(random, bought)
        whole = [one for one in refunds if not one.amount]
        amount = sum(one.amount for one in refunds)
        for line, left in zip(bought.lines, remaining(bought, whole).lines, strict=True):
            assert 0 <= Fraction(line.net * left.quantity, line.quantity) - left.net < 1
        before, after = remaining(bought, whole), remaining(bought, refunds)
        assert goods(before) - goods(after) == min(amount, goods(before))
        for line, left in zip(before.lines, after.lines, strict=True):
            quota = Fraction(line.net * min(amount, goods(before)), goods(before) or 1)
            assert abs(line.net - left.net - quota) < 1


def test_two_halves_are_one_whole() -> None:
    for number in range(CARTS // 4):
        random = Random(f"{SEED} {number}")
        bought = cart(random, "MYR", 2)
        refunds = refunds_of(random, bought)
        assert remaining(bought, in_parts(random, refunds)) == remaining(bought, refunds)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.__name__ for mutant in MUTANTS])
def test_a_mistake_in_the_engine_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    noticed = any(wrong_with(tale_of(SEED, number), number)[0] for number in range(CARTS))
    assert noticed, f"{mutant.__doc__} SETIA_SEED={SEED}"

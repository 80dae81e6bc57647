"""Carried remainders: what rounding leaves waits for the next order, in whatever order they arrive (S4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.purchase import Purchase
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.verdict import Gain, Verdict
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import judged, program

IDR = {"currency": "IDR"}
SALE = 1_890_000
"""Rp 18.900, in hundredths as ISO 4217 has it."""


def rupiah(minor: int) -> Purchase:
    return receipt(minor, **IDR)


class Member:
    """One member's orders under one rule, judged with what the others have brought so far."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        ((self.counter,),) = ([one.counter for one in judge.carries.values()] for judge in compiled.tracks[0].judges)
        self.orders: dict[int, tuple[Verdict, ...]] = {}

    def judge(self, no: int, purchase: Purchase, **standing: Any) -> Gain:
        others = sum(self._gain(other).value for other in self.orders if other != no)
        current = self.orders.get(no, ())
        posted = {carry.posted: self.total() for _, _, carry in self.compiled.carries}
        asked = Standing(current=current, carried={self.counter: others}, posted=posted, **standing)
        self.orders[no] = judged(self.compiled, purchase, asked)
        return self._gain(no)

    def total(self) -> int:
        return sum(self._gain(no).gave for no in self.orders)

    def value(self) -> int:
        return sum(self._gain(no).value for no in self.orders)

    def _gain(self, no: int) -> Gain:
        return next(gain for one in self.orders[no] for gain in one.gains)


def carrying(**fields: Any) -> Member:
    return Member(program(rule(effect(per=10_000, carry="ever", **fields)), **IDR))


def test_s4_ten_sales_without_carry_give_ten() -> None:
    compiled = program(rule(effect(per=10_000)), **IDR)
    assert sum(judged(compiled, rupiah(SALE))[0].gains[0].gave for _ in range(10)) == 10


def test_s4_ten_sales_with_carry_give_eighteen_and_say_what_is_missing() -> None:
    member = carrying()
    given = [member.judge(no, rupiah(SALE)) for no in range(10)]
    # 1.89, 3.78, 5.67, 7.56, 9.45, 11.34, 13.23, 15.12, 17.01, 18.90
    assert [one.gave for one in given] == [1, 2, 2, 2, 2, 2, 2, 2, 2, 1]
    assert member.total() == 18
    assert given[-1].to_next() == 100_000, "Rp 1.000 more for the next point"


@pytest.mark.parametrize("returned", range(10))
def test_s4_returning_any_one_of_them_leaves_seventeen_and_rp_100_waiting(returned: int) -> None:
    member = carrying()
    for no in range(10):
        member.judge(no, rupiah(SALE))
    member.judge(returned, rupiah(0), granted=member.orders[returned], may_grow=False, over=True)
    assert member.total() == 17
    assert member.value() % 1_000_000 == 10_000


def test_s4_everything_returned_leaves_nothing() -> None:
    member = carrying()
    for no in range(10):
        member.judge(no, rupiah(SALE))
    for no in (3, 0, 9, 1, 8, 2, 7, 4, 6, 5):
        member.judge(no, rupiah(0), granted=member.orders[no], may_grow=False, over=True)
    assert (member.total(), member.value()) == (0, 0)


STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3_000_000)), min_size=1, max_size=12)


@given(STEPS, st.randoms(use_true_random=False))
def test_whatever_arrives_in_whatever_order_the_total_is_that_of_the_sum(
    steps: list[tuple[int, int]], shuffled: Any
) -> None:
    """Orders are recorded, returned in part and edited; what they give together is f(sum), always."""
    member = carrying(points="1.5")
    for no, value in steps:
        had = member.orders.get(no)
        member.judge(no, rupiah(value), granted=had, may_grow=True)
        assert member.total() == member.value() * 3 // 2_000_000
    last = dict(steps)
    other = carrying(points="1.5")
    orders = list(last.items())
    shuffled.shuffle(orders)
    for no, value in orders:
        other.judge(no, rupiah(value))
    assert (other.total(), other.value()) == (member.total(), member.value())


@given(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=6), st.integers(0, 5))
def test_a_return_never_gives_anything(values: list[int], returned: int) -> None:
    member = carrying()
    for no, value in enumerate(values):
        member.judge(no, rupiah(value))
    no, before = returned % len(values), member.total()
    left = member.judge(no, rupiah(values[no] // 2), granted=member.orders[no], may_grow=False)
    assert member.total() <= before
    assert left.value == values[no] // 2


def limited(room: int) -> tuple[Member, dict[str, int]]:
    compiled = program(
        rule(effect(per=10_000, carry="ever"), limits=["daily"]),
        limits=[{"id": "daily", "every": "day", "units": 100}],
        **IDR,
    )
    return Member(compiled), {"daily": room}


def test_a_limit_cuts_the_difference_and_what_it_cut_is_not_taken_back_twice() -> None:
    """Rp 50.000 would give five, two are left: two. Returned: those two, and nothing of another order's."""
    member, room = limited(2)
    cut = member.judge(0, rupiah(5_000_000), room=room)
    assert (cut.asked, cut.gave, cut.cut_by) == (5, 2, ("daily",))
    part = member.judge(0, rupiah(4_000_000), granted=member.orders[0], may_grow=False)
    assert (part.asked, part.gave) == (4, 2)
    all_of_it = member.judge(0, rupiah(0), granted=member.orders[0], may_grow=False, over=True)
    assert (all_of_it.asked, all_of_it.gave) == (0, 0)


def test_what_a_limit_cut_may_be_asked_for_again_by_an_edit() -> None:
    member, room = limited(2)
    member.judge(0, rupiah(5_000_000), room=room)
    edited = member.judge(0, rupiah(6_000_000), granted=member.orders[0], room={"daily": 10})
    assert (edited.asked, edited.gave) == (6, 6)


def test_where_the_condition_holds_no_more_its_value_goes() -> None:
    compiled = program(
        rule(effect(per=10_000, carry="ever"), when=[{"kind": "basket_total", "at_least": 15_000}]), **IDR
    )
    member = Member(compiled)
    assert member.judge(0, rupiah(1_500_000)).gave == 1
    assert member.judge(1, rupiah(1_500_000)).gave == 2
    small = member.judge(0, rupiah(1_000_000), granted=member.orders[0], may_grow=False)
    assert (small.value, small.gave) == (0, -1), "the other order stands on its remainder: of three one is left"
    assert member.total() == 1
    assert not member.orders[0][0].holds


def test_a_counter_has_the_name_of_its_rule_and_rate() -> None:
    assert carrying().counter != carrying(points=2).counter
    assert Member(program(rule(effect(carry="day"), id="other"))).counter != carrying().counter

"""Judging an order again: a return only takes back, an edit asks limits for the excess only (ledger 4.11)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.orders import nothing_left
from setia.engine.purchase import Purchase
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.verdict import Gift, Verdict, awarded
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import basket, by_rule, item, judged, program

HUNDRED, HALF, NOTHING = receipt(10_000), receipt(5_000), receipt(0)
DAILY = [{"id": "daily", "every": "day", "units": 500}]
BADGE = {"kind": "badge", "badge": "explorer"}


def returned(compiled: Compiled, purchase: Purchase, granted: tuple[Verdict, ...], **fields: Any) -> Any:
    return judged(compiled, purchase, Standing(granted=granted, current=granted, may_grow=False, **fields))


def edited(compiled: Compiled, purchase: Purchase, granted: tuple[Verdict, ...], **fields: Any) -> Any:
    return judged(compiled, purchase, Standing(granted=granted, current=granted, **fields))


def test_a_return_gives_what_is_left_of_it() -> None:
    compiled = program(rule(effect()))
    before = judged(compiled, HUNDRED)
    assert by_rule(returned(compiled, HALF, before)) == {"base": 50}
    assert by_rule(returned(compiled, NOTHING, before)) == {"base": 0}


def test_a_return_never_gives_more_than_was_granted() -> None:
    """90.00 - 40.00 taken back in the same basket: without the return line it would be 90."""
    compiled = program(rule(effect()))
    before = judged(compiled, receipt(9_000, -4_000))
    again = returned(compiled, receipt(9_000), before)
    assert by_rule(again) == {"base": 50}
    assert (again[0].gains[0].asked, again[0].gains[0].cut_by) == (90, ("granted",))


def test_a_rule_that_held_not_gives_nothing_after_a_return_even_if_it_holds_now() -> None:
    small = rule({"kind": "fixed_points", "points": 5}, BADGE, id="small", when=[{"kind": "basket_total", "below": 60}])
    compiled = program(rule(effect()), small)
    before = judged(compiled, HUNDRED)
    (_, again) = returned(compiled, HALF, before)
    assert again.holds
    assert [(one.gave, one.cut_by) for one in again.gains] == [(0, ("granted",))]
    assert again.gifts == (Gift("badge", "explorer", False, cut_by=("granted",)),)
    (_, allowed) = edited(compiled, HALF, before)
    assert [one.gave for one in allowed.gains] == [5]
    assert allowed.gifts[0].gave


def test_a_rule_that_holds_no_more_gives_nothing() -> None:
    big = rule({"kind": "fixed_points", "points": 50}, BADGE, id="big", when=[{"kind": "basket_total", "at_least": 80}])
    compiled = program(rule(effect()), big)
    before = judged(compiled, HUNDRED)
    assert by_rule(before) == {"base": 100, "big": 50}
    (_, again) = returned(compiled, HALF, before)
    assert (again.holds, again.gains, again.gifts) == (False, (), ())


def test_a_return_after_a_limit_cut_keeps_what_was_granted_as_long_as_it_is_asked_for() -> None:
    compiled = program(rule(effect(), limits=["daily"]), limits=DAILY)
    cut = judged(compiled, HUNDRED, Standing(room={"daily": 60}))
    assert by_rule(cut) == {"base": 60}
    assert by_rule(returned(compiled, receipt(7_000), cut, room={"daily": 0})) == {"base": 60}
    assert by_rule(returned(compiled, HALF, cut, room={"daily": 0})) == {"base": 50}


@pytest.mark.parametrize(("room", "given"), [(500, 150), (50, 150), (20, 120), (0, 100), (-5, 100)])
def test_an_edit_asks_limits_for_the_excess_only(room: int, given: int) -> None:
    compiled = program(rule(effect(), limits=["daily"]), limits=DAILY)
    before = judged(compiled, HUNDRED)
    assert by_rule(edited(compiled, receipt(15_000), before, room={"daily": room})) == {"base": given}


def test_an_edit_that_lowers_it_needs_no_room() -> None:
    compiled = program(rule(effect(), limits=["daily"]), limits=DAILY)
    assert by_rule(edited(compiled, HALF, judged(compiled, HUNDRED), room={"daily": 0})) == {"base": 50}


def test_an_edit_uses_a_number_of_times_no_second_time() -> None:
    often = [{"id": "daily", "every": "day", "times": 1}]
    compiled = program(rule(effect(), BADGE, limits=["daily"]), limits=often)
    before = judged(compiled, HUNDRED)
    (again,) = edited(compiled, receipt(15_000), before, room={"daily": 0})
    assert (again.gains[0].gave, again.gifts[0].gave) == (150, True)


def test_what_was_given_nothing_before_uses_a_number_of_times_now() -> None:
    often = [{"id": "daily", "every": "day", "times": 1}]
    compiled = program(rule(effect(), limits=["daily"]), limits=often)
    before = judged(compiled, receipt(50))
    assert by_rule(edited(compiled, HUNDRED, before, room={"daily": 0})) == {"base": 0}
    assert by_rule(edited(compiled, HUNDRED, before, room={"daily": 1})) == {"base": 100}


@pytest.mark.parametrize(("net", "given"), [(5_000, 40), (3_000, 30), (20_000, 40)])
def test_a_limit_for_one_purchase_is_that_of_all_its_versions_together(net: int, given: int) -> None:
    bill = [{"id": "bill", "every": "purchase", "units": 40}]
    compiled = program(rule(effect(), limits=["bill"]), limits=bill)
    before = judged(compiled, HUNDRED)
    assert by_rule(before) == {"base": 40}
    assert by_rule(edited(compiled, receipt(net), before)) == {"base": given}


BEST = [{"id": "best", "combine": "best"}, {"id": "bonus"}]
RIVALS = [
    rule(effect(lines={"category": ["food"]}), id="food", lane="best"),
    rule(effect(lines={"category": ["soap"]}), id="soap", lane="best"),
    rule({"kind": "multiplier", "times": 2, "of": ["food", "soap"]}, id="double", lane="bonus"),
]
FOOD, SOAP = item(10_000, category="food"), item(6_000, category="soap")


def test_who_won_a_lane_stays_the_winner_when_something_is_returned() -> None:
    """60.00 of food come back: soap would be better now, but it was never granted; nor is it multiplied."""
    compiled = program(*RIVALS, lanes=BEST)
    before = judged(compiled, basket(FOOD, SOAP))
    assert by_rule(before) == {"food": 100, "soap": 0, "double": 100}
    again = returned(compiled, basket(item(4_000, category="food"), SOAP), before)
    assert by_rule(again) == {"food": 40, "soap": 0, "double": 40}
    assert by_rule(returned(compiled, basket(SOAP), before)) == {"food": 0, "soap": 0, "double": 0}


def test_an_edit_may_have_another_winner() -> None:
    compiled = program(*RIVALS, lanes=BEST)
    before = judged(compiled, basket(FOOD, SOAP))
    again = edited(compiled, basket(item(4_000, category="food"), SOAP), before)
    assert by_rule(again) == {"food": 0, "soap": 60, "double": 60}


def test_of_an_order_of_which_nothing_is_left_no_rule_holds() -> None:
    compiled = program(rule({"kind": "fixed_points", "points": 5}, BADGE))
    before = judged(compiled, HUNDRED)
    (again,) = returned(compiled, NOTHING, before, over=True)
    assert (again.holds, again.gains, again.gifts) == (False, (), ())


def test_what_never_counted_has_no_verdicts_and_what_was_cancelled_has_empty_ones() -> None:
    compiled = program(rule(effect()))
    assert judged(compiled, receipt(10_000, status="open")) == ()
    before = judged(compiled, HUNDRED)
    (gone,) = edited(compiled, receipt(10_000, status="cancelled"), before)
    assert (gone.holds, gone.gains) == (False, ())


@pytest.mark.parametrize(("status", "given"), [("open", 0), ("paid", 0), ("fulfilled", 100), ("cancelled", 0)])
def test_a_program_may_wait_until_a_purchase_is_fulfilled(status: str, given: int) -> None:
    compiled = program(rule(effect()), earns_at="fulfilled")
    assert awarded(judged(compiled, receipt(10_000, status=status))).get("points", 0) == given


LEFT = [
    (receipt(100), 100, False),
    (receipt(0), 100, True),
    (receipt(0), 0, False),
    (basket(item(0, quantity=0), item(0, quantity=0)), 0, True),
    (basket(item(0, quantity=0), item(50)), 100, False),
    (receipt(-50), 100, True),
]


@pytest.mark.parametrize(("purchase", "whole", "over"), LEFT)
def test_whether_all_of_it_came_back_is_told_by_its_pieces_or_its_worth(
    purchase: Purchase, whole: int, over: bool
) -> None:
    assert nothing_left(purchase, receipt(whole)) == over


NETS = st.lists(st.integers(0, 20_000), min_size=1, max_size=4)
MANY = program(
    rule(effect(points="1.5"), limits=["daily"]),
    rule({"kind": "multiplier", "times": "1.5", "of": ["base"]}, id="half", limits=["daily"]),
    rule({"kind": "fixed_points", "points": 20}, id="big", when=[{"kind": "basket_total", "at_least": 100}]),
    rule({"kind": "fixed_points", "points": 20}, id="small", when=[{"kind": "basket_total", "below": 100}]),
    limits=DAILY,
)


@given(NETS, st.data())
def test_the_more_is_returned_the_less_remains_rule_by_rule(nets: list[int], data: st.DataObject) -> None:
    """Every return of a purchase leaves each rule at most what it was granted, and never less than nothing."""
    granted = judged(MANY, receipt(*nets), Standing(room={"daily": data.draw(st.integers(0, 500))}))
    before = by_rule(granted)
    left = nets
    for _ in range(3):
        left = [data.draw(st.integers(0, net)) for net in left]
        after = by_rule(returned(MANY, receipt(*left), granted, room={"daily": data.draw(st.integers(-50, 500))}))
        assert all(0 <= after[name] <= by_rule(granted)[name] for name in after)
        assert all(after[name] <= before[name] for name in ("base", "half", "big"))
        before = after


@given(NETS, NETS, st.integers(0, 500), st.integers(0, 500))
def test_an_edit_gives_at_most_what_was_granted_and_what_limits_leave(
    first: list[int], second: list[int], room: int, more: int
) -> None:
    granted = judged(MANY, receipt(*first), Standing(room={"daily": room}))
    again = edited(MANY, receipt(*second), granted, room={"daily": more})
    limited = [sum(by_rule(one).get(name, 0) for name in ("base", "half")) for one in (granted, again)]
    assert limited[1] <= limited[0] + more


@given(NETS)
def test_judged_again_unchanged_nothing_changes(nets: list[int]) -> None:
    granted = judged(MANY, receipt(*nets))
    room = {"daily": 500 - sum(by_rule(granted)[name] for name in ("base", "half"))}
    for again in (edited, returned):
        assert by_rule(again(MANY, receipt(*nets), granted, room=room)) == by_rule(granted)

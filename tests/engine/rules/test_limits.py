"""Limits: an award that would pass one is cut and says by which, in the order in which its rule names them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.rules.evaluate import Standing
from setia.engine.rules.using import use
from setia.engine.rules.verdict import Gift
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import by_rule, gains, judged, program

HUNDRED = receipt(10_000)


def limit(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "every": "day", **fields}


def limited(*limits: dict[str, Any]) -> Any:
    """One point a dollar within all these limits."""
    return program(rule(effect(), limits=[one["id"] for one in limits]), limits=list(limits))


ROOMS = [
    # most, what is left of it (None: nothing was used so far), given, cut
    (100, None, 100, ()),
    (99, None, 99, ("daily",)),
    (500, 100, 100, ()),
    (500, 99, 99, ("daily",)),
    (500, 1, 1, ("daily",)),
    (500, 0, 0, ("daily",)),
    (500, -20, 0, ("daily",)),
    (0, None, 0, ("daily",)),
]


@pytest.mark.parametrize(("most", "room", "given", "cut_by"), ROOMS)
def test_an_award_is_cut_to_what_is_left(most: int, room: int | None, given: int, cut_by: tuple[str, ...]) -> None:
    standing = Standing(room={} if room is None else {"daily": room})
    (gain,) = gains(limited(limit("daily", units=most)), HUNDRED, standing)
    assert (gain.asked, gain.gave, gain.cut_by) == (100, given, cut_by)


def test_a_budget_of_all_members_cuts_like_a_limit() -> None:
    compiled = limited(limit("budget", units=10**6, per="program", every="ever"))
    (gain,) = gains(compiled, HUNDRED, Standing(room={"budget": 30}))
    assert (gain.gave, gain.cut_by) == (30, ("budget",))


def test_every_limit_that_cuts_is_named_in_the_rules_order() -> None:
    compiled = limited(limit("month", units=80), limit("day", units=90), limit("year", units=50))
    (gain,) = gains(compiled, HUNDRED)
    assert (gain.gave, gain.cut_by) == (50, ("month", "year"))


def test_what_one_limit_left_uses_the_others_no_more_than_was_given() -> None:
    rules = [rule(effect(), limits=["small", "large"]), rule(effect(), id="other", limits=["large"])]
    compiled = program(*rules, limits=[limit("small", units=10), limit("large", units=60)])
    assert by_rule(judged(compiled, HUNDRED)) == {"base": 10, "other": 50}


def test_rules_and_effects_share_a_limit_in_the_order_in_which_they_are_reckoned() -> None:
    rules = [rule(effect(), effect(), limits=["daily"]), rule(effect(), id="other", limits=["daily"])]
    compiled = program(*rules, limits=[limit("daily", units=150)])
    assert [one.gave for one in gains(compiled, HUNDRED)] == [100, 50, 0]


TIMES = [(1, None, 200), (5, 1, 200), (5, 0, 0), (5, -1, 0), (0, None, 0)]


@pytest.mark.parametrize(("most", "room", "given"), TIMES)
def test_several_effects_of_a_rule_use_a_number_of_times_once(most: int, room: int | None, given: int) -> None:
    compiled = program(rule(effect(), effect(), limits=["daily"]), limits=[limit("daily", times=most)])
    standing = Standing(room={} if room is None else {"daily": room})
    assert sum(one.gave for one in gains(compiled, HUNDRED, standing)) == given


def test_every_rule_uses_a_number_of_times_for_itself() -> None:
    rules = [rule(effect(), id=id_, limits=["daily"]) for id_ in ("a", "b", "c")]
    compiled = program(*rules, limits=[limit("daily", times=2)])
    verdicts = judged(compiled, HUNDRED)
    assert by_rule(verdicts) == {"a": 100, "b": 100, "c": 0}
    assert use(compiled.caps["daily"], compiled, verdicts) == 2


def test_a_rule_that_gives_nothing_uses_no_time() -> None:
    rules = [rule(effect(), id=id_, limits=["daily"]) for id_ in ("a", "b")]
    compiled = program(rule(effect(per=500), limits=["daily"]), *rules, limits=[limit("daily", times=1)])
    assert by_rule(judged(compiled, HUNDRED)) == {"base": 0, "a": 100, "b": 0}


def test_a_gift_uses_times_and_no_units() -> None:
    badge = {"kind": "badge", "badge": "explorer"}
    limits = [limit("once", times=1), limit("units", units=0)]
    compiled = program(rule(badge, limits=["once", "units"]), rule(badge, id="again", limits=["once"]), limits=limits)
    verdicts = judged(compiled, HUNDRED)
    assert [one.gifts for one in verdicts] == [
        (Gift("badge", "explorer", True),),
        (Gift("badge", "explorer", False, cut_by=("once",)),),
    ]


def test_a_limit_for_one_purchase_begins_anew_with_every_purchase() -> None:
    compiled = limited(limit("bill", every="purchase", units=40))
    assert [gains(compiled, HUNDRED)[0].gave for _ in range(2)] == [40, 40]


def test_the_use_of_a_limit_is_what_was_given_under_it() -> None:
    rules = [rule(effect(), limits=["daily"]), rule(effect(), id="free")]
    compiled = program(*rules, limits=[limit("daily", units=70)])
    assert use(compiled.caps["daily"], compiled, judged(compiled, HUNDRED)) == 70


def test_the_loser_of_a_lane_uses_nothing() -> None:
    rules = [rule(effect(), id="a", limits=["daily"]), rule(effect(per=2), id="b", limits=["daily"])]
    lanes = [{"id": "best", "combine": "best"}]
    compiled = program(*rules, lanes=lanes, limits=[limit("daily", units=200)])
    assert use(compiled.caps["daily"], compiled, judged(compiled, HUNDRED)) == 100


@given(
    st.lists(st.integers(0, 5_000), max_size=4),
    st.integers(-10, 200),
    st.integers(-10, 200),
    st.integers(0, 3),
)
def test_no_limit_is_ever_passed_and_nothing_is_ever_taken(nets: list[int], small: int, large: int, often: int) -> None:
    limits = [limit("small", units=10**6), limit("large", units=10**6), limit("often", times=often)]
    names = [["small"], ["small", "large"], ["large", "often"], ["often", "small"]]
    rules = [rule(effect(points=n + 1), id=f"r{n}", limits=under) for n, under in enumerate(names)]
    compiled = program(*rules, limits=limits)
    room = {"small": small, "large": large, "often": often}
    verdicts = judged(compiled, receipt(*nets), Standing(room=room))
    for name, left in room.items():
        assert use(compiled.caps[name], compiled, verdicts) <= max(left, 0)
    for one in verdicts:
        for gain in one.gains:
            assert 0 <= gain.gave <= gain.asked
            assert bool(gain.cut_by) == (gain.gave < gain.asked)

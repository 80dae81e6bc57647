"""Conditions on the member, as the frame has him: tier, segment, attribute, visits."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.verdict import Check
from tests.engine.receipts import receipt
from tests.engine.rules.judging import SILVER_GOLD, check

GOLD = {"kind": "tier", "any_of": ["gold", "black"]}
SECOND = {**SILVER_GOLD, "id": "club", "levels": [{"id": "guest"}, SILVER_GOLD["levels"][1]]}
LOST = {"kind": "days_since_last_visit", "at_least": 60}
HABIT = {"kind": "days_since_last_visit", "at_most": 7}
SECOND_WEEK = {"kind": "days_since_last_visit", "at_least": 7, "at_most": 13}
FIRST = {"kind": "first_purchase"}
TENTH = {"kind": "nth_visit", "n": 10}
EVERY_TENTH = {"kind": "nth_visit", "n": 10, "every": True}
NEWS = {"kind": "segment", "any_of": ["vip", "local"]}
STUDENT = {"kind": "attribute", "id": "status", "any_of": ["student", "pupil"]}

ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], Check]] = {
    "at a level": (GOLD, {"tiers": {"status": "gold"}}, Check("tier", True, ("gold", "black"), "gold")),
    "at another": (GOLD, {"tiers": {"status": "silver"}}, Check("tier", False, ("gold", "black"), "silver")),
    "at none": (GOLD, {}, Check("tier", False, ("gold", "black"), "")),
    "in a segment": (NEWS, {"segments": ("local", "new")}, Check("segment", True, ("vip", "local"), ("local",))),
    "in no segment": (NEWS, {"segments": ("new",)}, Check("segment", False, ("vip", "local"), ())),
    "with an attribute": (
        STUDENT,
        {"attributes": {"status": "pupil"}},
        Check("attribute", True, ("student", "pupil"), "pupil"),
    ),
    "with another value": (
        STUDENT,
        {"attributes": {"status": "staff", "other": "pupil"}},
        Check("attribute", False, ("student", "pupil"), "staff"),
    ),
    "without the attribute": (STUDENT, {}, Check("attribute", False, ("student", "pupil"), "")),
    "the first purchase": (FIRST, {"visit": 1}, Check("first_purchase", True, 1, 1)),
    "the second purchase": (FIRST, {"visit": 2}, Check("first_purchase", False, 1, 2)),
    "a guest's purchase is nobody's first": (FIRST, {"visit": 0}, Check("first_purchase", False, 1, 0)),
    "the tenth": (TENTH, {"visit": 10}, Check("nth_visit", True, 10, 10)),
    "the seventh": (TENTH, {"visit": 7}, Check("nth_visit", False, 10, 7, 3)),
    "the twentieth is not the tenth": (TENTH, {"visit": 20}, Check("nth_visit", False, 10, 20)),
    "the twentieth is a tenth again": (EVERY_TENTH, {"visit": 20}, Check("nth_visit", True, 10, 20)),
    "the eleventh waits for the twentieth": (EVERY_TENTH, {"visit": 11}, Check("nth_visit", False, 10, 11, 9)),
    "a guest's is no tenth": (EVERY_TENTH, {"visit": 0}, Check("nth_visit", False, 10, 0)),
    "long away": (LOST, {"days_since": 60}, Check("days_since_last_visit", True, 60, 60)),
    "not long enough away": (LOST, {"days_since": 59}, Check("days_since_last_visit", False, 60, 59)),
    "never there before": (LOST, {"days_since": None}, Check("days_since_last_visit", False, 60)),
    "soon again": (HABIT, {"days_since": 0}, Check("days_since_last_visit", True, 7, 0)),
    "not soon enough": (HABIT, {"days_since": 8}, Check("days_since_last_visit", False, 7, 8)),
    "within the second week": (SECOND_WEEK, {"days_since": 13}, Check("days_since_last_visit", True, 7, 13)),
    "after the second week": (SECOND_WEEK, {"days_since": 14}, Check("days_since_last_visit", False, 13, 14)),
    "before the second week": (SECOND_WEEK, {"days_since": 6}, Check("days_since_last_visit", False, 7, 6)),
}


@pytest.mark.parametrize(("condition", "frame", "expected"), ROWS.values(), ids=ROWS.keys())
def test_a_condition_on_the_member_asks_the_frame(
    condition: dict[str, Any], frame: dict[str, Any], expected: Check
) -> None:
    assert check(condition, receipt(100), frame, tiers=[SILVER_GOLD]) == expected


def test_of_several_tier_sets_the_one_that_is_named_is_asked() -> None:
    frame = {"tiers": {"status": "silver", "club": "gold"}}
    found = {
        name: check({"kind": "tier", "set": name, "any_of": ["gold"]}, receipt(100), frame, tiers=[SILVER_GOLD, SECOND])
        for name in ("status", "club")
    }
    assert {name: one.holds for name, one in found.items()} == {"status": False, "club": True}

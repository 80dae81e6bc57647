"""Conditions that can never hold, or mean nothing: every fault with its path."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.programs import effect, rule
from tests.engine.rules.judging import SALE, SILVER_GOLD, told

CLUB = {"id": "club", "levels": [{"id": "guest"}, SILVER_GOLD["levels"][1]]}
CALENDARS = [{"id": "ramadan", "dates": [{"from": "2027-02-08", "through": "2027-03-09"}]}]

AT: dict[str, tuple[dict[str, Any], str, str]] = {
    "any of none": ({"kind": "product", "any_of": []}, "any_of", "empty_list"),
    "a category of none": ({"kind": "category", "any_of": []}, "any_of", "empty_list"),
    "a department of none": ({"kind": "department", "any_of": []}, "any_of", "empty_list"),
    "a brand of none": ({"kind": "brand", "any_of": []}, "any_of", "empty_list"),
    "a tag of none": ({"kind": "tag", "any_of": []}, "any_of", "empty_list"),
    "a payment of none": ({"kind": "payment", "any_of": []}, "any_of", "empty_list"),
    "a currency of none": ({"kind": "currency", "any_of": []}, "any_of", "empty_list"),
    "a channel of none": ({"kind": "channel", "any_of": []}, "any_of", "empty_list"),
    "a segment of none": ({"kind": "segment", "any_of": []}, "any_of", "empty_list"),
    "a weekday of none": ({"kind": "weekday", "any_of": []}, "any_of", "empty_list"),
    "all of none": ({"kind": "all", "of": []}, "of", "empty_list"),
    "any condition of none": ({"kind": "any", "of": []}, "of", "empty_list"),
    "a total without bounds": ({"kind": "basket_total"}, "", "some_of"),
    "a total of nothing": ({"kind": "basket_total", "at_least": 0}, "at_least", "out_of_range"),
    "a total of a tenth of a cent": ({"kind": "basket_total", "at_least": "0.001"}, "at_least", "too_many_decimals"),
    "a total of a word": ({"kind": "basket_total", "at_least": "much"}, "at_least", "not_a_number"),
    "a total between nothing": ({"kind": "basket_total", "at_least": 50, "below": 50}, "below", "out_of_range"),
    "lines but not none": (
        {"kind": "basket_total", "at_least": 1, "lines": {"but_not": {}}},
        "lines.but_not",
        "empty_list",
    ),
    "no quantity": ({"kind": "quantity", "at_least": 0}, "at_least", "out_of_range"),
    "a quantity of a ten-thousandth": ({"kind": "quantity", "at_least": "0.0001"}, "at_least", "too_many_decimals"),
    "no store": ({"kind": "store"}, "", "some_of"),
    "a tag that no store has": ({"kind": "store", "tag": ["mall"]}, "tag.0", "unknown_tag"),
    "25 o'clock": ({"kind": "time_of_day", "from": "25:00", "until": "02:00"}, "from", "not_a_time"),
    "8 o'clock with one digit": ({"kind": "time_of_day", "from": "08:00", "until": "9:00"}, "until", "not_a_time"),
    "24:00": ({"kind": "time_of_day", "from": "20:00", "until": "24:00"}, "until", "not_a_time"),
    "a window of no time": ({"kind": "time_of_day", "from": "08:00", "until": "08:00"}, "until", "out_of_range"),
    "a window without dates": ({"kind": "date_window"}, "", "some_of"),
    "30 February": ({"kind": "date_window", "from": "2027-02-30"}, "from", "not_a_date"),
    "a date without dashes": ({"kind": "date_window", "through": "20270228"}, "through", "not_a_date"),
    "year 1": ({"kind": "date_window", "from": "0001-01-01"}, "from", "not_a_date"),
    "an end before the beginning": (
        {"kind": "date_window", "from": "2027-02-02", "through": "2027-02-01"},
        "through",
        "out_of_range",
    ),
    "a calendar that there is not": ({"kind": "calendar", "during": "songkran"}, "during", "unknown_calendar"),
    "before one that there is not": (
        {"kind": "calendar", "before": "songkran", "days": 3},
        "before",
        "unknown_calendar",
    ),
    "no calendar": ({"kind": "calendar"}, "", "one_of"),
    "during and before": ({"kind": "calendar", "during": "ramadan", "before": "ramadan", "days": 1}, "", "one_of"),
    "before without days": ({"kind": "calendar", "before": "ramadan"}, "days", "out_of_range"),
    "before by ages": ({"kind": "calendar", "before": "ramadan", "days": 10**18}, "days", "out_of_range"),
    "during with days": ({"kind": "calendar", "during": "ramadan", "days": 3}, "days", "needs_before"),
    "a level that there is not": ({"kind": "tier", "set": "status", "any_of": ["golden"]}, "any_of.0", "unknown_tier"),
    "a level of another set": ({"kind": "tier", "set": "club", "any_of": ["black"]}, "any_of.0", "unknown_tier"),
    "no level": ({"kind": "tier", "set": "club", "any_of": []}, "any_of", "empty_list"),
    "a tier set that there is not": ({"kind": "tier", "set": "statsu", "any_of": ["gold"]}, "set", "unknown_tier_set"),
    "one of several tier sets": ({"kind": "tier", "any_of": ["gold"]}, "set", "which_tier_set"),
    "an attribute with a space": ({"kind": "attribute", "id": "my status", "any_of": ["x"]}, "id", "bad_id"),
    "an attribute of nothing": ({"kind": "attribute", "id": "status", "any_of": []}, "any_of", "empty_list"),
    "visit 0": ({"kind": "nth_visit", "n": 0}, "n", "out_of_range"),
    "no days": ({"kind": "days_since_last_visit"}, "", "some_of"),
    "days below nothing": ({"kind": "days_since_last_visit", "at_least": -1}, "at_least", "out_of_range"),
    "days that end before they begin": (
        {"kind": "days_since_last_visit", "at_least": 8, "at_most": 7},
        "at_most",
        "out_of_range",
    ),
    "an event's field in a purchase": (
        {"kind": "event_field", "field": "stars", "at_least": 4},
        "field",
        "needs_event",
    ),
}
GIVEN = {"tiers": [SILVER_GOLD, CLUB], "calendars": CALENDARS}


@pytest.mark.parametrize(("condition", "path", "code"), AT.values(), ids=AT.keys())
def test_a_condition_that_cannot_hold_is_a_fault_told_once_where_it_stands(
    condition: dict[str, Any], path: str, code: str
) -> None:
    for joined, inside in ((condition, ""), ({"kind": "not", "of": condition}, ".of")):
        where = f"rules.0.when.0{inside}" + (f".{path}" if path else "")
        assert told(rules=[rule(effect(), when=[joined])], **GIVEN) == [(where, code)]


OF_AN_EVENT: dict[str, tuple[dict[str, Any], str, str]] = {
    "a field that there is not": ({"field": "star", "at_least": 4}, "field", "unknown_event_field"),
    "neither values nor bounds": ({"field": "stars"}, "", "one_of"),
    "values and bounds": ({"field": "stars", "any_of": [1], "at_least": 1}, "", "one_of"),
    "bounds the wrong way round": ({"field": "stars", "at_least": 5, "at_most": 4}, "at_most", "out_of_range"),
    "a number for a text": ({"field": "topic", "any_of": ["food", 5]}, "any_of.1", "not_of_field"),
    "a text for a number": ({"field": "stars", "any_of": ["5"]}, "any_of.0", "not_of_field"),
    "bounds for a text": ({"field": "topic", "at_least": 5}, "field", "not_of_field"),
}


@pytest.mark.parametrize(("fields", "path", "code"), OF_AN_EVENT.values(), ids=OF_AN_EVENT.keys())
def test_what_a_field_can_never_be_is_a_fault(fields: dict[str, Any], path: str, code: str) -> None:
    condition = {"kind": "event_field", **fields}
    rules = [rule({"kind": "fixed_points", "points": 1}, trigger="sale", when=[condition])]
    where = "rules.0.when.0" + (f".{path}" if path else "")
    assert told(rules=rules, events=[SALE]) == [(where, code)]


def test_without_tiers_none_can_be_asked_for() -> None:
    condition = {"kind": "tier", "any_of": ["gold"]}
    assert told(rules=[rule(effect(), when=[condition])]) == [("rules.0.when.0.set", "unknown_tier_set")]

"""Conditions on the store, the channel, and on the fields of an event."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.facts import Event
from setia.engine.rules.verdict import Check
from tests.engine.programs import rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import check, program

STORES = [{"id": "klcc", "tags": ["mall", "city"]}, {"id": "bangsar", "tags": ["street"]}]
NAMED = {"kind": "store", "any_of": ["ipoh"], "tag": ["street"]}

PLACES = [
    ({"kind": "store", "any_of": ["klcc", "ipoh"]}, "ipoh", True, ("klcc", "ipoh")),
    ({"kind": "store", "any_of": ["klcc", "ipoh"]}, "bangsar", False, ("klcc", "ipoh")),
    ({"kind": "store", "any_of": ["klcc"]}, "", False, ("klcc",)),
    ({"kind": "store", "tag": ["mall"]}, "klcc", True, ("mall",)),
    ({"kind": "store", "tag": ["mall"]}, "bangsar", False, ("mall",)),
    ({"kind": "store", "tag": ["mall"]}, "ipoh", False, ("mall",)),
    (NAMED, "ipoh", True, ("ipoh", "street")),
    (NAMED, "bangsar", True, ("ipoh", "street")),
    (NAMED, "klcc", False, ("ipoh", "street")),
]


@pytest.mark.parametrize(("condition", "store", "holds", "expected"), PLACES)
def test_a_store_is_known_by_its_id_or_by_a_tag_of_the_document(
    condition: dict[str, Any], store: str, holds: bool, expected: tuple[str, ...]
) -> None:
    assert check(condition, receipt(100, store=store), {}, stores=STORES) == Check("store", holds, expected, store)


@pytest.mark.parametrize(("channel", "holds"), [("web", True), ("app", True), ("till", False), ("", False)])
def test_a_purchase_comes_through_a_channel(channel: str, holds: bool) -> None:
    condition = {"kind": "channel", "any_of": ["web", "app"]}
    assert check(condition, receipt(100, channel=channel), {}) == Check("channel", holds, ("web", "app"), channel)


REVIEW = {
    "id": "review",
    "fields": [
        {"id": "stars", "type": "whole", "least": 0, "most": 5},
        {"id": "topic", "type": "text", "one_of": ["food", "staff"]},
        {"id": "photo", "type": "yes_no"},
    ],
}


def field(name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "event_field", "field": name, **fields}


FIELDS = [
    (field("stars", at_least=4), {"stars": 4}, True, ("4", ""), "4"),
    (field("stars", at_least=4), {"stars": 3}, False, ("4", ""), "3"),
    (field("stars", at_most=0), {"stars": 0}, True, ("", "0"), "0"),
    (field("stars", at_most=0), {"stars": 1}, False, ("", "0"), "1"),
    (field("stars", at_least=1, at_most=2), {"stars": 2}, True, ("1", "2"), "2"),
    (field("stars", at_least=1), {}, False, ("1", ""), None),
    (field("stars", any_of=[1, 5]), {"stars": 5}, True, ("1", "5"), "5"),
    (field("stars", any_of=[1, 5]), {"stars": 4}, False, ("1", "5"), "4"),
    (field("topic", any_of=["food"]), {"topic": "food"}, True, ("food",), "food"),
    (field("topic", any_of=["food"]), {"topic": "staff"}, False, ("food",), "staff"),
    (field("photo", any_of=[True]), {"photo": True}, True, ("True",), "True"),
    (field("photo", any_of=[True]), {"photo": False}, False, ("True",), "False"),
    (field("photo", any_of=[True]), {}, False, ("True",), None),
]


@pytest.mark.parametrize(("condition", "values", "holds", "expected", "found"), FIELDS)
def test_a_field_of_an_event_is_one_of_these_or_within_bounds(
    condition: dict[str, Any], values: dict[str, Any], holds: bool, expected: tuple[str, ...], found: str | None
) -> None:
    told = check(condition, Event("review", values), {}, events=[REVIEW])
    assert told == Check("event_field", holds, expected, found)


def test_one_is_not_yes() -> None:
    assert not check(field("photo", any_of=[True]), Event("review", {"photo": 1}), {}, events=[REVIEW]).holds
    assert not check(field("stars", any_of=[1]), Event("review", {"stars": True}), {}, events=[REVIEW]).holds


def test_an_event_has_a_store_and_a_channel_too() -> None:
    event = Event("review", store="klcc", channel="app")
    assert check({"kind": "store", "tag": ["city"]}, event, {}, events=[REVIEW], stores=STORES).holds
    assert check({"kind": "channel", "any_of": ["app"]}, event, {}, events=[REVIEW]).found == "app"


FAULTS = [
    ({"stars": 6}, ("stars", "out_of_range")),
    ({"stars": -1}, ("stars", "out_of_range")),
    ({"stars": "five"}, ("stars", "wrong_type")),
    ({"stars": True}, ("stars", "wrong_type")),
    ({"topic": "prices"}, ("topic", "not_a_choice")),
    ({"topic": 5}, ("topic", "wrong_type")),
    ({"photo": "yes"}, ("photo", "wrong_type")),
    ({"note": "x"}, ("note", "unknown_field")),
    ({"stars": 5, "topic": "food", "photo": False}, None),
    ({}, None),
]
NEEDED = {"id": "survey", "fields": [{"id": "answer", "type": "text", "required": True}]}


@pytest.mark.parametrize(("values", "fault"), FAULTS)
def test_an_event_is_what_its_schema_says(values: dict[str, Any], fault: tuple[str, str] | None) -> None:
    compiled = program(rule({"kind": "fixed_points", "points": 1}, trigger="review"), events=[REVIEW])
    assert compiled.events["review"].fault(Event("review", values)) == fault


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, ("answer", "missing_field")),
        ({"answer": "very-good"}, None),
        ({"answer": "x" * 64}, None),
        ({"answer": "x" * 65}, ("answer", "not_a_code")),
        ({"answer": "very good"}, ("answer", "not_a_code")),
        ({"answer": "0123456789"}, ("answer", "not_a_code")),
    ],
)
def test_a_field_may_be_needed_and_a_text_is_a_code_never_what_people_write(
    values: dict[str, Any], fault: tuple[str, str] | None
) -> None:
    compiled = program(rule({"kind": "fixed_points", "points": 1}, trigger="survey"), events=[NEEDED])
    assert compiled.events["survey"].fault(Event("survey", values)) == fault

"""Conditions that did not hold, read aloud: what was asked, what there was, and what would have been needed."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from setia.cli.units import Units
from setia.cli.verdicts import Explainer, Told
from setia.engine.calendar import parse_instant
from setia.engine.purchase import Purchase, Tender
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions import Condition
from setia.engine.rules.facts import Event
from setia.engine.rules.verdict import Why
from setia.engine.rules.versions import Version, Versions
from setia.storage.programs import LoadedProgram
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import SALE, basket, item, judged, program

LEVELS = {
    "id": "status",
    "levels": [
        {"id": "silver", "name": {"en": "Silver"}},
        {"id": "gold", "name": {"en": "Gold"}, "qualify": [{"measure": "spend", "at_least": 1000}]},
    ],
}
FIELDS: dict[str, Any] = {
    "tiers": [LEVELS],
    "events": [SALE],
    "calendars": [{"id": "ramadan", "dates": [{"from": "2027-02-08", "through": "2027-03-09"}]}],
}
THURSDAY = parse_instant("2027-01-07T14:05:00Z", "UTC")
BREAD = basket(
    item(57_43, category="bread", sku="b1", quantity=2500),
    channel="till",
    store="ipoh",
    tenders=(Tender("cash", 57_43),),
)
FRAME: dict[str, Any] = {"effective_at": THURSDAY, "visit": 7, "days_since": 12, "tiers": {"status": "silver"}}
LOW = Event("sale", {"stars": 2})

FAILED: list[tuple[dict[str, Any], str, str]] = [
    (
        {"kind": "basket_total", "at_least": "61.63"},
        "the basket is worth at least 61.63 USD (shelf price): it was 57.43 USD, 4.20 USD more would have been needed",
        "4.20 USD more",
    ),
    (
        {"kind": "basket_total", "below": 50},
        "the basket is worth below 50 USD (shelf price): it was 57.43 USD",
        "only if the basket is worth below 50 USD (shelf price)",
    ),
    (
        {"kind": "quantity", "at_least": 4},
        "the basket has at least 4 items: it had 2.5, 1.5 more would have been needed",
        "1.5 more",
    ),
    ({"kind": "payment", "any_of": ["qris"]}, "paid by qris: it was paid by cash", "only paid by qris"),
    ({"kind": "currency", "any_of": ["MYR"]}, "paid in MYR: it was in USD", "only paid in MYR"),
    ({"kind": "product", "any_of": ["1"]}, "the basket has the product 1: it had none", ""),
    ({"kind": "category", "any_of": ["cake"]}, "the basket has the category cake: it had none", ""),
    ({"kind": "department", "any_of": ["deli"]}, "the basket has the department deli: it had none", ""),
    ({"kind": "brand", "any_of": ["Blanc"]}, "the basket has the brand Blanc: it had none", ""),
    ({"kind": "tag", "any_of": ["new"]}, "the basket has the tag new: it had none", ""),
    ({"kind": "store", "any_of": ["klcc"]}, "in store klcc: it was ipoh", "only in store klcc"),
    ({"kind": "channel", "any_of": ["web"]}, "through the channel web: it was till", "only through the channel web"),
    (
        {"kind": "weekday", "any_of": ["saturday", "sunday"]},
        "on Saturday or Sunday: it was a Thursday",
        "only on Saturday or Sunday",
    ),
    (
        {"kind": "time_of_day", "from": "22:00", "until": "02:00"},
        "from 22:00 until 02:00: it was 14:05",
        "only from 22:00 until 02:00",
    ),
    (
        {"kind": "date_window", "from": "2027-02-01"},
        "from 2027-02-01: it was 2027-01-07",
        "only from 2027-02-01",
    ),
    (
        {"kind": "calendar", "during": "ramadan"},
        "it is during ramadan: it was 2027-01-07",
        "only if it is during ramadan",
    ),
    (
        {"kind": "tier", "any_of": ["gold"]},
        "the member's level is Gold: it was Silver",
        "only if the member's level is Gold",
    ),
    ({"kind": "segment", "any_of": ["vip"]}, "the member is in the segment vip: the member is not", "quiet"),
    ({"kind": "attribute", "id": "status", "any_of": ["vip"]}, "the member's status is vip: it was not said", "quiet"),
    (
        {"kind": "first_purchase"},
        "it is the member's first purchase: it was purchase number 7",
        "only if it is the member's first purchase",
    ),
    (
        {"kind": "nth_visit", "n": 10, "every": True},
        "the number of the purchase is a multiple of 10: it was purchase number 7,"
        " 3 purchases later would have been needed",
        "3 purchases later",
    ),
    (
        {"kind": "days_since_last_visit", "at_least": 30},
        "at least 30 days after the purchase before: it was 12 days",
        "only if at least 30 days after the purchase before",
    ),
    (
        {"kind": "birthday", "days": 7},
        "within 7 days from the member's birthday on: it was not",
        "only within 7 days from the member's birthday on",
    ),
    ({"kind": "event_field", "field": "stars", "at_least": 4}, "stars is at least 4: it was 2", ""),
    (
        {"kind": "any", "of": [{"kind": "channel", "any_of": ["web"]}, {"kind": "first_purchase"}]},
        "through the channel web or it is the member's first purchase: it was till, it was purchase number 7",
        "only through the channel web or it is the member's first purchase",
    ),
    (
        {"kind": "all", "of": [{"kind": "channel", "any_of": ["till"]}, {"kind": "payment", "any_of": ["qris"]}]},
        "through the channel till and paid by qris: it was till, it was paid by cash",
        "only through the channel till and paid by qris",
    ),
    (
        {"kind": "not", "of": {"kind": "weekday", "any_of": ["thursday"]}},
        "not on Thursday: it was a Thursday",
        "not on Thursday",
    ),
]


def explained(condition: dict[str, Any]) -> tuple[Told, list[str]]:
    """What is told of a rule with this condition, and of what it would have needed."""
    of_event = condition["kind"] == "event_field"
    compiled = program(rule(effect(), when=[condition], trigger="sale" if of_event else "purchase"), **FIELDS)
    happened: Purchase | Event = LOW if of_event else BREAD
    why = Why(judged(compiled, happened, **FRAME), counted=True)
    explainer = Explainer(compiled.program, Units(loaded(compiled)))
    (told,) = explainer.told(why)
    return told, explainer.missed(why)


def loaded(compiled: Compiled) -> LoadedProgram:
    return LoadedProgram(1, "test", b"", Versions((Version(1, 0, compiled),)))


@pytest.mark.parametrize(("condition", "words", "needed"), FAILED, ids=[one["kind"] for one, _, _ in FAILED])
def test_what_did_not_hold_is_said_with_what_there_was(condition: dict[str, Any], words: str, needed: str) -> None:
    told, missed = explained(condition)
    assert (told.conditions, told.gave) == (((False, words),), ("gave nothing",))
    if needed == "quiet":
        assert missed == []
    else:
        assert missed == [f"base: {needed or 'only if ' + words.partition(':')[0]}"]


def test_every_kind_of_condition_is_told_here() -> None:
    assert {one["kind"] for one, _, _ in FAILED} == {one.__struct_config__.tag for one in get_args(Condition)}


def test_a_first_purchase_has_no_purchase_before_it() -> None:
    condition = {"kind": "days_since_last_visit", "at_least": 30}
    compiled = program(rule(effect(), when=[condition]))
    why = Why(judged(compiled, BREAD, **{**FRAME, "days_since": None}), counted=True)
    (told,) = Explainer(compiled.program, Units(loaded(compiled))).told(why)
    assert told.conditions == ((False, "at least 30 days after the purchase before: there was none before"),)


def test_a_basket_of_excluded_goods_alone_is_said_to_have_none_that_count() -> None:
    compiled = program(rule(effect(), when=[{"kind": "channel", "any_of": ["till"]}]), never=[{"tag": "tobacco"}])
    why = Why(judged(compiled, basket(item(5_00, tags=("tobacco",)), channel="till"), **FRAME), counted=True)
    explainer = Explainer(compiled.program, Units(loaded(compiled)))
    (told,) = explainer.told(why)
    assert told.conditions == (
        (False, "the basket has goods that count: it has none"),
        (True, "through the channel till: it was till"),
    )
    assert explainer.missed(why) == []

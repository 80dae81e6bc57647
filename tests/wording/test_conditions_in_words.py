"""Conditions that did not hold, read aloud: what was asked, what there was, and what would have been needed."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from setia.engine.calendar import parse_instant
from setia.engine.purchase import Purchase, Tender
from setia.engine.rules.conditions import Condition
from setia.engine.rules.facts import Event
from setia.engine.rules.verdict import Why
from setia.wording.explanation import ToldRule
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import SALE, basket, item, judged, program
from tests.wording.saying import asked, explainer, gave, texts

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
    "calendars": [
        {"id": "ramadan", "name": {"en": "Ramadan"}, "dates": [{"from": "2027-02-08", "through": "2027-03-09"}]}
    ],
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
        "The basket must be worth at least 61.63 USD. This time: 57.43 USD. 4.20 USD more would be enough.",
        "4.20 USD more for “base”.",
    ),
    (
        {"kind": "basket_total", "below": 50},
        "The basket must be worth less than 50.00 USD. This time: 57.43 USD.",
        "For “base”: The basket must be worth less than 50.00 USD.",
    ),
    (
        {"kind": "basket_total", "at_least": 100, "below": 500, "lines": {"category": ["bread", "cake"]}},
        "Goods for at least 100.00 USD and less than 500.00 USD must be in the basket: category bread or cake."
        " This time: 57.43 USD. 42.57 USD more would be enough.",
        "42.57 USD more for “base”.",
    ),
    (
        {"kind": "quantity", "at_least": 4},
        "The quantity in the basket must be at least 4. This time: 2.5. 1.5 more would be enough.",
        "1.5 more in the basket for “base”.",
    ),
    (
        {"kind": "payment", "any_of": ["qris", "card"]},
        "It must be paid, at least in part, by qris or card. This time: cash.",
        "",
    ),
    ({"kind": "currency", "any_of": ["MYR"]}, "It must be paid in MYR. This time: USD.", ""),
    ({"kind": "product", "any_of": ["1"]}, "The basket must have the product 1. This time there is none.", ""),
    (
        {"kind": "category", "any_of": ["cake"]},
        "The basket must have something of the category cake. This time there is none.",
        "",
    ),
    (
        {"kind": "department", "any_of": ["deli"]},
        "The basket must have something of the department deli. This time there is none.",
        "",
    ),
    (
        {"kind": "brand", "any_of": ["Blanc"]},
        "The basket must have something of the brand Blanc. This time there is none.",
        "",
    ),
    ({"kind": "tag", "any_of": ["new"]}, "The basket must have goods marked new. This time there is none.", ""),
    ({"kind": "store", "any_of": ["klcc"]}, "It must be in store klcc. This time: ipoh.", ""),
    ({"kind": "channel", "any_of": ["web"]}, "It must come through the website. This time: the till.", ""),
    (
        {"kind": "weekday", "any_of": ["saturday", "sunday"]},
        "It must be on Saturday or Sunday. This time: Thursday.",
        "",
    ),
    (
        {"kind": "time_of_day", "from": "22:00", "until": "02:00"},
        "It must be between 22:00 and 02:00. This time: 14:05.",
        "",
    ),
    (
        {"kind": "date_window", "from": "2027-02-01"},
        "It must be on 1 February 2027 or later. This time: 7 January 2027.",
        "",
    ),
    ({"kind": "calendar", "during": "ramadan"}, "It must be during Ramadan. This time: 7 January 2027.", ""),
    (
        {"kind": "calendar", "before": "ramadan", "days": 14},
        "It must be in the 14 days before Ramadan. This time: 7 January 2027.",
        "",
    ),
    ({"kind": "tier", "any_of": ["gold"]}, "The member's level must be Gold. This time: Silver.", ""),
    (
        {"kind": "segment", "any_of": ["vip"]},
        "The member must be in the segment vip. This time there is none.",
        "",
    ),
    (
        {"kind": "attribute", "id": "status", "any_of": ["vip"]},
        "The member's status must be vip. This time there is none.",
        "",
    ),
    ({"kind": "first_purchase"}, "It must be the member's first purchase. This is purchase number 7.", ""),
    (
        {"kind": "nth_visit", "n": 10, "every": True},
        "The number of the member's purchase must be a multiple of 10. This is purchase number 7."
        " 3 more purchases are needed.",
        "For “base”: 3 more purchases are needed.",
    ),
    (
        {"kind": "nth_visit", "n": 8},
        "It must be the member's purchase number 8. This is purchase number 7. 1 more purchase is needed.",
        "For “base”: 1 more purchase is needed.",
    ),
    (
        {"kind": "days_since_last_visit", "at_least": 30},
        "The purchase before must be at least 30 days ago. The purchase before was 12 days ago.",
        "For “base”: The purchase before must be at least 30 days ago.",
    ),
    (
        {"kind": "birthday", "days": 7},
        "It must be the member's birthday, or at most 6 days after it. No birthday is known to be near.",
        "For “base”: It must be the member's birthday, or at most 6 days after it.",
    ),
    (
        {"kind": "event_field", "field": "stars", "at_least": 4},
        "The field stars must be at least 4. This time: 2.",
        "",
    ),
    (
        {"kind": "any", "of": [{"kind": "channel", "any_of": ["web"]}, {"kind": "first_purchase"}]},
        "At least one of these must hold: (1) It must come through the website. (2) It must be the member's first"
        " purchase. As it is: (1) This time: the till. (2) This is purchase number 7.",
        "For “base”: At least one of these must hold: (1) It must come through the website."
        " (2) It must be the member's first purchase.",
    ),
    (
        {"kind": "all", "of": [{"kind": "channel", "any_of": ["till"]}, {"kind": "payment", "any_of": ["qris"]}]},
        "All of these must hold: (1) It must come through the till. (2) It must be paid, at least in part, by qris."
        " As it is: (1) This time: the till. (2) This time: cash.",
        "For “base”: All of these must hold: (1) It must come through the till."
        " (2) It must be paid, at least in part, by qris.",
    ),
    (
        {"kind": "not", "of": {"kind": "weekday", "any_of": ["thursday"]}},
        "It must not be on Thursday. This time: Thursday.",
        "",
    ),
    (
        {"kind": "not", "of": {"kind": "quantity", "at_least": 2}},
        "This must not hold: (1) The quantity in the basket must be at least 2. This time: 2.5.",
        "For “base”: This must not hold: (1) The quantity in the basket must be at least 2.",
    ),
]


def explained(condition: dict[str, Any]) -> tuple[ToldRule, list[str]]:
    """What is told of a rule with this condition, and of what it would have needed."""
    of_event = condition["kind"] == "event_field"
    compiled = program(rule(effect(), when=[condition], trigger="sale" if of_event else "purchase"), **FIELDS)
    happened: Purchase | Event = LOW if of_event else BREAD
    why = Why(judged(compiled, happened, **FRAME), counted=True)
    said = explainer(compiled)
    (told,) = said.rules(why)
    return told, texts(said.needs(why))


@pytest.mark.parametrize(("condition", "words", "needed"), FAILED, ids=[one["kind"] for one, _, _ in FAILED])
def test_what_did_not_hold_is_said_with_what_there_was(condition: dict[str, Any], words: str, needed: str) -> None:
    told, needs = explained(condition)
    assert (asked(told), gave(told)) == ([(False, words)], ["It gives nothing."])
    assert needs == [needed or f"For “base”: {words.partition('. ')[0]}."]


def test_every_kind_of_condition_is_told_here() -> None:
    assert {one["kind"] for one, _, _ in FAILED} == {one.__struct_config__.tag for one in get_args(Condition)}


def test_a_first_purchase_has_no_purchase_before_it() -> None:
    condition = {"kind": "days_since_last_visit", "at_least": 30}
    compiled = program(rule(effect(), when=[condition]))
    why = Why(judged(compiled, BREAD, **{**FRAME, "days_since": None}), counted=True)
    (told,) = explainer(compiled).rules(why)
    assert asked(told) == [
        (False, "The purchase before must be at least 30 days ago. There was no purchase before."),
    ]


def test_a_basket_of_excluded_goods_alone_is_said_to_have_none_that_count() -> None:
    compiled = program(rule(effect(), when=[{"kind": "channel", "any_of": ["till"]}]), never=[{"tag": "tobacco"}])
    why = Why(judged(compiled, basket(item(5_00, tags=("tobacco",)), channel="till"), **FRAME), counted=True)
    said = explainer(compiled)
    (told,) = said.rules(why)
    assert asked(told) == [
        (False, "The basket must have goods that count. This time there is none."),
        (True, "It must come through the till. This time: the till."),
    ]
    assert said.needs(why) == []

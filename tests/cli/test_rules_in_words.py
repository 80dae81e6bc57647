"""Rules in plain English: a line for every kind of effect and condition that a document can have."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from setia.cli.rules_in_words import condition_in_words, effect_in_words, rule_in_words
from setia.engine.rules.conditions import Condition
from setia.engine.rules.effects import Effect
from setia.engine.rules.program import Program
from tests.cli.terminal import setia
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import SALE, SILVER_GOLD, program

FIELDS: dict[str, Any] = {
    "tiers": [SILVER_GOLD],
    "rewards": [{"id": "voucher"}],
    "events": [SALE],
    "stores": [{"id": "klcc", "tags": ["mall"]}],
    "calendars": [{"id": "ramadan", "dates": [{"from": "2027-02-08", "through": "2027-03-09"}]}],
    "limits": [
        {"id": "daily", "every": "day", "units": 100},
        {"id": "budget", "every": "ever", "times": 5, "per": "program"},
    ],
    "lanes": [{"id": "first"}, {"id": "bonus", "combine": "best"}],
}

EFFECTS: list[tuple[dict[str, Any], str]] = [
    (effect(per="1.00"), "1 points per 1.00 USD (shelf price, rounded down)"),
    (
        effect(points="1.25", base="net_of_tax", rounding="up", lines={"category": ["food", "soap"]}),
        "1.25 points per 1 USD of category food or soap (price without tax, rounded up)",
    ),
    (
        effect(by_tier={"gold": 2}, tier_at="split", base="paid"),
        "1 points per 1 USD (shelf price less coupons, rounded down), 2 points at level gold, each level its part",
    ),
    (
        effect(carry="month", base="list"),
        "1 points per 1 USD (price before discounts, rounded down), the rest is carried within the month",
    ),
    (
        effect(lines={"but_not": {"tag": ["sale"]}}),
        "1 points per 1 USD but not of tag sale (shelf price, rounded down)",
    ),
    ({"kind": "fixed_points", "points": 1250, "wallet": "cash"}, "12.50 cash"),
    (
        {"kind": "points_per_item", "points": 2, "lines": {"brand": ["Blanc"]}},
        "2 points per item of brand Blanc (rounded down)",
    ),
    ({"kind": "points_per_item", "points": 1, "per": "0.500"}, "1 points per 0.500 items (rounded down)"),
    (
        {"kind": "cashback", "percent": "2.5", "wallet": "cash"},
        "2.5 % cashback into cash (shelf price, rounded down)",
    ),
    ({"kind": "stamps", "wallet": "stamps", "per": "item"}, "1 stamps per item"),
    ({"kind": "multiplier", "times": "1.5", "of": ["base"]}, "1.5 times what base gives (rounded down)"),
    ({"kind": "issue_reward", "reward": "voucher"}, "the reward voucher"),
    ({"kind": "set_tier", "tier": "gold", "lasts": "P3M"}, "the level gold for P3M"),
    ({"kind": "extend_tier", "by": "P1M"}, "P1M more of the level that the member has"),
    ({"kind": "badge", "badge": "explorer"}, "the badge explorer"),
    ({"kind": "attribute", "id": "likes", "value": "tea"}, "the attribute likes = tea"),
]

CONDITIONS: list[tuple[dict[str, Any], str]] = [
    (
        {"kind": "basket_total", "at_least": "50.00", "below": 100, "lines": {"sku": ["1"]}},
        "the basket of product 1 is worth at least 50.00 and below 100 USD (shelf price)",
    ),
    ({"kind": "quantity", "at_least": 2}, "the basket has at least 2 items"),
    ({"kind": "payment", "any_of": ["cash", "qris"]}, "paid by cash or qris"),
    ({"kind": "currency", "any_of": ["USD"]}, "paid in USD"),
    ({"kind": "product", "any_of": ["1"]}, "the basket has the product 1"),
    ({"kind": "category", "any_of": ["food"]}, "the basket has the category food"),
    ({"kind": "department", "any_of": ["grocery"]}, "the basket has the department grocery"),
    ({"kind": "brand", "any_of": ["Blanc"]}, "the basket has the brand Blanc"),
    ({"kind": "tag", "any_of": ["new", "cold"]}, "the basket has the tag new or cold"),
    ({"kind": "store", "any_of": ["ipoh"], "tag": ["mall"]}, "in store ipoh or tagged mall"),
    ({"kind": "channel", "any_of": ["web"]}, "through the channel web"),
    ({"kind": "weekday", "any_of": ["monday", "friday"]}, "on Monday or Friday"),
    ({"kind": "time_of_day", "from": "22:00", "until": "02:00"}, "from 22:00 until 02:00"),
    ({"kind": "date_window", "from": "2027-01-01", "through": "2027-01-31"}, "from 2027-01-01 through 2027-01-31"),
    ({"kind": "date_window", "through": "2027-01-31"}, "through 2027-01-31"),
    ({"kind": "calendar", "during": "ramadan"}, "it is during ramadan"),
    ({"kind": "calendar", "before": "ramadan", "days": 14}, "it is in the 14 days before ramadan"),
    ({"kind": "tier", "any_of": ["gold"]}, "the member's level is gold"),
    ({"kind": "segment", "any_of": ["vip"]}, "the member is in the segment vip"),
    ({"kind": "attribute", "id": "status", "any_of": ["student"]}, "the member's status is student"),
    ({"kind": "first_purchase"}, "it is the member's first purchase"),
    ({"kind": "nth_visit", "n": 10}, "the number of the purchase is 10"),
    ({"kind": "nth_visit", "n": 10, "every": True}, "the number of the purchase is a multiple of 10"),
    (
        {"kind": "days_since_last_visit", "at_least": 7, "at_most": 13},
        "at least 7 and at most 13 days after the purchase before",
    ),
    ({"kind": "birthday"}, "on the member's birthday"),
    ({"kind": "birthday", "days": 7}, "within 7 days from the member's birthday on"),
    (
        {"kind": "all", "of": [{"kind": "first_purchase"}, {"kind": "weekday", "any_of": ["monday"]}]},
        "(it is the member's first purchase and on Monday)",
    ),
    (
        {"kind": "any", "of": [{"kind": "channel", "any_of": ["web"]}, {"kind": "channel", "any_of": ["app"]}]},
        "(through the channel web or through the channel app)",
    ),
    (
        {"kind": "not", "of": {"kind": "time_of_day", "from": "08:00", "until": "09:00"}},
        "not (from 08:00 until 09:00)",
    ),
]

OF_EVENTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "event_field", "field": "stars", "at_least": 4}, "stars is at least 4"),
    ({"kind": "event_field", "field": "topic", "any_of": ["food", "staff"]}, "topic is food or staff"),
]


def read(*rules: dict[str, Any]) -> Program:
    return program(rule(effect(), lane="first"), *rules, **FIELDS).program


@pytest.mark.parametrize(("given", "words"), EFFECTS, ids=[words for _, words in EFFECTS])
def test_an_effect_is_said_in_words(given: dict[str, Any], words: str) -> None:
    found = read(rule(given, id="other"))
    assert effect_in_words(found.rules[1].effects[0], found) == words


@pytest.mark.parametrize(("condition", "words"), [*CONDITIONS, *OF_EVENTS])
def test_a_condition_is_said_in_words(condition: dict[str, Any], words: str) -> None:
    trigger = "sale" if (condition, words) in OF_EVENTS else "purchase"
    found = read(rule(effect(), id="other", when=[condition], trigger=trigger))
    assert condition_in_words(found.rules[1].when[0], found) == words


def test_every_kind_is_said_in_words_here() -> None:
    said = {"effects": {one["kind"] for one, _ in EFFECTS}, "when": {one["kind"] for one, _ in CONDITIONS + OF_EVENTS}}
    kinds = {"effects": get_args(Effect), "when": get_args(Condition)}
    assert said == {name: {one.__struct_config__.tag for one in of} for name, of in kinds.items()}


def test_a_rule_says_its_event_its_lane_and_its_limits() -> None:
    found = read(rule(effect(), id="other", lane="bonus", trigger="sale", limits=["daily", "budget"]))
    assert rule_in_words(found.rules[1], found) == [
        "for every event sale",
        "gives 1 points per 1 USD (shelf price, rounded down)",
        "in lane bonus, whose rules compete: the best for the member wins",
        "within the limit daily: at most 100 units every day, for one member",
        "within the limit budget: at most 5 times altogether, for all members together",
    ]


def test_a_document_is_read_back_rule_by_rule(tmp_path: Path) -> None:
    path = tmp_path / "program.yaml"
    path.write_text(
        "{format: 1, id: test, name: {en: Test}, currency: USD, zone: UTC, effective_from: 2027-01-01,\n"
        " wallets: [{id: points, unit: {en: points}}],\n"
        " rules: [{id: base, name: {en: '[bold]Base'}, when: [{kind: brand, any_of: ['[red]']}],\n"
        "          effects: [{kind: fixed_points, points: 5}]}]}\n",
        encoding="utf-8",
    )
    answer = setia("program", "validate", path)
    assert answer.code == 0
    assert answer.out.splitlines()[1:] == [
        "  [bold]Base",
        "    gives 5 points",
        "    if the basket has the brand [red]",
    ]

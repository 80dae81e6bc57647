"""Rules in plain English: sentences for every kind of effect and condition that a document can have."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from setia.engine.rules.conditions import Condition
from setia.engine.rules.effects import Effect
from setia.engine.rules.program import Program
from setia.wording.conditions import must
from setia.wording.effects import effect as effect_in_words
from setia.wording.rules import rule_in_words
from setia.wording.speaker import Speaker
from tests.cli.terminal import setia
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import SALE, SILVER_GOLD, program
from tests.wording.saying import texts

FIELDS: dict[str, Any] = {
    "tiers": [SILVER_GOLD],
    "rewards": [{"id": "voucher"}],
    "events": [SALE],
    "stores": [{"id": "klcc", "tags": ["mall"]}],
    "calendars": [
        {"id": "ramadan", "name": {"en": "Ramadan"}, "dates": [{"from": "2027-02-08", "through": "2027-03-09"}]}
    ],
    "limits": [
        {"id": "daily", "every": "day", "units": 100},
        {"id": "budget", "every": "ever", "times": 5, "per": "program"},
    ],
    "lanes": [{"id": "first"}, {"id": "bonus", "combine": "best"}],
}

EFFECTS: list[tuple[dict[str, Any], str]] = [
    (effect(per="1.00"), "Gives 1 point for every 1.00 USD. It is rounded down."),
    (
        effect(points="1.25", base="net_of_tax", rounding="up", lines={"category": ["food", "soap"]}),
        "Gives 1.25 points for every 1.00 USD spent on certain goods: category food or soap."
        " What counts is the price without tax. It is rounded up.",
    ),
    (
        effect(by_tier={"gold": 2}, tier_at="split", base="paid"),
        "Gives 1 point for every 1.00 USD. At the level gold it is 2 points. What counts is the price less what coupons"
        " paid. It is rounded down. Each level that a purchase passes judges its part of it.",
    ),
    (
        effect(by_tier={"gold": 2}, tier_at="after"),
        "Gives 1 point for every 1.00 USD. At the level gold it is 2 points. It is rounded down."
        " The level that a purchase reaches judges it.",
    ),
    (
        effect(carry="month", base="list"),
        "Gives 1 point for every 1.00 USD. What counts is the price before discounts. It is rounded down."
        " What rounding leaves waits for the next purchase of the same month.",
    ),
    (
        effect(lines={"but_not": {"tag": ["sale"]}}),
        "Gives 1 point for every 1.00 USD spent on certain goods: nothing of goods marked sale. It is rounded down.",
    ),
    ({"kind": "fixed_points", "points": 1250, "wallet": "cash"}, "Gives 12.50 dollars."),
    (
        {"kind": "points_per_item", "points": 2, "lines": {"brand": ["Blanc"]}},
        "Gives 2 points for every 1 item of certain goods: brand Blanc. It is rounded down.",
    ),
    (
        {"kind": "points_per_item", "points": 1, "per": "0.500"},
        "Gives 1 point for every 0.5 items. It is rounded down.",
    ),
    (
        {"kind": "cashback", "percent": "2.5", "wallet": "cash"},
        "Gives 2.5 % of the price back as dollars. It is rounded down.",
    ),
    ({"kind": "stamps", "wallet": "stamps", "per": "item"}, "Gives 1 stamp for each item."),
    (
        {"kind": "stamps", "wallet": "stamps", "stamps": 2, "lines": {"department": ["deli"]}},
        "Gives 2 stamps for a purchase with certain goods: department deli.",
    ),
    (
        {"kind": "multiplier", "times": "1.5", "of": ["base"]},
        "Makes it 1.5 times what “base” gives. It is rounded down.",
    ),
    ({"kind": "issue_reward", "reward": "voucher"}, "Gives voucher."),
    ({"kind": "set_tier", "tier": "gold", "lasts": "P3M"}, "Gives the level gold for 3 months."),
    ({"kind": "set_tier", "tier": "gold"}, "Gives the level gold."),
    ({"kind": "extend_tier", "by": "P1M"}, "Lets the member's level last 1 month longer."),
    ({"kind": "badge", "badge": "explorer"}, "Gives the badge explorer."),
    ({"kind": "attribute", "id": "likes", "value": "tea"}, "Notes that the member's likes is tea."),
]

CONDITIONS: list[tuple[dict[str, Any], str]] = [
    (
        {"kind": "basket_total", "at_least": "50.00", "below": 100, "lines": {"sku": ["1"]}},
        "Goods for at least 50.00 USD and less than 100.00 USD must be in the basket: product 1.",
    ),
    ({"kind": "quantity", "at_least": 2}, "The quantity in the basket must be at least 2."),
    ({"kind": "payment", "any_of": ["cash", "qris"]}, "It must be paid, at least in part, by cash or qris."),
    ({"kind": "currency", "any_of": ["USD"]}, "It must be paid in USD."),
    ({"kind": "product", "any_of": ["1"]}, "The basket must have the product 1."),
    ({"kind": "category", "any_of": ["food"]}, "The basket must have something of the category food."),
    ({"kind": "department", "any_of": ["grocery"]}, "The basket must have something of the department grocery."),
    ({"kind": "brand", "any_of": ["Blanc"]}, "The basket must have something of the brand Blanc."),
    ({"kind": "tag", "any_of": ["new", "cold"]}, "The basket must have goods marked new or cold."),
    (
        {"kind": "store", "any_of": ["ipoh"], "tag": ["mall"]},
        "It must be in store ipoh, or in a store marked mall.",
    ),
    ({"kind": "channel", "any_of": ["web"]}, "It must come through the website."),
    ({"kind": "weekday", "any_of": ["monday", "friday"]}, "It must be on Monday or Friday."),
    ({"kind": "time_of_day", "from": "22:00", "until": "02:00"}, "It must be between 22:00 and 02:00."),
    (
        {"kind": "date_window", "from": "2027-01-01", "through": "2027-01-31"},
        "It must be from 1 January 2027 to 31 January 2027, both included.",
    ),
    ({"kind": "date_window", "through": "2027-01-31"}, "It must be on 31 January 2027 or earlier."),
    ({"kind": "calendar", "during": "ramadan"}, "It must be during Ramadan."),
    ({"kind": "calendar", "before": "ramadan", "days": 14}, "It must be in the 14 days before Ramadan."),
    ({"kind": "calendar", "before": "ramadan", "days": 1}, "It must be on the day before Ramadan."),
    ({"kind": "tier", "any_of": ["gold"]}, "The member's level must be gold."),
    ({"kind": "segment", "any_of": ["vip"]}, "The member must be in the segment vip."),
    ({"kind": "attribute", "id": "status", "any_of": ["student"]}, "The member's status must be student."),
    ({"kind": "birthday"}, "It must be the member's birthday."),
    ({"kind": "birthday", "days": 2}, "It must be the member's birthday, or at most 1 day after it."),
    ({"kind": "first_purchase"}, "It must be the member's first purchase."),
    ({"kind": "nth_visit", "n": 10}, "It must be the member's purchase number 10."),
    (
        {"kind": "nth_visit", "n": 10, "every": True},
        "The number of the member's purchase must be a multiple of 10.",
    ),
    (
        {"kind": "days_since_last_visit", "at_least": 7, "at_most": 13},
        "The purchase before must be from 7 to 13 days ago.",
    ),
    ({"kind": "not", "of": {"kind": "birthday"}}, "It must not be the member's birthday."),
    (
        {"kind": "all", "of": [{"kind": "first_purchase"}, {"kind": "weekday", "any_of": ["monday"]}]},
        "All of these must hold: (1) It must be the member's first purchase. (2) It must be on Monday.",
    ),
    (
        {
            "kind": "any",
            "of": [
                {"kind": "channel", "any_of": ["web"]},
                {"kind": "all", "of": [{"kind": "first_purchase"}, {"kind": "weekday", "any_of": ["monday"]}]},
            ],
        },
        "At least one of these must hold: (1) It must come through the website. (2) All of these must hold:"
        " (2.1) It must be the member's first purchase. (2.2) It must be on Monday.",
    ),
    (
        {"kind": "not", "of": {"kind": "time_of_day", "from": "08:00", "until": "09:00"}},
        "It must not be between 08:00 and 09:00.",
    ),
    (
        {"kind": "not", "of": {"kind": "not", "of": {"kind": "first_purchase"}}},
        "It must be the member's first purchase.",
    ),
]

OF_EVENTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "event_field", "field": "stars", "at_least": 4}, "The field stars must be at least 4."),
    (
        {"kind": "event_field", "field": "topic", "any_of": ["food", "staff"]},
        "The field topic must be food or staff.",
    ),
]


def read(*rules: dict[str, Any]) -> Program:
    return program(rule(effect(), lane="first"), *rules, **FIELDS).program


@pytest.mark.parametrize(("given", "words"), EFFECTS, ids=[words for _, words in EFFECTS])
def test_an_effect_is_said_in_words(given: dict[str, Any], words: str) -> None:
    found = read(rule(given, id="other"))
    assert " ".join(texts(effect_in_words(Speaker(found), found.rules[1].effects[0]))) == words


@pytest.mark.parametrize(("condition", "words"), [*CONDITIONS, *OF_EVENTS])
def test_a_condition_is_said_in_words(condition: dict[str, Any], words: str) -> None:
    trigger = "sale" if (condition, words) in OF_EVENTS else "purchase"
    found = read(rule(effect(), id="other", when=[condition], trigger=trigger))
    assert must(Speaker(found), found.rules[1].when[0]).text == words


def test_every_kind_is_said_in_words_here() -> None:
    said = {"effects": {one["kind"] for one, _ in EFFECTS}, "when": {one["kind"] for one, _ in CONDITIONS + OF_EVENTS}}
    kinds = {"effects": get_args(Effect), "when": get_args(Condition)}
    assert said == {name: {one.__struct_config__.tag for one in of} for name, of in kinds.items()}


def test_a_rule_says_its_event_its_lane_and_its_limits() -> None:
    found = read(rule(effect(), id="other", lane="bonus", trigger="sale", limits=["daily", "budget"]))
    assert texts(rule_in_words(Speaker(found), found.rules[1])) == [
        "It is for every event of this kind: sale.",
        "Gives 1 point for every 1.00 USD.",
        "It is rounded down.",
        "It is in the lane bonus, where the best rule for the member wins.",
        "It stops at the limit of 100 points a day.",
        "It stops at the budget of 5 times for all members together.",
    ]


def test_a_member_is_told_no_internal_name_of_a_rule() -> None:
    segment = {"kind": "segment", "any_of": ["vip"]}
    given = [effect(), {"kind": "attribute", "id": "likes", "value": "tea"}, {"kind": "badge", "badge": "explorer"}]
    lanes = [{"id": "first"}, {"id": "bonus"}]
    found = program(
        rule(effect(), lane="first"),
        rule(*given, id="other", lane="bonus", limits=["daily"], when=[segment]),
        **{**FIELDS, "lanes": lanes},
    ).program
    assert texts(rule_in_words(Speaker(found, "en", "member"), found.rules[1])) == [
        "Gives 1 point for every 1.00 USD.",
        "It is rounded down.",
        "Gives a badge.",
        "It stops at the limit of 100 points a day.",
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
        "    Gives 5 points.",
        "    The basket must have something of the brand [red].",
    ]

"""Effects that point nowhere or make no sense: every fault with its path."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.programs import effect, rule, wallet
from tests.engine.rules.judging import SILVER_GOLD, WALLETS, told

CLUB = {
    "id": "club",
    "levels": [{"id": "guest"}, {"id": "friend", "qualify": [{"measure": "purchases", "at_least": 3}]}],
}
TIERS = {"tiers": [SILVER_GOLD]}
BOTH = {"tiers": [SILVER_GOLD, CLUB]}


def cashback(**fields: Any) -> dict[str, Any]:
    return {"kind": "cashback", "percent": 5, "wallet": "cash", **fields}


FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "fixed points of nothing": ({"kind": "fixed_points", "points": 0}, {}, "points", "out_of_range"),
    "fixed points taken": ({"kind": "fixed_points", "points": -5}, {}, "points", "out_of_range"),
    "fixed points into no wallet": (
        {"kind": "fixed_points", "points": 5, "wallet": "star"},
        {},
        "wallet",
        "unknown_wallet",
    ),
    "points per no item": ({"kind": "points_per_item", "points": 1, "per": 0}, {}, "per", "out_of_range"),
    "no points per item": ({"kind": "points_per_item", "points": "0.0"}, {}, "points", "out_of_range"),
    "points per a ten-thousandth": (
        {"kind": "points_per_item", "points": 1, "per": "0.0001"},
        {},
        "per",
        "too_many_decimals",
    ),
    "points per item into no wallet": (
        {"kind": "points_per_item", "points": 1, "wallet": "star"},
        {},
        "wallet",
        "unknown_wallet",
    ),
    "points of seven decimals": (effect(points="0.0000001"), {}, "points", "too_many_decimals"),
    "points of a word": (effect(points="one"), {}, "points", "not_a_number"),
    "cashback of nothing": (cashback(percent=0), {}, "percent", "out_of_range"),
    "cashback of more than all": (cashback(percent="100.1"), {}, "percent", "out_of_range"),
    "cashback of a word": (cashback(percent="5%"), {}, "percent", "not_a_number"),
    "cashback into points": (cashback(wallet="points"), {}, "wallet", "not_money"),
    "cashback into no wallet": (cashback(wallet="purse"), {}, "wallet", "unknown_wallet"),
    "cashback into money of other decimals": (
        cashback(),
        {"wallets": [*WALLETS[:2], {**WALLETS[2], "decimals": 3}]},
        "wallet",
        "not_money",
    ),
    "stamps into points": ({"kind": "stamps", "wallet": "points"}, {}, "wallet", "not_stamps"),
    "stamps into no wallet": ({"kind": "stamps", "wallet": "card"}, {}, "wallet", "unknown_wallet"),
    "no stamps": ({"kind": "stamps", "wallet": "stamps", "stamps": 0}, {}, "stamps", "out_of_range"),
    "1,001 stamps": ({"kind": "stamps", "wallet": "stamps", "stamps": 1001}, {}, "stamps", "out_of_range"),
    "a multiplier of nothing": ({"kind": "multiplier", "times": 2, "of": []}, {}, "of", "empty_list"),
    "a multiplier of itself": ({"kind": "multiplier", "times": 2, "of": ["base"]}, {}, "of.0", "unknown_earlier_rule"),
    "a reward that there is not": (
        {"kind": "issue_reward", "reward": "vouchr"},
        {"rewards": [{"id": "voucher"}]},
        "reward",
        "unknown_reward",
    ),
    "a level that there is not": ({"kind": "set_tier", "tier": "golden"}, TIERS, "tier", "unknown_tier"),
    "a level without tiers": ({"kind": "set_tier", "tier": "gold"}, {}, "set", "unknown_tier_set"),
    "a level of one of several sets": ({"kind": "set_tier", "tier": "gold"}, BOTH, "set", "which_tier_set"),
    "a level for some hours": ({"kind": "set_tier", "tier": "gold", "lasts": "PT5H"}, TIERS, "lasts", "not_a_duration"),
    "a level longer by a word": ({"kind": "extend_tier", "by": "a month"}, TIERS, "by", "not_a_duration"),
    "more of a level without tiers": ({"kind": "extend_tier", "by": "P1M"}, {}, "set", "unknown_tier_set"),
    "a badge with a space": ({"kind": "badge", "badge": "my badge"}, {}, "badge", "bad_id"),
    "an attribute with a space": ({"kind": "attribute", "id": "my id", "value": "x"}, {}, "id", "bad_id"),
    "an attribute of nothing": ({"kind": "attribute", "id": "likes", "value": ""}, {}, "value", "out_of_range"),
    "an attribute of 81 letters": (
        {"kind": "attribute", "id": "likes", "value": "x" * 81},
        {},
        "value",
        "out_of_range",
    ),
    "another rate for a level that there is not": (
        effect(by_tier={"golden": 2}),
        TIERS,
        "by_tier.golden",
        "unknown_tier",
    ),
    "another rate of nothing": (effect(by_tier={"gold": 0}), TIERS, "by_tier.gold", "out_of_range"),
    "another rate of one of several sets": (effect(by_tier={"gold": 2}), BOTH, "set", "which_tier_set"),
    "another rate without tiers": (effect(by_tier={"gold": 2}), {}, "set", "unknown_tier_set"),
    "split without levels": (effect(tier_at="split"), TIERS, "tier_at", "needs_by_tier"),
    "split where purchases are counted": (
        effect(by_tier={"friend": 2}, set="club", tier_at="split"),
        BOTH,
        "tier_at",
        "needs_spend",
    ),
    "after where purchases are counted": (
        effect(by_tier={"friend": 2}, set="club", tier_at="after"),
        BOTH,
        "tier_at",
        "needs_spend",
    ),
    "carried and rounded up": (effect(carry="ever", rounding="up"), {}, "carry", "carry_needs_floor"),
    "carried at several rates": (effect(carry="ever", by_tier={"gold": 2}), TIERS, "carry", "carry_needs_floor"),
}


@pytest.mark.parametrize(("given", "fields", "path", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_an_effect_that_makes_no_sense_is_a_fault_told_once(
    given: dict[str, Any], fields: dict[str, Any], path: str, code: str
) -> None:
    assert told(rules=[rule(given)], **fields) == [(f"rules.0.effects.0.{path}", code)]


DOUBLE = {"kind": "multiplier", "of": ["base"]}


@pytest.mark.parametrize("times", [1, "1.0", "0.5", 0, -2])
def test_a_multiplier_that_adds_nothing_is_a_fault(times: int | str) -> None:
    rules = [rule(effect()), rule({**DOUBLE, "times": times}, id="double")]
    assert told(rules=rules) == [("rules.1.effects.0.times", "out_of_range")]


def test_a_multiplier_names_rules_that_are_reckoned_before_it_only() -> None:
    later = [rule({**DOUBLE, "times": 2}, id="double"), rule(effect())]
    assert told(rules=later) == [("rules.0.effects.0.of.0", "unknown_earlier_rule")]
    lanes = [{"id": "first"}, {"id": "second"}]
    other_lane = [rule({**DOUBLE, "times": 2}, id="double", lane="first"), rule(effect(), lane="second")]
    assert told(rules=other_lane, lanes=lanes) == [("rules.0.effects.0.of.0", "unknown_earlier_rule")]


LIMITS: dict[str, tuple[dict[str, Any], str, str]] = {
    "neither units nor times": ({"every": "day"}, "limits.0", "one_of"),
    "units and times": ({"every": "day", "units": 5, "times": 5}, "limits.0", "one_of"),
    "units below nothing": ({"every": "day", "units": -1}, "limits.0.units", "out_of_range"),
    "times below nothing": ({"every": "day", "times": -1}, "limits.0.times", "out_of_range"),
    "a budget for one purchase": (
        {"every": "purchase", "units": 5, "per": "program"},
        "limits.0.every",
        "budget_per_purchase",
    ),
    "a name with a capital": ({"id": "Daily", "every": "day", "units": 5}, "limits.0.id", "bad_id"),
}


@pytest.mark.parametrize(("limit", "path", "code"), LIMITS.values(), ids=LIMITS.keys())
def test_a_limit_that_makes_no_sense_is_a_fault(limit: dict[str, Any], path: str, code: str) -> None:
    assert told(rules=[rule(effect())], limits=[{"id": "daily", **limit}]) == [(path, code)]


def test_a_limit_is_named_once_by_a_rule_and_is_one_of_the_document() -> None:
    limits = [{"id": "daily", "every": "day", "units": 5}]
    assert told(rules=[rule(effect(), limits=["dayly"])], limits=limits) == [("rules.0.limits.0", "unknown_limit")]
    twice = [rule(effect(), limits=["daily", "daily"])]
    assert told(rules=twice, limits=limits) == [("rules.0.limits.1", "duplicate_id")]


def test_units_of_several_wallets_have_no_limit_in_common() -> None:
    stars = [*WALLETS, wallet(id="stars")]
    limits = [{"id": "daily", "every": "day", "units": 5}]
    rules = [rule(effect(), limits=["daily"]), rule(effect(wallet="stars"), id="other", limits=["daily"])]
    assert told(rules=rules, limits=limits, wallets=stars) == [("limits.0", "several_wallets")]
    double = [rule(effect(wallet="stars")), rule({**DOUBLE, "times": 2}, effect(), id="double", limits=["daily"])]
    assert told(rules=double, limits=limits, wallets=stars) == [("limits.0", "several_wallets")]


BEST = [{"id": "best", "combine": "best"}]


@pytest.mark.parametrize(
    ("rules", "path", "code"),
    [
        ([rule({"kind": "badge", "badge": "b"})], "rules.0.effects.0", "not_comparable"),
        ([rule(effect()), rule(effect(wallet="stars"), id="other")], "lanes.0", "not_comparable"),
        ([rule(effect(), effect(wallet="stars"))], "lanes.0", "not_comparable"),
        ([rule(effect(carry="ever"))], "rules.0.effects.0.carry", "carry_in_best"),
        ([rule(effect(), lane="bset")], "rules.0.lane", "unknown_lane"),
    ],
)
def test_what_competes_must_be_comparable(rules: list[dict[str, Any]], path: str, code: str) -> None:
    assert told(rules=rules, lanes=BEST, wallets=[*WALLETS, wallet(id="stars")]) == [(path, code)]


def test_a_multiplier_competes_with_the_wallet_that_it_multiplies() -> None:
    lanes = [{"id": "base"}, {"id": "best", "combine": "best"}]
    rules = [
        rule(effect(wallet="stars"), lane="base"),
        rule({**DOUBLE, "times": 2}, id="double", lane="best"),
        rule({"kind": "fixed_points", "points": 5}, id="five", lane="best"),
    ]
    assert told(rules=rules, lanes=lanes, wallets=[*WALLETS, wallet(id="stars")]) == [("lanes.1", "not_comparable")]

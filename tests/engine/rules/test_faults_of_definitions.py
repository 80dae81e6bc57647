"""What a document defines for its rules: tiers, stores, calendars, events, rewards, conversions; and what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.programs import effect, rule, wallet
from tests.engine.rules.judging import SALE, SILVER_GOLD, WALLETS, told

Row = tuple[dict[str, Any], str, str]


def levels(*qualify: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Silver, and gold with these ways to qualify."""
    return {
        "tiers": [{"id": "status", "levels": [{"id": "silver"}, {"id": "gold", "qualify": list(qualify)}], **fields}]
    }


SPEND = {"measure": "spend", "at_least": 1000}
GOLD = "tiers.0.levels.1.qualify.0"

TIERS: dict[str, Row] = {
    "an id with a space": ({"tiers": [{**SILVER_GOLD, "id": "my tiers"}]}, "tiers.0.id", "bad_id"),
    "two sets of one id": ({"tiers": [SILVER_GOLD, SILVER_GOLD]}, "tiers.1.id", "duplicate_id"),
    "one level": ({"tiers": [{"id": "status", "levels": [{"id": "silver"}]}]}, "tiers.0.levels", "too_few"),
    "the first level to be earned": (
        {
            "tiers": [
                {"id": "status", "levels": [{"id": "silver", "qualify": [SPEND]}, {"id": "gold", "qualify": [SPEND]}]}
            ]
        },
        "tiers.0.levels.0.qualify",
        "first_level_is_everybodys",
    ),
    "another level for nothing": (levels(), "tiers.0.levels.1.qualify", "empty_list"),
    "spend of nothing": (levels({**SPEND, "at_least": 0}), f"{GOLD}.at_least", "out_of_range"),
    "half a purchase": (levels({"measure": "purchases", "at_least": "2.5"}), f"{GOLD}.at_least", "out_of_range"),
    "no purchase": (levels({"measure": "purchases", "at_least": 0}), f"{GOLD}.at_least", "out_of_range"),
    "points of no rule": (levels({"measure": "points", "at_least": 10}), f"{GOLD}.rules", "points_of_rules"),
    "spend of a rule": (levels({**SPEND, "rules": ["base"]}), f"{GOLD}.rules", "points_of_rules"),
    "points of a rule that there is not": (
        levels({"measure": "points", "at_least": 10, "rules": ["bas"]}),
        f"{GOLD}.rules.0",
        "unknown_rule",
    ),
    "an event that there is not": (
        levels({"measure": "event", "at_least": 10, "event": "sal"}),
        f"{GOLD}.event",
        "unknown_event",
    ),
    "a window of no months": (
        levels(SPEND, window={"kind": "rolling", "months": 0}),
        "tiers.0.window.months",
        "out_of_range",
    ),
    "month 13": (levels(SPEND, lasts={"kind": "end_of_month", "month": 13}), "tiers.0.lasts.month", "out_of_range"),
    "eleven years": (levels(SPEND, lasts={"kind": "end_of_year", "years": 11}), "tiers.0.lasts.years", "out_of_range"),
    "a life in hours": (
        levels(SPEND, lasts={"kind": "duration", "duration": "PT1H"}),
        "tiers.0.lasts.duration",
        "not_a_duration",
    ),
    "a grace in words": (levels(SPEND, grace="a while"), "tiers.0.grace", "not_a_duration"),
    "a return window in words": (levels(SPEND, return_window="a while"), "tiers.0.return_window", "not_a_duration"),
    "expiry paused in no wallet": (
        {
            "tiers": [
                {"id": "status", "levels": [{"id": "silver", "pauses_expiry": ["star"]}, *SILVER_GOLD["levels"][1:]]}
            ]
        },
        "tiers.0.levels.0.pauses_expiry.0",
        "unknown_wallet",
    ),
}

SCENE: dict[str, Row] = {
    "two stores of one id": ({"stores": [{"id": "KLCC"}, {"id": "KLCC"}]}, "stores.1.id", "duplicate_id"),
    "a store in no zone": ({"stores": [{"id": "KLCC", "zone": "Asia/KL"}]}, "stores.0.zone", "unknown_zone"),
    "a store whose day starts at 25": (
        {"stores": [{"id": "KLCC", "day_starts_at": "25:00"}]},
        "stores.0.day_starts_at",
        "not_a_time",
    ),
    "a day that starts at noon in words": ({"day_starts_at": "noon"}, "day_starts_at", "not_a_time"),
    "an end for what is there on 30 February": (
        {"wallets": [wallet(expiry={"after": "P6M", "apply_to_existing": "2027-02-30"})]},
        "wallets.0.expiry.apply_to_existing",
        "not_a_date",
    ),
    "a least life in words": (
        {"wallets": [wallet(expiry={"after": "P6M", "min_life": "a week"})]},
        "wallets.0.expiry.min_life",
        "not_a_duration",
    ),
    "a least life of what never ends": (
        {"wallets": [wallet(expiry={"idle": "P6M", "min_life": "P7D"})]},
        "wallets.0.expiry.min_life",
        "min_life_without_end",
    ),
    "a notice period in hours": ({"notice_period": "PT48H"}, "notice_period", "not_a_duration"),
    "a calendar without days": ({"calendars": [{"id": "fest", "dates": []}]}, "calendars.0.dates", "empty_list"),
    "a calendar with a space": (
        {"calendars": [{"id": "my fest", "dates": [{"from": "2027-01-01"}]}]},
        "calendars.0.id",
        "bad_id",
    ),
    "a calendar of 30 February": (
        {"calendars": [{"id": "fest", "dates": [{"from": "2027-02-30"}]}]},
        "calendars.0.dates.0.from",
        "not_a_date",
    ),
    "a calendar of year 1": (
        {"calendars": [{"id": "fest", "dates": [{"from": "0001-01-01"}]}]},
        "calendars.0.dates.0.from",
        "not_a_date",
    ),
    "a calendar that ends before it begins": (
        {"calendars": [{"id": "fest", "dates": [{"from": "2027-01-02", "through": "2027-01-01"}]}]},
        "calendars.0.dates.0.through",
        "out_of_range",
    ),
    "a calendar of all time": (
        {"calendars": [{"id": "fest", "dates": [{"from": "1900-01-01", "through": "2199-01-01"}]}]},
        "calendars.0.dates.0.through",
        "out_of_range",
    ),
}


def event(**field: Any) -> dict[str, Any]:
    return {"events": [{"id": "visit", "fields": [{"id": "stars", "type": "whole", **field}]}]}


EVENTS: dict[str, Row] = {
    "two events of one id": ({"events": [SALE, SALE]}, "events.1.id", "duplicate_id"),
    "a field with a space": (event(id="my stars"), "events.0.fields.0.id", "bad_id"),
    "a field that is most before least": (event(least=5, most=4), "events.0.fields.0.most", "out_of_range"),
    "choices of a number": (event(one_of=["5"]), "events.0.fields.0.one_of", "needs_text"),
    "bounds of a text": (event(type="text", most=5), "events.0.fields.0.most", "needs_whole"),
    "a trigger that there is not": (
        {"rules": [rule(effect(), trigger="sael")], "events": [SALE]},
        "rules.0.trigger",
        "unknown_trigger",
    ),
}


def attribute(**fields: Any) -> dict[str, Any]:
    return {"attributes": [{"id": "size", "type": "text", **fields}]}


ATTRIBUTES: dict[str, Row] = {
    "two attributes of one id": (
        {"attributes": [{"id": "size", "type": "text"}, {"id": "size", "type": "date"}]},
        "attributes.1.id",
        "duplicate_id",
    ),
    "an attribute with a space": (attribute(id="my size"), "attributes.0.id", "bad_id"),
    "choices of a date": (attribute(type="date", one_of=["2027-01-31"]), "attributes.0.one_of", "needs_text"),
    "bounds of an answer": (attribute(type="yes_no", least=0), "attributes.0.least", "needs_whole"),
    "an attribute that is most before least": (
        attribute(type="whole", least=5, most=4),
        "attributes.0.most",
        "out_of_range",
    ),
    "a choice of nothing": (attribute(one_of=["s", ""]), "attributes.0.one_of.1", "out_of_range"),
    "a choice that is too long": (attribute(one_of=["x" * 81]), "attributes.0.one_of.0", "out_of_range"),
    "a rule that asks for what it can never be": (
        {
            **attribute(one_of=["s", "m"]),
            "rules": [rule(effect(), when=[{"kind": "attribute", "id": "size", "any_of": ["m", "xl"]}])],
        },
        "rules.0.when.0.any_of.1",
        "not_of_attribute",
    ),
    "a rule that sets what it can never be": (
        {
            **attribute(type="whole"),
            "rules": [rule(effect(), {"kind": "attribute", "id": "size", "value": "large"})],
        },
        "rules.0.effects.1.value",
        "not_of_attribute",
    ),
}


def reward(**fields: Any) -> dict[str, Any]:
    return {"rewards": [{"id": "voucher", **fields}], "tiers": [SILVER_GOLD]}


PRICE = {"amount": 100}
ANY = {"step": 100, "worth": 1}

REWARDS: dict[str, Row] = {
    "a price in no wallet": (reward(prices=[PRICE], wallet="star"), "rewards.0.wallet", "unknown_wallet"),
    "a price below nothing": (reward(prices=[{"amount": -1}]), "rewards.0.prices.0.amount", "out_of_range"),
    "a price and any amount": (reward(prices=[PRICE], any_amount=ANY), "rewards.0", "one_of"),
    "a price for no level": (
        reward(prices=[{**PRICE, "tiers": ["golden"]}]),
        "rewards.0.prices.0.tiers.0",
        "unknown_tier",
    ),
    "a price on 30 February": (
        reward(prices=[{**PRICE, "from": "2027-02-30"}]),
        "rewards.0.prices.0.from",
        "not_a_date",
    ),
    "a price that ends before it begins": (
        reward(prices=[{**PRICE, "from": "2027-02-02", "through": "2027-02-01"}]),
        "rewards.0.prices.0.through",
        "out_of_range",
    ),
    "a step of nothing": (reward(any_amount={**ANY, "step": 0}), "rewards.0.any_amount.step", "out_of_range"),
    "most below least": (
        reward(any_amount={**ANY, "least": 5, "most": 4}),
        "rewards.0.any_amount.most",
        "out_of_range",
    ),
    "worth nothing": (reward(any_amount={**ANY, "worth": 0}), "rewards.0.any_amount.worth", "out_of_range"),
    "a value of a tenth of a cent": (reward(value="0.001"), "rewards.0.value", "too_many_decimals"),
    "valid for hours": (reward(valid_for="PT5H"), "rewards.0.valid_for", "not_a_duration"),
    "a stock below nothing": (reward(stock=-1), "rewards.0.stock", "out_of_range"),
    "a quota of nothing": (reward(quota={"times": 0, "every": "year"}), "rewards.0.quota.times", "out_of_range"),
    "a tier set that there is not": (reward(tier_set="statsu"), "rewards.0.tier_set", "unknown_tier_set"),
    "a debt in no wallet": (reward(on_used="debt", debt_wallet="purse"), "rewards.0.debt_wallet", "unknown_wallet"),
    "a debt in points": (reward(on_used="debt", debt_wallet="points"), "rewards.0.debt_wallet", "not_money"),
    "a debt in money": (reward(on_used="debt", debt_wallet="cash"), "rewards.0.debt_wallet", "debt_in_money"),
    "a condition that never holds": (
        reward(when=[{"kind": "segment", "any_of": []}]),
        "rewards.0.when.0.any_of",
        "empty_list",
    ),
    "an event's field": (
        reward(when=[{"kind": "event_field", "field": "stars", "at_least": 5}]),
        "rewards.0.when.0.field",
        "needs_event",
    ),
    "two of one id": ({"rewards": [{"id": "voucher"}, {"id": "voucher"}]}, "rewards.1.id", "duplicate_id"),
}


def conversion(**fields: Any) -> dict[str, Any]:
    full = {"id": "full", "wallet": "stamps", "choices": [{"amount": 10, "reward": "voucher"}], **fields}
    return {"rewards": [{"id": "voucher"}], "conversions": [full]}


CONVERSIONS: dict[str, Row] = {
    "of no wallet": (conversion(wallet="card"), "conversions.0.wallet", "unknown_wallet"),
    "into nothing": (conversion(choices=[]), "conversions.0.choices", "empty_list"),
    "of nothing": (
        conversion(choices=[{"amount": 0, "reward": "voucher"}]),
        "conversions.0.choices.0.amount",
        "out_of_range",
    ),
    "into no reward": (
        conversion(choices=[{"amount": 1, "reward": "coffee"}]),
        "conversions.0.choices.0.reward",
        "unknown_reward",
    ),
    "two of one wallet": (
        {
            **conversion(),
            "conversions": [*conversion()["conversions"], {**conversion()["conversions"][0], "id": "other"}],
        },
        "conversions.1.wallet",
        "duplicate_id",
    ),
}
ALL = {**TIERS, **SCENE, **EVENTS, **ATTRIBUTES, **REWARDS, **CONVERSIONS}


def test_no_two_rows_have_one_name() -> None:
    assert len(ALL) == sum(len(one) for one in (TIERS, SCENE, EVENTS, ATTRIBUTES, REWARDS, CONVERSIONS))


@pytest.mark.parametrize(("fields", "path", "code"), ALL.values(), ids=ALL.keys())
def test_a_definition_with_a_fault_is_named_once_with_its_path(fields: dict[str, Any], path: str, code: str) -> None:
    assert told(**{"rules": [rule(effect())], **fields}) == [(path, code)]


def test_lanes_have_names_of_their_own() -> None:
    lanes = [{"id": "main"}, {"id": "main"}]
    assert ("lanes.1.id", "duplicate_id") in told(rules=[rule(effect(), lane="main")], lanes=lanes)


def test_a_wallet_of_money_has_neither_debt_nor_idleness() -> None:
    money = wallet(id="cash", kind="money", decimals=2, expiry={"idle": "P12M"})
    found = told(rules=[rule(effect())], wallets=[*WALLETS[:2], money])
    assert found == [("wallets.2.expiry.idle", "idle_in_money"), ("wallets.2.returns.policy", "debt_in_money")]

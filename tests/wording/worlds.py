"""A program with every kind of condition, effect and cut, named in four languages, and what happens under it."""

from __future__ import annotations

from typing import Any

from setia.engine.calendar import parse_instant
from setia.engine.purchase import Tender
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.facts import Event
from tests.engine.programs import effect
from tests.engine.rules.judging import SALE, basket, item


def name(number: int) -> dict[str, str]:
    """A name in every language that is no word of any."""
    return {"en": f"E{number}", "ms": f"M{number}", "id": f"I{number}", "th": f"ก{number}"}


UNITS = {"en": "points", "ms": "mata", "id": "poin", "th": "คะแนน"}
STAMPS = {"en": "stamps", "ms": "cop", "id": "stempel", "th": "แสตมป์"}
MONEY = {"en": "dollars", "ms": "dolar", "id": "dolar", "th": "ดอลลาร์"}

FIELDS: dict[str, Any] = {
    "wallets": [
        {"id": "points", "unit": UNITS},
        {"id": "stamps", "unit": STAMPS, "kind": "stamps"},
        {"id": "cash", "unit": MONEY, "kind": "money", "decimals": 2, "returns": {"policy": "within_balance"}},
    ],
    "tiers": [
        {
            "id": "status",
            "levels": [
                {"id": "silver", "name": name(1)},
                {"id": "gold", "name": name(2), "qualify": [{"measure": "spend", "at_least": 1000}]},
            ],
        }
    ],
    "rewards": [{"id": "mug", "name": name(3)}],
    "events": [SALE],
    "stores": [{"id": "9", "tags": ["8"]}],
    "calendars": [{"id": "days", "name": name(4), "dates": [{"from": "2027-01-07", "through": "2027-01-09"}]}],
}

THURSDAY = parse_instant("2027-01-07T14:05:00Z", "UTC")
FRAME: dict[str, Any] = {
    "effective_at": THURSDAY,
    "visit": 7,
    "days_since": 12,
    "birthday": 3,
    "tiers": {"status": "silver"},
    "segments": ("s1",),
    "attributes": {"a1": "v1"},
}
BASKET = basket(
    item(57_43, category="k1", sku="b1", department="d1", brand="m1", tags=("t1",), quantity=2500),
    channel="till",
    store="9",
    tenders=(Tender("cash", 57_43),),
)
REPORT = Event("sale", {"stars": 2, "topic": "x1"})

_FIRST: dict[str, Any] = {"kind": "first_purchase"}
_CASH: dict[str, Any] = {"kind": "payment", "any_of": ["cash"]}

CONDITIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"kind": "basket_total", "at_least": 50}, {"kind": "basket_total", "at_least": "61.63"}),
    ({"kind": "basket_total", "below": 60}, {"kind": "basket_total", "below": 50}),
    (
        {"kind": "basket_total", "at_least": 50, "below": 60, "base": "list"},
        {"kind": "basket_total", "at_least": 60, "below": 70, "base": "net_of_tax"},
    ),
    (
        {"kind": "basket_total", "at_least": 50, "lines": {"category": ["k1", "k2"]}, "base": "paid"},
        {"kind": "basket_total", "at_least": 60, "below": 70, "lines": {"brand": ["m1"]}},
    ),
    (
        {"kind": "basket_total", "below": 60, "lines": {"sku": ["b1"], "but_not": {"tag": ["t2"]}}},
        {"kind": "basket_total", "below": 50, "lines": {"department": ["d1"]}},
    ),
    ({"kind": "quantity", "at_least": 2}, {"kind": "quantity", "at_least": 4, "lines": {"tag": ["t1"]}}),
    (_CASH, {"kind": "payment", "any_of": ["card", "voucher", "gift_card", "points"]}),
    ({"kind": "currency", "any_of": ["USD"]}, {"kind": "currency", "any_of": ["MYR", "THB"]}),
    ({"kind": "product", "any_of": ["b1"]}, {"kind": "product", "any_of": ["b2"]}),
    ({"kind": "category", "any_of": ["k1"]}, {"kind": "category", "any_of": ["k2"]}),
    ({"kind": "department", "any_of": ["d1"]}, {"kind": "department", "any_of": ["d2"]}),
    ({"kind": "brand", "any_of": ["m1"]}, {"kind": "brand", "any_of": ["m2"]}),
    ({"kind": "tag", "any_of": ["t1"]}, {"kind": "tag", "any_of": ["t2"]}),
    ({"kind": "store", "any_of": ["9"]}, {"kind": "store", "any_of": ["7"]}),
    ({"kind": "store", "tag": ["8"]}, {"kind": "not", "of": {"kind": "store", "tag": ["8"]}}),
    ({"kind": "store", "any_of": ["7"], "tag": ["8"]}, {"kind": "not", "of": {"kind": "store", "any_of": ["9"]}}),
    ({"kind": "channel", "any_of": ["till"]}, {"kind": "channel", "any_of": ["web", "app", "phone"]}),
    ({"kind": "weekday", "any_of": ["thursday"]}, {"kind": "weekday", "any_of": ["saturday", "sunday"]}),
    (
        {"kind": "time_of_day", "from": "14:00", "until": "15:00"},
        {"kind": "time_of_day", "from": "22:00", "until": "02:00"},
    ),
    ({"kind": "date_window", "from": "2027-01-01"}, {"kind": "date_window", "from": "2027-02-01"}),
    ({"kind": "date_window", "through": "2027-02-01"}, {"kind": "date_window", "through": "2027-01-01"}),
    (
        {"kind": "date_window", "from": "2027-01-01", "through": "2027-02-01"},
        {"kind": "date_window", "from": "2027-02-01", "through": "2027-03-01"},
    ),
    ({"kind": "calendar", "during": "days"}, {"kind": "calendar", "before": "days", "days": 14}),
    ({"kind": "tier", "any_of": ["silver"]}, {"kind": "tier", "any_of": ["gold"]}),
    ({"kind": "segment", "any_of": ["s1"]}, {"kind": "segment", "any_of": ["s2"]}),
    ({"kind": "attribute", "id": "a1", "any_of": ["v1"]}, {"kind": "attribute", "id": "a1", "any_of": ["v2"]}),
    ({"kind": "not", "of": _FIRST}, _FIRST),
    ({"kind": "nth_visit", "n": 7}, {"kind": "nth_visit", "n": 8}),
    ({"kind": "nth_visit", "n": 7, "every": True}, {"kind": "nth_visit", "n": 10, "every": True}),
    (
        {"kind": "days_since_last_visit", "at_least": 7, "at_most": 13},
        {"kind": "days_since_last_visit", "at_least": 30},
    ),
    ({"kind": "days_since_last_visit", "at_most": 13}, {"kind": "days_since_last_visit", "at_most": 1}),
    ({"kind": "birthday", "days": 7}, {"kind": "birthday"}),
    ({"kind": "birthday", "days": 5}, {"kind": "birthday", "days": 2}),
    ({"kind": "not", "of": {"kind": "birthday"}}, {"kind": "not", "of": {"kind": "birthday", "days": 7}}),
    ({"kind": "any", "of": [_CASH, _FIRST]}, {"kind": "any", "of": [_FIRST, {"kind": "not", "of": _CASH}]}),
    ({"kind": "all", "of": [_CASH, {"kind": "not", "of": _FIRST}]}, {"kind": "all", "of": [_CASH, _FIRST]}),
    (
        {"kind": "not", "of": {"kind": "quantity", "at_least": 9}},
        {"kind": "not", "of": {"kind": "all", "of": [_CASH, {"kind": "quantity", "at_least": 2}]}},
    ),
    *(
        ({"kind": "not", "of": failed}, {"kind": "not", "of": held})
        for held, failed in [
            ({"kind": "currency", "any_of": ["USD"]}, {"kind": "currency", "any_of": ["MYR"]}),
            ({"kind": "product", "any_of": ["b1"]}, {"kind": "product", "any_of": ["b2"]}),
            ({"kind": "category", "any_of": ["k1"]}, {"kind": "category", "any_of": ["k2"]}),
            ({"kind": "department", "any_of": ["d1"]}, {"kind": "department", "any_of": ["d2"]}),
            ({"kind": "brand", "any_of": ["m1"]}, {"kind": "brand", "any_of": ["m2"]}),
            ({"kind": "tag", "any_of": ["t1"]}, {"kind": "tag", "any_of": ["t2"]}),
            ({"kind": "channel", "any_of": ["till"]}, {"kind": "channel", "any_of": ["web"]}),
            ({"kind": "weekday", "any_of": ["thursday"]}, {"kind": "weekday", "any_of": ["friday"]}),
            (
                {"kind": "time_of_day", "from": "14:00", "until": "15:00"},
                {"kind": "time_of_day", "from": "15:00", "until": "16:00"},
            ),
            ({"kind": "date_window", "from": "2027-01-01"}, {"kind": "date_window", "from": "2027-02-01"}),
            ({"kind": "date_window", "through": "2027-02-01"}, {"kind": "date_window", "through": "2027-01-01"}),
            (
                {"kind": "date_window", "from": "2027-01-01", "through": "2027-02-01"},
                {"kind": "date_window", "from": "2027-02-01", "through": "2027-03-01"},
            ),
            ({"kind": "calendar", "during": "days"}, {"kind": "calendar", "before": "days", "days": 2}),
            ({"kind": "tier", "any_of": ["silver"]}, {"kind": "tier", "any_of": ["gold"]}),
            ({"kind": "segment", "any_of": ["s1"]}, {"kind": "segment", "any_of": ["s2"]}),
            (
                {"kind": "attribute", "id": "a1", "any_of": ["v1"]},
                {"kind": "attribute", "id": "a1", "any_of": ["v2"]},
            ),
            ({"kind": "nth_visit", "n": 7}, {"kind": "nth_visit", "n": 8}),
            ({"kind": "nth_visit", "n": 7, "every": True}, {"kind": "nth_visit", "n": 2, "every": True}),
        ]
    ),
]
"""Of every kind one that holds for the basket, and one that does not."""

OF_EVENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"kind": "event_field", "field": "stars", "at_least": 1},
        {"kind": "event_field", "field": "stars", "at_least": 4},
    ),
    (
        {"kind": "event_field", "field": "stars", "at_most": 4},
        {"kind": "event_field", "field": "stars", "at_least": 4, "at_most": 5},
    ),
    (
        {"kind": "event_field", "field": "topic", "any_of": ["x1"]},
        {"kind": "event_field", "field": "topic", "any_of": ["x2", "x3"]},
    ),
]
"""The same for a custom event."""

_K1: dict[str, Any] = {"lines": {"category": ["k1"]}}

EFFECTS: list[dict[str, Any]] = [
    effect(),
    effect(points="1.25", base="net_of_tax", rounding="up", **_K1),
    effect(by_tier={"gold": 2}, tier_at="split", base="paid", rounding="nearest"),
    effect(by_tier={"gold": 2}, tier_at="after", base="list"),
    *(effect(per="10.00", carry=period) for period in ("day", "week", "month", "year", "ever")),
    {"kind": "fixed_points", "points": 5},
    {"kind": "points_per_item", "points": 2},
    {"kind": "points_per_item", "points": 2, "per": "0.5", **_K1},
    {"kind": "cashback", "percent": "2.5", "wallet": "cash"},
    {"kind": "cashback", "percent": "2.5", "wallet": "cash", **_K1},
    {"kind": "stamps", "wallet": "stamps"},
    {"kind": "stamps", "wallet": "stamps", **_K1},
    {"kind": "stamps", "wallet": "stamps", "per": "item"},
    {"kind": "stamps", "wallet": "stamps", "per": "item", **_K1},
    {"kind": "multiplier", "times": 3, "of": ["base"]},
    {"kind": "multiplier", "times": "1.5", "of": ["base"], **_K1},
    {"kind": "issue_reward", "reward": "mug"},
    {"kind": "set_tier", "tier": "gold"},
    {"kind": "set_tier", "tier": "gold", "lasts": "P1Y3M"},
    {"kind": "extend_tier", "by": "P30D"},
    {"kind": "badge", "badge": "f1"},
    {"kind": "attribute", "id": "a1", "value": "v1"},
]
"""Of every kind of effect, in every manner that is worded by itself."""

PERIODS = ("purchase", "day", "week", "month", "year", "ever")
LIMITS: list[dict[str, Any]] = [
    *({"id": "most", "every": every, "units": 20} for every in PERIODS),
    *({"id": "most", "every": every, "times": 3} for every in PERIODS),
    *({"id": "most", "every": every, "units": 20, "per": "program"} for every in PERIODS[1:]),
    *({"id": "most", "every": every, "times": 1, "per": "program"} for every in PERIODS[1:]),
]
"""Limits and budgets of every period."""

USED_UP = Standing(room={"most": 0})

_OF_K1: dict[str, Any] = {"category": ["k1"]}

PRICE_EFFECTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "percentage_off", "percent": "12.5"}, "Takes 12.5 % off. It is rounded to the nearest."),
    (
        {"kind": "percentage_off", "percent": 10, "lines": _OF_K1, "rounding": "floor"},
        "Takes 10 % off. Only certain goods count: category k1. It is rounded down.",
    ),
    ({"kind": "amount_off", "amount": 5}, "Takes 5.00 USD off the basket."),
    (
        {"kind": "amount_off", "amount": "0.50", "per": "piece", "lines": _OF_K1},
        "Takes 0.50 USD off every item. Only certain goods count: category k1.",
    ),
    (
        {"kind": "member_price", "prices": {"b1": "4.50", "b2": 9}},
        "The product b1 costs 4.50 USD. The product b2 costs 9.00 USD.",
    ),
    (
        {"kind": "buy_get", "buy": 2, "lines": _OF_K1, "times": 1},
        "For every 2 items bought, 1 item more is free: the cheapest. Only certain goods count: category k1."
        " In one basket at most once.",
    ),
    (
        {"kind": "buy_get", "buy": 3, "get": 2, "percent": 50, "get_lines": {"brand": ["m1"]}},
        "For every 3 items bought, 50 % comes off 2 items more: the cheapest. What is got for it: brand m1.",
    ),
    (
        {"kind": "cheapest_free", "of": 3, "times": 4},
        "Of every 3 items the cheapest is free. In one basket at most 4 times.",
    ),
    ({"kind": "quantity_price", "quantity": 3, "price": 5}, "3 items together: 5.00 USD."),
    (
        {"kind": "bundle_price", "parts": [{"lines": _OF_K1}, {"lines": {}, "quantity": 2}], "price": 12},
        "Bought together they cost 12.00 USD: 1 item (category k1) and 2 items.",
    ),
    ({"kind": "free_shipping"}, "Delivery is free."),
    ({"kind": "free_gift", "sku": "b1", "value": 9}, "Adds a free gift: 1 item (product b1)."),
]
"""Every kind of effect on prices, and what is said of it in English."""

PRICE_GROUPS = [{"id": "g1"}, {"id": "g2", "stack": "best"}, {"id": "g3", "stack": "exclusive"}]
PRICE_RULES: list[dict[str, Any]] = [
    {"id": f"o{n}", "name": name(20 + n), "group": f"g{n % 3 + 1}", "effect": given}
    for n, (given, _) in enumerate(PRICE_EFFECTS)
]
PRICE_RULES[0] |= {
    "by_code": True,
    "guests": True,
    "most": 15,
    "as": "tender",
    "floor": "1.50",
    "funded_by": {"m1": 1, "m2": 2},
    "when": [{"kind": "first_purchase"}, {"kind": "segment", "any_of": ["s1"]}],
}

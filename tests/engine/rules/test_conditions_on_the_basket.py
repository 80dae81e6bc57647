"""Conditions on the whole receipt: what they expect, what they find, and how much is missing."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.purchase import Purchase, Tender
from setia.engine.rules.verdict import Check
from tests.engine.receipts import receipt
from tests.engine.rules.judging import basket, check, item

DRINK = item(400, category="drinks", quantity=2000)
BREAD = item(650, category="food")
RICE = item(990, category="food", quantity=250, unit="kg")
"""A quarter of a kilogram."""
CARD = item(5000, tags=("gift_card",))

HUNDRED = {"kind": "basket_total", "at_least": 100}
UP_TO_HUNDRED = {"kind": "basket_total", "below": "100.00"}
BAND = {"kind": "basket_total", "at_least": 50, "below": 100}
FOOD = {"kind": "basket_total", "at_least": 10, "lines": {"category": ["food"]}}
TWO = {"kind": "quantity", "at_least": 2}
HALF_A_KILO = {"kind": "quantity", "at_least": "0.500", "lines": {"category": ["food"]}}
BY_CARD = {"kind": "payment", "any_of": ["card", "qris"]}
IN_USD = {"kind": "currency", "any_of": ["USD", "SGD"]}


def paid(*tenders: tuple[str, int]) -> Purchase:
    return receipt(sum(amount for _, amount in tenders), tenders=tuple(Tender(*one) for one in tenders))


ROWS: dict[str, tuple[dict[str, Any], Purchase, Check]] = {
    "exactly enough": (HUNDRED, receipt(10_000), Check("basket_total", True, 10_000, 10_000)),
    "a cent short": (HUNDRED, receipt(9_999), Check("basket_total", False, 10_000, 9_999, 1)),
    "nothing bought but a return": (HUNDRED, receipt(-500), Check("basket_total", False, 10_000, 0, 10_000)),
    "gift cards do not count": (HUNDRED, basket(CARD, CARD, BREAD), Check("basket_total", False, 10_000, 650, 9_350)),
    "below": (UP_TO_HUNDRED, receipt(9_999), Check("basket_total", True, 10_000, 9_999)),
    "not below": (UP_TO_HUNDRED, receipt(10_000), Check("basket_total", False, 10_000, 10_000)),
    "within a band": (BAND, receipt(5_000), Check("basket_total", True, 5_000, 5_000)),
    "under a band": (BAND, receipt(4_000), Check("basket_total", False, 5_000, 4_000, 1_000)),
    "over a band": (BAND, receipt(10_000), Check("basket_total", False, 10_000, 10_000)),
    "some lines are enough": (FOOD, basket(BREAD, RICE, DRINK), Check("basket_total", True, 1_000, 1_640)),
    "some lines are not": (FOOD, basket(BREAD, DRINK), Check("basket_total", False, 1_000, 650, 350)),
    "paid counts without the coupon": (
        {**HUNDRED, "base": "paid"},
        paid(("coupon", 500), ("cash", 9_500)),
        Check("basket_total", False, 10_000, 9_500, 500),
    ),
    "as many as asked for": (TWO, basket(DRINK), Check("quantity", True, 2_000, 2_000)),
    "one too few": (TWO, basket(BREAD), Check("quantity", False, 2_000, 1_000, 1_000)),
    "by weight": (HALF_A_KILO, basket(RICE, RICE), Check("quantity", True, 500, 500)),
    "by weight and too little": (HALF_A_KILO, basket(RICE, DRINK), Check("quantity", False, 500, 250, 250)),
    "paid so": (BY_CARD, paid(("card", 100)), Check("payment", True, ("card", "qris"), ("card",))),
    "paid partly so": (
        BY_CARD,
        paid(("qris", 50), ("cash", 50)),
        Check("payment", True, ("card", "qris"), ("cash", "qris")),
    ),
    "paid otherwise": (BY_CARD, paid(("cash", 100)), Check("payment", False, ("card", "qris"), ("cash",))),
    "change given back is no payment": (
        {"kind": "payment", "any_of": ["cash"]},
        paid(("card", 200), ("cash", -50)),
        Check("payment", False, ("cash",), ("card",)),
    ),
    "in one of the currencies": (IN_USD, receipt(100), Check("currency", True, ("USD", "SGD"), "USD")),
}


@pytest.mark.parametrize(("condition", "purchase", "expected"), ROWS.values(), ids=ROWS.keys())
def test_a_condition_on_the_basket_says_what_it_found(
    condition: dict[str, Any], purchase: Purchase, expected: Check
) -> None:
    assert check(condition, purchase, {}) == expected


def test_another_currency_does_not_hold() -> None:
    found = check({"kind": "currency", "any_of": ["SGD"]}, receipt(100), {})
    assert found == Check("currency", False, ("SGD",), "USD")


def test_an_amount_of_a_currency_without_decimals_is_whole() -> None:
    rupee = {"kind": "basket_total", "at_least": 10_000}
    assert check(rupee, receipt(9_999, currency="VND"), {}, currency="VND").missing == 1

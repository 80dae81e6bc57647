"""Every kind of effect on prices, by hand: what comes off each line."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.purchase import Charge, Line
from setia.engine.rules.prices.shelf import GiftLine
from tests.engine.rules.judging import basket, told
from tests.engine.rules.pricing import TEN_PERCENT, line, off, priced_by, verdicts

COFFEE: dict[str, Any] = {"category": "coffee"}
CAKE: dict[str, Any] = {"category": "cake"}
TEA: dict[str, Any] = {"category": "tea"}
OF_COFFEE, OF_CAKE = {"category": ["coffee"]}, {"category": ["cake"]}

Case = tuple[dict[str, Any], list[Line], list[int]]

CASES: dict[str, Case] = {
    "ten percent of everything, rounded once: 3.27 of 32.70": (
        TEN_PERCENT,
        [line(1990), line(550), line(730)],
        [199, 55, 73],
    ),
    "ten percent of 12.95 is 1.30, halves away from zero": (TEN_PERCENT, [line(1295)], [130]),
    "the same rounded down": ({**TEN_PERCENT, "rounding": "floor"}, [line(1295)], [129]),
    "what cannot be shared evenly goes to the earlier line": (TEN_PERCENT, [line(5), line(5)], [1, 0]),
    "ten percent of coffee alone": (
        {**TEN_PERCENT, "lines": OF_COFFEE},
        [line(900, **COFFEE), line(800, **CAKE)],
        [90, 0],
    ),
    "a hundred percent": ({"kind": "percentage_off", "percent": 100}, [line(7), line(8)], [7, 8]),
    "five off the basket, as scenario S30 has it": (
        {"kind": "amount_off", "amount": "5.00"},
        [line(1990), line(550), line(730)],
        [304, 84, 112],
    ),
    "no more off than there is": ({"kind": "amount_off", "amount": "5.00"}, [line(100), line(200)], [100, 200]),
    "half a dollar off every coffee": (
        {"kind": "amount_off", "amount": "0.50", "per": "piece", "lines": OF_COFFEE},
        [line(1800, 2, **COFFEE), line(800, **CAKE)],
        [100, 0],
    ),
    "a dollar off a kilogram is forty cents off 400 grams": (
        {"kind": "amount_off", "amount": 1, "per": "piece"},
        [line(620, quantity=400)],
        [40],
    ),
    "a member's price for two pieces": (
        {"kind": "member_price", "prices": {"4711": "4.00"}},
        [line(1000, 2, sku="4711"), line(500, sku="4712")],
        [200, 0],
    ),
    "a member's price of what is weighed": (
        {"kind": "member_price", "prices": {"4711": "9.99"}},
        [line(600, sku="4711", quantity=500)],
        [100],
    ),
    "a member's price that is dearer changes nothing": (
        {"kind": "member_price", "prices": {"4711": 9}},
        [line(500, sku="4711")],
        [0],
    ),
    "two bought, one got: of three the cheapest": (
        {"kind": "buy_get", "buy": 2},
        [line(900), line(700), line(800)],
        [0, 700, 0],
    ),
    "two bought, one got: of five only one": (
        {"kind": "buy_get", "buy": 2},
        [line(4500, 5)],
        [900],
    ),
    "two bought, two got: of five it happens once": (
        {"kind": "buy_get", "buy": 2, "get": 2},
        [line(4500, 5)],
        [1800],
    ),
    "a cake at half price for every two coffees": (
        {"kind": "buy_get", "buy": 2, "percent": 50, "lines": OF_COFFEE, "get_lines": OF_CAKE},
        [line(3600, 4, **COFFEE), line(500, **CAKE), line(701, **CAKE), line(900, **CAKE)],
        [0, 250, 351, 0],
    ),
    "once in a basket": (
        {"kind": "buy_get", "buy": 1, "times": 1},
        [line(1000, 4)],
        [250],
    ),
    "a piece is bought or got, never both": (
        {"kind": "buy_get", "buy": 2, "lines": OF_COFFEE, "get_lines": {"category": ["coffee", "tea"]}},
        [line(600, 2, **COFFEE), line(500, **TEA)],
        [0, 500],
    ),
    "of weighed goods none is a piece": ({"kind": "buy_get", "buy": 1}, [line(900, quantity=1500)], [0]),
    "of every three the cheapest is free": (
        {"kind": "cheapest_free", "of": 3},
        [line(300), line(200), line(100), line(400), line(500), line(600), line(700)],
        [0, 200, 100, 0, 0, 0, 0],
    ),
    "of a line whose price is not even, the cheaper pieces": (
        {"kind": "cheapest_free", "of": 2},
        [line(1001, 4)],
        [500],
    ),
    "three for 5.00": ({"kind": "quantity_price", "quantity": 3, "price": 5}, [line(600, 3), line(800, 4)], [100, 100]),
    "three for 5.00 of what costs less is left as it is": (
        {"kind": "quantity_price", "quantity": 3, "price": 5},
        [line(450, 3)],
        [0],
    ),
    "a coffee and a cake for 12.00": (
        {"kind": "bundle_price", "parts": [{"lines": OF_COFFEE}, {"lines": OF_CAKE}], "price": 12},
        [line(900, **COFFEE), line(600, **CAKE), line(500, **CAKE)],
        [180, 120, 0],
    ),
    "half a bundle is none": (
        {"kind": "bundle_price", "parts": [{"lines": OF_COFFEE}, {"lines": OF_CAKE, "quantity": 2}], "price": 1},
        [line(900, **COFFEE), line(600, **CAKE)],
        [0, 0],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_comes_off_each_line(case: str) -> None:
    effect, lines, expected = CASES[case]
    assert off(priced_by({"effect": effect}), basket(*lines)) == expected


def test_three_for_five_takes_the_dearest_first_and_stops_where_it_helps_no_more() -> None:
    # 300 + 300 + 250 = 850 against 500; then 120 + 110 + 100 = 330, which is cheaper than 500.
    goods = basket(line(120), line(300), line(110), line(250), line(100), line(300))
    found = off(priced_by({"effect": {"kind": "quantity_price", "quantity": 3, "price": 5}}), goods)
    assert sum(found) == 350
    assert [found[i] for i in (0, 2, 4)] == [0, 0, 0]


def test_free_shipping_comes_off_that_charge_alone() -> None:
    sold = basket(line(900), charges=(Charge("service", 90), Charge("shipping", 600)))
    (verdict,) = verdicts(priced_by({"effect": {"kind": "free_shipping"}}), sold)
    assert (verdict.off, verdict.charges, verdict.lines) == (600, ((1, 600),), ())


def test_of_a_dear_delivery_no_more_than_the_most() -> None:
    sold = basket(line(900), charges=(Charge("shipping", 1600),))
    (verdict,) = verdicts(priced_by({"effect": {"kind": "free_shipping"}, "most": 10}), sold)
    assert (verdict.off, verdict.cut_by) == (1000, ("most",))


def test_a_gift_is_a_line_of_its_own() -> None:
    (verdict,) = verdicts(
        priced_by({"effect": {"kind": "free_gift", "sku": "mug", "value": "9.90"}}), basket(line(5000))
    )
    assert (verdict.off, verdict.gift) == (990, GiftLine("mug", 1000, 990))


def test_a_million_pieces_are_counted_and_not_listed() -> None:
    found = off(priced_by({"effect": {"kind": "cheapest_free", "of": 2}}), basket(line(3 * 10**8, 10**8)))
    assert found == [3 * 10**8 // 2]


FAULTS = {
    "percent": ({"kind": "percentage_off", "percent": 101}, "percent", "out_of_range"),
    "no amount": ({"kind": "amount_off", "amount": 0}, "amount", "out_of_range"),
    "a tenth of a cent": ({"kind": "amount_off", "amount": "0.001"}, "amount", "too_many_decimals"),
    "no prices": ({"kind": "member_price", "prices": {}}, "prices", "empty_list"),
    "a negative price": ({"kind": "member_price", "prices": {"a": "-1"}}, "prices.a", "out_of_range"),
    "nothing to buy": ({"kind": "buy_get", "buy": 0}, "buy", "out_of_range"),
    "nothing to get": ({"kind": "buy_get", "buy": 1, "get": 0}, "get", "out_of_range"),
    "more than free": ({"kind": "buy_get", "buy": 1, "percent": 200}, "percent", "out_of_range"),
    "never": ({"kind": "cheapest_free", "of": 2, "times": 0}, "times", "out_of_range"),
    "of one": ({"kind": "cheapest_free", "of": 1}, "of", "out_of_range"),
    "none for five": ({"kind": "quantity_price", "quantity": 0, "price": 5}, "quantity", "out_of_range"),
    "no parts": ({"kind": "bundle_price", "parts": [], "price": 5}, "parts", "empty_list"),
    "no gift": ({"kind": "free_gift", "sku": ""}, "sku", "out_of_range"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_an_effect_that_makes_no_sense_is_a_fault_with_its_path(case: str) -> None:
    effect, field, code = FAULTS[case]
    rules = [{"id": "offer", "effect": effect}]
    assert told(price_rules=rules) == [(f"price_rules.0.effect.{field}", code)]


def test_what_a_price_rule_names_must_be_there() -> None:
    rules: list[dict[str, Any]] = [
        {
            "id": "offer",
            "effect": TEN_PERCENT,
            "group": "extra",
            "most": 0,
            "floor": "-1",
            "funded_by": {"": 1, "a": 0},
        },
        {"id": "offer", "effect": TEN_PERCENT, "when": [{"kind": "event_field", "field": "stars", "at_least": 1}]},
    ]
    found = told(price_rules=rules, price_groups=[{"id": "main"}])
    assert set(found) >= {
        ("price_rules.1.id", "duplicate_id"),
        ("price_rules.0.group", "unknown_price_group"),
        ("price_rules.0.most", "out_of_range"),
        ("price_rules.0.floor", "out_of_range"),
        ("price_rules.0.funded_by.", "out_of_range"),
        ("price_rules.0.funded_by.a", "out_of_range"),
    }
    assert any(path.startswith("price_rules.1.when.0") for path, _ in found)

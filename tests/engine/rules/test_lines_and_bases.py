"""Which lines count and for how much: choices of goods, excluded goods, gift cards, points tender, tax."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.purchase import Line, Tender
from setia.engine.rules.facts import Base, Facts
from setia.engine.rules.frame import Frame
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import basket, gains, gave, item, program

MILK = item(300, sku="1", category="dairy", department="grocery", brand="Alpina", tags=("fresh",))
CHEESE = item(800, sku="2", category="dairy", department="grocery", brand="Alpina", tags=("fresh", "new"))
SOAP = item(500, sku="3", category="soap", department="household", brand="Blanc", tags=("new",))
BASKET = basket(MILK, CHEESE, SOAP)

CHOICES: list[tuple[dict[str, Any], int]] = [
    ({}, 1600),
    ({"sku": ["1", "3"]}, 800),
    ({"category": ["dairy"]}, 1100),
    ({"department": ["household", "grocery"]}, 1600),
    ({"brand": ["Blanc"]}, 500),
    ({"tag": ["new"]}, 1300),
    ({"tag": ["new", "fresh"]}, 1600),
    ({"category": ["dairy"], "tag": ["new"]}, 800),
    ({"brand": ["Blanc"], "category": ["dairy"]}, 0),
    ({"but_not": {"category": ["dairy"]}}, 500),
    ({"tag": ["new"], "but_not": {"brand": ["Blanc"]}}, 800),
    ({"but_not": {"tag": ["new"], "but_not": {"sku": ["3"]}}}, 800),
]


@pytest.mark.parametrize(("lines", "value"), CHOICES)
def test_lines_are_chosen_by_all_fields_that_are_named(lines: dict[str, Any], value: int) -> None:
    """New goods are cheese and soap; of "not new, except soap", milk and soap remain."""
    (gain,) = gains(program(rule(effect(lines=lines))), BASKET)
    assert (gain.value, gain.gave) == (value, value // 100)


FOOD, BEER = item(60_000, tags=("food",)), item(40_000, tags=("alcohol",))
THAI = {"currency": "THB", "never": [{"tag": "alcohol"}]}


def test_s20_excluded_goods_earn_nothing_and_their_line_stays() -> None:
    """THB 600 food and 400 beer, 1 per 25: 24 points. With 10 % off food alone, 540.00: 21."""
    compiled = program(rule(effect(per=25)), **THAI)
    assert gave(compiled, basket(FOOD, BEER, currency="THB")) == {"points": 24}
    cheaper = basket(item(54_000, tags=("food",)), BEER, currency="THB")
    assert gave(compiled, cheaper) == {"points": 21}


def test_s3_tax_inside_the_price_counts_unless_the_base_leaves_it_out() -> None:
    """749.00 with 49.00 VAT inside, 1 per 25: 29 of 749.00, 28 of 700.00."""
    purchase = basket(item(74_900, tax=4_900), currency="THB")
    given = {base: gave(program(rule(effect(per=25, base=base)), **THAI), purchase) for base in ("shelf", "net_of_tax")}
    assert given == {"shelf": {"points": 29}, "net_of_tax": {"points": 28}}


def test_tax_on_top_of_the_price_is_in_no_base() -> None:
    purchase = basket(item(70_000, tax=4_900), currency="THB", prices="tax_exclusive")
    for base in ("shelf", "net_of_tax", "list", "paid"):
        assert gave(program(rule(effect(per=25, base=base)), **THAI), purchase) == {"points": 28}


CARD = item(5_000, tags=("gift_card",))
BOTTLE = item(25, tags=("deposit",))


def test_gift_cards_and_deposits_are_not_goods() -> None:
    compiled = program(rule(effect(), {"kind": "points_per_item", "points": 1}))
    assert [one.gave for one in gains(compiled, basket(MILK, CARD, BOTTLE))] == [3, 1]


TENDERS: list[tuple[Base, tuple[tuple[str, int], ...], list[int]]] = [
    # 16.00 of goods in lines of 3.00, 8.00 and 5.00
    ("shelf", (("cash", 1600),), [300, 800, 500]),
    ("shelf", (("points", 160), ("cash", 1440)), [270, 720, 450]),
    ("shelf", (("points", 1600),), [0, 0, 0]),
    ("shelf", (("points", 2000), ("cash", -400)), [0, 0, 0]),
    ("shelf", (("coupon", 160), ("cash", 1440)), [300, 800, 500]),
    ("paid", (("coupon", 160), ("cash", 1440)), [270, 720, 450]),
    ("paid", (("coupon", 80), ("points", 80), ("cash", 1440)), [270, 720, 450]),
    ("paid", (("gift_card", 1600),), [300, 800, 500]),
    ("paid", (("store_credit", 1600),), [300, 800, 500]),
    # 1.00 is 18.75, 50 and 31.25 cents: one is left over and goes where most is left
    ("shelf", (("points", 100), ("cash", 1500)), [281, 750, 469]),
    # 0.01 belongs to 0.1875, 0.5 and 0.3125 of a cent
    ("shelf", (("points", 1), ("cash", 1599)), [300, 799, 500]),
]


@pytest.mark.parametrize(("base", "tenders", "values"), TENDERS)
def test_points_that_paid_are_spread_over_the_lines_by_largest_remainder(
    base: Base, tenders: tuple[tuple[str, int], ...], values: list[int]
) -> None:
    purchase = basket(MILK, CHEESE, SOAP, tenders=tuple(Tender(*one) for one in tenders))
    facts = Facts(program(rule(effect())).scene, purchase, Frame())
    assert facts.values(base) == values
    assert facts.total(base) == sum(values)


def test_points_pay_for_nothing_that_is_excluded() -> None:
    """Points of 100.00 on 600.00 food and 400.00 beer leave 500.00 of food."""
    tenders = (Tender("points", 10_000), Tender("cash", 90_000))
    assert gave(program(rule(effect(per=25)), **THAI), basket(FOOD, BEER, currency="THB", tenders=tenders)) == {
        "points": 20
    }


def test_a_line_without_a_list_price_counts_as_its_net() -> None:
    lines = (Line(no=1, net=300), Line(no=2, net=450, list=0))
    assert gave(program(rule(effect(base="list"))), receipt(lines=lines)) == {"points": 7}


def test_an_event_has_no_lines() -> None:
    facts = Facts(program(rule(effect())).scene, None, Frame())
    assert (facts.values("shelf"), facts.total("shelf"), facts.quantity(), facts.counts) == ([], 0, 0, True)

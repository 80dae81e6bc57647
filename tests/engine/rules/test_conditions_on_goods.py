"""Conditions on goods: something of them is in the basket, and was not brought back."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.purchase import Purchase
from setia.engine.rules.verdict import Check
from tests.engine.rules.judging import basket, check, item

MILK = item(300, sku="4001", category="dairy", department="grocery", brand="Alpina", tags=("fresh", "cold"))
SOAP = item(200, sku="5002", category="soap", department="household", brand="Blanc", tags=("new",))
BEER = item(900, sku="6003", category="beer", department="grocery", brand="Brau", tags=("alcohol",))
BOTH = basket(MILK, SOAP)
NEVER = [{"tag": "alcohol"}]

ROWS: dict[str, tuple[dict[str, Any], Purchase, bool, tuple[str, ...]]] = {
    "a product": ({"kind": "product", "any_of": ["4001", "4002"]}, BOTH, True, ("4001",)),
    "not that product": ({"kind": "product", "any_of": ["4002"]}, BOTH, False, ()),
    "both products": ({"kind": "product", "any_of": ["5002", "4001"]}, BOTH, True, ("4001", "5002")),
    "a category": ({"kind": "category", "any_of": ["dairy"]}, BOTH, True, ("dairy",)),
    "not that category": ({"kind": "category", "any_of": ["Dairy"]}, BOTH, False, ()),
    "a department": ({"kind": "department", "any_of": ["household"]}, BOTH, True, ("household",)),
    "not that department": ({"kind": "department", "any_of": ["fashion"]}, BOTH, False, ()),
    "a brand": ({"kind": "brand", "any_of": ["Blanc"]}, BOTH, True, ("Blanc",)),
    "not that brand": ({"kind": "brand", "any_of": ["blanc"]}, BOTH, False, ()),
    "a tag": ({"kind": "tag", "any_of": ["cold", "fresh", "frozen"]}, BOTH, True, ("cold", "fresh")),
    "not that tag": ({"kind": "tag", "any_of": ["frozen"]}, BOTH, False, ()),
    "goods without a brand": ({"kind": "brand", "any_of": ["Blanc"]}, basket(item(100)), False, ()),
    "excluded goods are not seen": ({"kind": "brand", "any_of": ["Brau"]}, basket(MILK, BEER), False, ()),
    "nor by their tag": ({"kind": "tag", "any_of": ["alcohol"]}, basket(MILK, BEER), False, ()),
    "a gift card is not goods": (
        {"kind": "product", "any_of": ["card"]},
        basket(MILK, item(5000, sku="card", tags=("gift_card",))),
        False,
        (),
    ),
    "what came back is not in the basket": (
        {"kind": "product", "any_of": ["9"]},
        basket(MILK, item(0, sku="9", quantity=0)),
        False,
        (),
    ),
    "nor what is returned on the receipt": (
        {"kind": "tag", "any_of": ["new"]},
        basket(MILK, item(-200, tags=("new",), quantity=-1000)),
        False,
        (),
    ),
}


@pytest.mark.parametrize(("condition", "purchase", "holds", "found"), ROWS.values(), ids=ROWS.keys())
def test_a_condition_on_goods_names_those_that_it_found(
    condition: dict[str, Any], purchase: Purchase, holds: bool, found: tuple[str, ...]
) -> None:
    expected = Check(condition["kind"], holds, tuple(condition["any_of"]), found)
    assert check(condition, purchase, {}, never=NEVER) == expected

"""Points that pay for some of a basket, as the program says what they are worth (S20), through the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from setia.services import clients
from setia.services.clients import SCOPES
from tests.api.application import application
from tests.api.till import Till
from tests.services.basket_shop import BasketShop

SITI = "external:Siti"
PAYING = """
never: [{tag: alcohol}]
points_tenders:
  - {step: 10, worth: 1.00, least: 50, most_percent: 50}
"""
FOOD_AND_BEER = [{"net": 200_00, "sku": "food"}, {"net": 400_00, "sku": "beer", "tags": ["alcohol"]}]
"""Ten percent comes off the food: 180.00, of which points may pay 90.00, and no beer."""


@pytest.fixture
def till(database: str) -> Iterator[Till]:
    """Siti has 1,200 points, of which ten pay a dollar."""
    shop = BasketShop(PAYING)
    shop.earns("Siti", 1_000)
    key = clients.make(shop.program, "webshop", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


def basket(points: int | None = None, **fields: Any) -> dict[str, Any]:
    paying = {} if points is None else {"points": {"amount": points}}
    return {"source": "web", "currency": "USD", "member": SITI, "lines": FOOD_AND_BEER, **paying, **fields}


def pays(till: Till, name: str, by_points: int, card: int, **fields: Any) -> Any:
    tenders = [{"kind": "points", "amount": by_points}, {"kind": "card", "amount": card}]
    return till.posts(f"/baskets/{name}/commit", {"receipt": "W1", "tenders": tenders, **fields})


def test_it_is_told_how_much_points_can_pay(till: Till) -> None:
    told = till.posts("/baskets/evaluate", basket()).json()
    assert (told["owed"], told["awarded"], told["by_points"]) == (580_00, {"points": 180}, None)
    assert told["points"] == [{"wallet": "points", "most": 900, "worth": 90_00, "step": 10, "least": 50}]
    assert till.posts("/baskets/evaluate", basket(member=None)).json()["points"] == []


def test_what_points_pay_earns_nothing(till: Till) -> None:
    """Points tender is spread over what counts, and so is taken off the food: 180.00 - 50.00."""
    told = till.posts("/baskets/evaluate", basket(500)).json()
    assert (told["by_points"], told["awarded"]) == (50_00, {"points": 130})
    kept = till.posts("/baskets", basket(500)).json()
    assert pays(till, kept["id"], 50_00, 530_00).json()["awarded"] == {"points": 130}
    assert till.points(SITI) == 1_200 - 500 + 130


@pytest.mark.parametrize("points", [40, 505, 910])
def test_points_that_cannot_pay_are_refused_with_what_can(till: Till, points: int) -> None:
    found = till.posts("/baskets", basket(points))
    assert (found.status_code, found.json()["code"]) == (422, "points_cannot_pay")
    assert found.json()["numbers"] == {"wallet": "points", "amount": points, "max": 900, "step": 10, "least": 50}


def test_points_that_are_not_there_are_a_no(till: Till) -> None:
    found = till.posts("/baskets/evaluate", basket(1_210))
    assert (found.status_code, found.json()["code"]) == (409, "insufficient")
    assert found.json()["numbers"] == {"wallet": "points", "available": 1_200, "asked": 1_210}


def test_what_is_said_to_be_paid_with_points_is_what_they_are_worth(till: Till) -> None:
    kept = till.posts("/baskets", basket(500)).json()
    wrong = pays(till, kept["id"], 60_00, 520_00)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "points_tender_mismatch")
    assert wrong.json()["numbers"] == {"owed": 50_00, "paid": 60_00}
    assert pays(till, kept["id"], 50_00, 530_00, points=400).json()["numbers"] == {"owed": 40_00, "paid": 50_00}
    assert pays(till, kept["id"], 40_00, 540_00, points=400).json()["awarded"] == {"points": 140}
    assert till.points(SITI) == 1_200 - 400 + 140
    assert till.shop.findings() == []


VOUCHER = """
never: [{tag: alcohol}]
points_tenders: [{step: 10, worth: 1.00}]
"""


@pytest.fixture
def voucher_till(database: str) -> Iterator[Till]:
    """The code FIVE is a voucher that pays five dollars: the price stays."""
    shop = BasketShop(VOUCHER, by="tender")
    shop.makes("FIVE")
    key = clients.make(shop.program, "webshop", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


def test_a_voucher_pays_for_some_of_it_and_the_price_stays(voucher_till: Till) -> None:
    goods = [{"net": 20_00, "tax": 1_20}, {"net": 30_00, "tags": ["alcohol"]}]
    kept = voucher_till.posts("/baskets", basket(100, lines=goods, codes=["FIVE"])).json()
    assert [(one["net"], one["tax"], one["discounts"]) for one in kept["lines"]] == [(20_00, 1_20, []), (30_00, 0, [])]
    assert kept["vouchers"] == [{"kind": "voucher", "amount": 5_00, "reference": "five"}]
    assert (kept["off"], kept["owed"], kept["by_points"]) == (5_00, 45_00, 10_00)
    assert kept["points"][0]["most"] == 200  # the food, and no more than is left to pay
    paid = pays(voucher_till, kept["id"], 10_00, 35_00)
    assert paid.json()["awarded"] == {"points": 10}  # what points pay earns nothing; what a voucher pays does
    assert voucher_till.shop.findings() == []

"""What the shop says of its products fills in what a line leaves out, as of when it was sold; a repetition is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from setia.services import clients
from setia.storage import staff
from tests.api.application import application
from tests.api.till import Till
from tests.shop import Shop

DOCUMENT = """
format: 1
id: kedai
name: {en: Kedai}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P1Y}}
stores:
  - {id: johor, zone: Asia/Kuala_Lumpur, day_starts_at: "04:00", tags: [mall]}
  - {id: home}
rules:
  - id: tea
    effects: [{kind: points_per_amount, points: 1, per: 1.00, lines: {category: [tea]}}]
  - id: hot
    effects: [{kind: points_per_item, points: 100, lines: {tag: [hot]}}]
"""
TEA = {"sku": "T1", "name": "Tea", "category": "tea", "tags": ["hot"], "since": "2017-06-01T00:00:00Z"}


@pytest.fixture
def till(database: str) -> Iterator[Till]:
    shop = Shop(DOCUMENT)
    key = clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


def sells(till: Till, receipt: str, at: str, **line: Any) -> dict[str, int]:
    """What ten dollars of T1 give a member."""
    lines = [{"net": 10_00, "sku": "T1", **line}]
    sold = till.sells("card:1", 10_00, receipt, enrol=True, event_at=at, lines=lines)
    assert sold.status_code in (200, 201), sold.text
    return dict(sold.json()["awarded"])


def says(till: Till, *products: Any) -> tuple[int, Any]:
    told = till.posts("/products", {"products": list(products)})
    return told.status_code, told.json()


def test_what_a_line_leaves_out_is_what_held_when_it_was_sold(till: Till) -> None:
    assert sells(till, "R0", "2017-12-01T12:00:00Z") == {}
    assert says(till, TEA, {"sku": "M"}) == (200, {"added": 2, "changed": 0, "unchanged": 0})
    assert sells(till, "R1", "2017-12-31T12:00:00Z") == {"points": 110}
    assert sells(till, "R2", "2017-05-31T12:00:00Z") == {}, "before anything held of it"
    assert sells(till, "R3", "2017-12-31T12:00:00Z", category="gift") == {"points": 100}, "what the line says stands"
    assert sells(till, "R4", "2017-12-31T12:00:00Z", sku="X") == {}

    cold = {**TEA, "tags": [], "since": "2017-12-31T18:00:00Z"}
    assert says(till, cold, {"sku": "M"}) == (200, {"added": 0, "changed": 1, "unchanged": 1})
    assert sells(till, "R5", "2017-12-31T19:00:00Z") == {"points": 10}
    assert sells(till, "R6", "2017-12-31T17:00:00Z") == {"points": 110}, "a late one"
    again = till.sells("card:1", 10_00, "R1", event_at="2017-12-31T12:00:00Z", lines=[{"net": 10_00, "sku": "T1"}])
    assert (again.status_code, again.json()["status"]) == (200, "unchanged"), "sent again it is the same purchase"

    assert till.posts("/products/T1/drop", {}).json() == {"was_sold": True}
    assert till.posts("/products/T1/drop", {}).json() == {"was_sold": False}
    assert sells(till, "R7", "2018-01-02T00:00:00Z") == {}
    held = till.gets("/products/T1").json()
    assert [one["tags"] for one in held] == [[], [], ["hot"]]
    assert [one["sku"] for one in till.gets("/products").json()["products"]] == ["M"]
    done = [one["action"] for one in till.gets("/audit-log").json()["entries"]]
    assert [one for one in done if one.startswith("product")] == ["product_dropped", "products_said", "products_said"]


def test_a_preview_and_an_evaluation_see_it_too(till: Till) -> None:
    till.posts("/members", {"identifier": "card:1"})
    says(till, TEA)
    basket = {"currency": "USD", "lines": [{"net": 10_00, "sku": "T1"}]}
    bought = {**basket, "source": "till", "receipt": "P", "event_at": "2018-01-01T00:00:00Z", "member": "card:1"}
    shown = till.posts("/members/card:1/preview", {**bought, "tenders": [{"kind": "cash", "amount": 10_00}]}, key="")
    assert shown.json()["awarded"] == {"points": 110}, shown.text
    priced = till.posts("/baskets/evaluate", {**basket, "source": "till", "member": "card:1"})
    assert priced.json()["awarded"] == {"points": 110}, priced.text


def test_a_page_of_products_goes_on_where_the_one_before_ended(till: Till) -> None:
    says(till, *[{"sku": f"S{n}"} for n in range(5)], {"sku": "later", "since": "2030-01-01T00:00:00Z"})
    seen, after = [], ""
    while True:
        page = till.gets("/products", after=after, limit=2).json()
        seen += [one["sku"] for one in page["products"]]
        after = page["next"]
        if not after:
            break
    assert seen == ["S0", "S1", "S2", "S3", "S4"]


@pytest.mark.parametrize(
    ("product", "field"),
    [
        ({"sku": ""}, "products[1].sku"),
        ({"sku": "M", "color": "red"}, "products[1].color"),
        ({"sku": "M", "since": "2018-01-01T00:00:00"}, "products[1].since"),
        ({"sku": "T1"}, "products[1].sku"),
    ],
)
def test_one_wrong_product_changes_nothing_and_is_named(till: Till, product: Any, field: str) -> None:
    status, told = says(till, TEA, product)
    assert (status, told["field"]) == (422 if status == 422 else 400, field), told
    assert till.gets("/products").json()["products"] == []
    assert till.gets("/products/T1").json()["code"] == "unknown_product"


def test_stores_are_those_of_the_program(till: Till) -> None:
    assert till.gets("/stores").json() == [
        {"id": "johor", "zone": "Asia/Kuala_Lumpur", "day_starts_at": "04:00", "tags": ["mall"]},
        {"id": "home", "zone": "UTC", "day_starts_at": "00:00", "tags": []},
    ]


def test_staff_is_listed_and_removed(till: Till) -> None:
    for number, name in enumerate(("mei", "aina"), 1):
        staff.add(till.shop.program.id, name, number, ("cashier", "johor"), ("owner", 0))
    assert [(one["name"], one["role"], one["store"]) for one in till.gets("/staff").json()["staff"]] == [
        ("mei", "cashier", "johor"),
        ("aina", "cashier", "johor"),
    ]
    assert [one["name"] for one in till.posts("/staff/mei/remove", {}).json()["staff"]] == ["aina"]
    assert till.posts("/staff/mei/remove", {}).json()["code"] == "unknown_staff"

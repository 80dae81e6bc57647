"""Members and purchases are found by what people know of them (S25)."""

from __future__ import annotations

import pytest

from setia.engine.calendar import HOUR
from setia.services import clients
from tests.api.till import Till


@pytest.fixture
def shop_of_four(till: Till) -> Till:
    """Four members, as they say it themselves."""
    for number, (name, call_name, phone) in enumerate(
        [
            ("Suharto", "", "+628123456001"),
            ("Siti Nurhaliza binti Tarudin", "Siti", "+60123456789"),
            ("Rajesh a/l Kumar", "", "+60129990002"),
            ("สมชาย ใจดี", "เอก", "+66812345003"),
        ],
        1,
    ):
        till.posts("/members", {"identifier": f"card:{number}"})
        changes = {"name": name, "call_name": call_name, "identifiers": {"phone": phone}}
        assert till.patches(f"/members/card:{number}/person", changes).status_code == 200
    return till


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("เอก", ["สมชาย ใจดี"]),
        ("ใจดี", ["สมชาย ใจดี"]),
        ("siti", ["Siti Nurhaliza binti Tarudin"]),
        ("a/l", ["Rajesh a/l Kumar"]),
        ("6789", ["Siti Nurhaliza binti Tarudin"]),
        ("0123456789", ["Siti Nurhaliza binti Tarudin"]),
        ("+60129990002", ["Rajesh a/l Kumar"]),
        ("2", ["Siti Nurhaliza binti Tarudin"]),
        ("5550", []),
        ("%", []),
    ],
)
def test_a_member_is_found(shop_of_four: Till, text: str, names: list[str]) -> None:
    found = shop_of_four.gets("/members", q=text).json()
    assert [one["name"] for one in found["members"]] == names


def test_members_page_by_page_while_others_join(shop_of_four: Till) -> None:
    first = shop_of_four.gets("/members", limit=3).json()
    assert len(first["members"]) == 3
    shop_of_four.posts("/members", {"identifier": "card:5"})
    second = shop_of_four.gets("/members", limit=3, cursor=first["next"]).json()
    cards = [one["identifiers"]["card"] for page in (first, second) for one in page["members"]]
    assert (cards, second["next"]) == (["1", "2", "3", "4", "5"], "")
    bad = shop_of_four.gets("/members", cursor="x")
    assert (bad.status_code, bad.json()["field"]) == (422, "cursor")


@pytest.fixture
def five_sales(till: Till) -> Till:
    """Sales of five hours in two stores; the last is a guest's."""
    for number in range(1, 6):
        member = f"card:{number % 2}" if number < 5 else None
        at = f"2018-01-01T0{number}:00:00Z"
        sold = till.sells(
            member, number * 10_00, f"R{number}", event_at=at, store=f"s{number % 2}", enrol=member is not None
        )
        assert sold.status_code == 201
    return till


@pytest.mark.parametrize(
    ("sought", "receipts"),
    [
        ({}, ["R5", "R4", "R3", "R2", "R1"]),
        ({"receipt": "R3"}, ["R3"]),
        ({"store": "s1"}, ["R5", "R3", "R1"]),
        ({"since": "2018-01-01T02:00:00Z", "until": "2018-01-01T04:00:00Z"}, ["R3", "R2"]),
        ({"net": 40_00}, ["R4"]),
        ({"store": "s0", "net": 30_00}, []),
    ],
)
def test_a_purchase_is_found(five_sales: Till, sought: dict[str, object], receipts: list[str]) -> None:
    found = five_sales.gets("/purchases", **sought).json()
    assert [one["receipt"] for one in found["purchases"]] == receipts


@pytest.mark.parametrize("net", [2**53 + 1, -(2**53) - 1, 10**27])
def test_an_amount_that_nobody_can_pay_is_refused_by_its_name(five_sales: Till, net: int) -> None:
    refused = five_sales.gets("/purchases", net=net)
    assert (refused.status_code, refused.json()["field"]) == (422, "net")


def test_purchases_page_by_page_and_whose_they_are(five_sales: Till) -> None:
    pages, cursor = [], ""
    for _ in range(3):
        page = five_sales.gets("/purchases", limit=2, cursor=cursor).json()
        pages.append([one["receipt"] for one in page["purchases"]])
        cursor = page["next"]
    assert (pages, cursor) == ([["R5", "R4"], ["R3", "R2"], ["R1"]], "")
    members = {one["receipt"]: one["member"] for one in five_sales.gets("/purchases").json()["purchases"]}
    assert members["R5"] == ""
    assert members["R1"] == members["R3"] == five_sales.gets("/members/card:1").json()["id"]


def test_one_purchase_with_its_newest_version_and_what_came_back(five_sales: Till) -> None:
    till = five_sales
    till.sells("card:1", 25_00, "R1", version=2, event_at="2018-01-01T01:00:00Z", store="s1")
    till.shop.moves_clock(HOUR)
    back = {"source": "till", "receipt": "R1", "refund_id": "F1", "event_at": "2018-01-02T01:00:00Z", "amount": 5_00}
    assert till.posts("/returns", back, key="").status_code in (201, 202)
    one = till.gets("/purchases/one", source="till", receipt="R1").json()
    assert (one["purchase"]["version"], one["purchase"]["lines"][0]["net"]) == (2, 25_00)
    assert one["member"] == till.gets("/members/card:1").json()["id"]
    assert [back["amount"] for back in one["returns"]] == [5_00]
    why = till.gets(f"/members/card:1/movements/{one['transaction']}/why")
    assert why.status_code == 200
    guest = till.gets("/purchases/one", source="till", receipt="R5").json()
    assert (guest["member"], guest["transaction"]) == ("", None)
    unknown = till.gets("/purchases/one", source="web", receipt="R1")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_receipt")


def test_a_client_of_one_store_sees_its_own_purchases_only(five_sales: Till) -> None:
    till = five_sales
    till.key = clients.make(till.shop.program, "s0", frozenset({"read"}), "s0", "owner").key.text
    assert [one["receipt"] for one in till.gets("/purchases", store="s1").json()["purchases"]] == ["R4", "R2"]
    assert till.gets("/purchases/one", source="till", receipt="R1").status_code == 404

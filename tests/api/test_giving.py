"""What is given by hand, and gift cards, through the API (S22)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from setia.services import clients
from setia.storage.models import GiftCard
from tests.api.application import application
from tests.api.till import Till
from tests.shop import Shop

DOCUMENT = """
format: 1
id: shop
name: {en: Shop}
currency: MYR
zone: UTC
effective_from: 2017-01-01
wallets:
  - id: points
    unit: {en: points}
    expiry: {after: P12M}
    returns: {policy: debt}
  - id: credit
    kind: money
    unit: {en: MYR}
    decimals: 2
    expiry: {after: P3M}
    returns: {policy: within_balance}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
tiers:
  - id: club
    levels:
      - {id: silver}
      - {id: gold, qualify: [{measure: spend, at_least: 1000}]}
"""
SITI = "/members/card:1"


@pytest.fixture
def counter(database: str) -> Iterator[Till]:
    """A shop with store credit; Siti is a member."""
    shop = Shop(DOCUMENT)
    key = clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        till = Till(client, key, shop)
        till.posts("/members", {"identifier": "card:1"})
        yield till


def has(till: Till, wallet: str) -> dict[str, int]:
    [found] = [one for one in till.gets(SITI).json()["wallets"] if one["wallet"] == wallet]
    return {name: found[name] for name in ("available", "debt")}


def test_points_in_debt_and_store_credit_are_two_things(counter: Till) -> None:
    """S22."""
    counter.posts(f"{SITI}/gifts", {"amount": 120, "reason": "goodwill"})
    counter.posts(f"{SITI}/redemptions", {"amount": 120})
    counter.posts(f"{SITI}/adjustments", {"amount": -120, "reason": "mistake", "to_debt": True})
    counter.posts(f"{SITI}/top-ups", {"wallet": "credit", "paid": 50_00})
    assert has(counter, "points") == {"available": 0, "debt": 120}
    paid = counter.posts(f"{SITI}/redemptions", {"amount": 20_00, "wallet": "credit"})
    assert paid.status_code == 201
    refused = counter.posts(f"{SITI}/redemptions", {"amount": 10})
    assert (refused.status_code, refused.json()["code"]) == (409, "debt_blocks")
    counter.posts(f"{SITI}/gifts", {"amount": 200, "reason": "goodwill"})
    assert has(counter, "points") == {"available": 80, "debt": 0}
    assert has(counter, "credit") == {"available": 30_00, "debt": 0}


def test_what_is_given_on_top_is_spent_first(counter: Till) -> None:
    done = counter.posts(f"{SITI}/top-ups", {"wallet": "credit", "paid": 100_00, "granted": 10_00}, key="t1")
    assert done.json()["awarded"] == {"credit": 110_00}
    again = counter.posts(f"{SITI}/top-ups", {"wallet": "credit", "paid": 100_00, "granted": 10_00}, key="t1")
    assert again.content == done.content
    counter.posts(f"{SITI}/redemptions", {"amount": 10_00, "wallet": "credit"})
    [left] = counter.gets(SITI).json()["lots"]
    assert (left["available"], left["expires_at"]) == (100_00, None)
    nothing = counter.posts(f"{SITI}/top-ups", {"wallet": "credit", "paid": 0})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "amount_out_of_range")


def test_a_level_by_hand_and_its_end(counter: Till) -> None:
    granted = counter.posts(
        f"{SITI}/levels",
        {"set": "club", "level": "gold", "reason": "goodwill", "until": "2018-03-01T00:00:00Z"},
    )
    assert granted.status_code == 201, granted.text
    [level] = counter.gets(SITI).json()["levels"]
    assert (level["level"], level["until"]) == ("gold", "2018-03-01T00:00:00Z")
    counter.shop.day_is("2018-03-02")
    assert counter.gets(SITI).json()["levels"][0]["level"] == "silver"
    unknown = counter.posts(f"{SITI}/levels", {"set": "club", "level": "platinum", "reason": "goodwill"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_tier")


def test_units_live_longer_and_do_not_end_while_that_is_paused(counter: Till) -> None:
    counter.posts(f"{SITI}/gifts", {"amount": 10, "reason": "goodwill"})
    counter.posts(f"{SITI}/expiry/extend", {"until": "2019-06-01T00:00:00Z"})
    assert counter.gets(SITI).json()["lots"][0]["expires_at"] == "2019-06-01T00:00:00Z"
    counter.posts(f"{SITI}/expiry/pause", {"paused": True})
    counter.shop.day_is("2019-07-01")
    assert has(counter, "points")["available"] == 10
    twice = counter.posts(f"{SITI}/expiry/pause", {"paused": True})
    assert twice.json()["code"] == "already_paused"
    resumed = counter.posts(f"{SITI}/expiry/pause", {"paused": False, "on_leave": "keep"})
    assert resumed.status_code == 201
    assert counter.gets(SITI).json()["lots"][0]["expires_at"] is None


def test_a_gift_card_is_sold_shown_used_and_claimed(counter: Till) -> None:
    body = {"wallet": "credit", "paid": 50_00, "granted": 5_00, "reference": "R1"}
    sold = counter.posts("/gift-cards", body, key="g1")
    assert sold.status_code == 201, sold.text
    code = sold.json()["code"]
    again = counter.posts("/gift-cards", body, key="g1")
    assert (again.content, len(code)) == (sold.content, 19)
    typed = code.lower().replace("-", " ")
    assert counter.posts("/gift-cards/balance", {"code": typed}).json()["wallets"] == {"credit": 55_00}
    paid = counter.posts("/gift-cards/payments", {"code": code, "amount": 20_00, "wallet": "credit"}, key="p1")
    assert paid.status_code == 201
    counter.posts("/gift-cards/payments", {"code": code, "amount": 20_00, "wallet": "credit"}, key="p1")
    lots = counter.posts("/gift-cards/balance", {"code": code}).json()["lots"]
    assert [(one["funding"], one["available"]) for one in lots] == [("paid", 35_00)]
    too_much = counter.posts("/gift-cards/payments", {"code": code, "amount": 36_00, "wallet": "credit"})
    assert (too_much.status_code, too_much.json()["code"]) == (409, "insufficient")
    claimed = counter.posts(f"{SITI}/gift-cards", {"code": code})
    assert claimed.status_code == 201, claimed.text
    assert has(counter, "credit")["available"] == 35_00
    assert counter.posts("/gift-cards/balance", {"code": code}).json()["status"] != "open"
    gone = counter.posts("/gift-cards/payments", {"code": code, "amount": 1, "wallet": "credit"})
    assert (gone.status_code, gone.json()["code"]) == (410, "account_closed")
    assert counter.posts("/gift-cards/balance", {"code": "AAAA"}).json()["code"] == "unknown_gift_card"
    assert counter.shop.differences() == 0


def test_a_card_that_cannot_be_sold_is_not_made(counter: Till) -> None:
    refused = counter.posts("/gift-cards", {"wallet": "points", "paid": 50_00}, key="g1")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_money")
    again = counter.posts("/gift-cards", {"wallet": "points", "paid": 50_00}, key="g1")
    assert (again.status_code, again.content) == (409, refused.content)
    assert not GiftCard.objects.exists()
    assert counter.posts("/gift-cards", {"wallet": "credit", "paid": 50_00}, key="g2").status_code == 201


def test_what_a_member_brings_keeps_its_dates(counter: Till) -> None:
    lots = [
        {"amount": 500, "earned_at": "2017-03-01T00:00:00Z", "expires_at": "2018-03-01T00:00:00Z"},
        {"amount": 40, "earned_at": "2017-06-01T00:00:00Z"},
    ]
    brought = counter.posts(f"{SITI}/opening-balances", {"lots": lots}, key="moved")
    assert (brought.status_code, brought.json()["awarded"]) == (201, {"points": 540})
    assert counter.posts(f"{SITI}/opening-balances", {"lots": lots}, key="moved").content == brought.content
    kept = {one["expires_at"]: (one["available"], one["earned_at"]) for one in counter.gets(SITI).json()["lots"]}
    assert kept == {
        "2018-03-01T00:00:00Z": (500, "2017-03-01T00:00:00Z"),
        None: (40, "2017-06-01T00:00:00Z"),
    }
    counter.shop.day_is("2018-03-01")
    assert has(counter, "points") == {"available": 40, "debt": 0}
    wrong = {
        ("lots[0].earned_at", "lot_in_future"): {"amount": 1, "earned_at": "2019-03-01T00:00:00Z"},
        ("lots[0].expires_at", "lot_ends_before_it_begins"): {**lots[0], "expires_at": "2017-03-01T00:00:00Z"},
        ("lots[0].amount", "invalid_field"): {**lots[0], "amount": 0},
    }
    for (field, code), lot in wrong.items():
        refused = counter.posts(f"{SITI}/opening-balances", {"lots": [lot]})
        assert (refused.status_code, refused.json()["field"], refused.json()["code"]) == (422, field, code)
    paid = {**lots[1], "paid": True}
    assert counter.posts(f"{SITI}/opening-balances", {"lots": [paid]}).json()["code"] == "not_money"
    money = counter.posts(f"{SITI}/opening-balances", {"lots": [paid], "wallet": "credit"})
    assert money.json()["awarded"] == {"credit": 40}

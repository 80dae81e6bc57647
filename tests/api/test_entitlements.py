"""Whether a member may: asked by a web shop that wants to know what to charge for shipping."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from setia.services import clients
from tests.api.application import application
from tests.api.till import Till
from tests.shop import Shop

DOCUMENT = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P12M}}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
tiers:
  - id: club
    window: {kind: calendar_year}
    lasts: {kind: end_of_year, years: 1}
    levels:
      - {id: silver}
      - {id: gold, qualify: [{measure: spend, at_least: 500}], benefits: [free_shipping]}
      - {id: black, qualify: [{measure: spend, at_least: 2000}], benefits: [free_shipping, lounge]}
"""


@pytest.fixture
def web_shop(database: str) -> Iterator[Till]:
    """A shop with three levels."""
    shop = Shop(DOCUMENT)
    key = clients.make(shop.program, "web", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        till = Till(client, key, shop)
        till.posts("/members", {"identifier": "card:1"})
        yield till


def may(till: Till, thing: str, **params: str) -> bool:
    answer = till.gets(f"/members/card:1/may/{thing}", **params)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["may"])


def test_a_member_may_from_the_purchase_that_lifts_him_until_the_level_falls(web_shop: Till) -> None:
    till = web_shop
    no = till.gets("/members/card:1/may/free_shipping").json()
    assert no == {"may": False, "set": "", "level": "", "until": None, "levels": ["club/gold", "club/black"]}
    till.shop.day_is("2018-03-01")
    till.sells("card:1", 600_00, "R1", event_at="2018-03-01T00:00:00Z")
    yes = till.gets("/members/card:1/may/free_shipping").json()
    assert (yes["may"], yes["level"], yes["until"]) == (True, "gold", "2020-01-01T00:00:00Z")
    assert not may(till, "lounge")
    assert may(till, "free_shipping", at="2019-12-31T23:59:59Z")
    assert not may(till, "free_shipping", at="2020-01-01T00:00:00Z")
    assert not may(till, "free_shipping", at="2018-02-28T00:00:00Z")
    till.shop.day_is("2020-02-01")
    assert not may(till, "free_shipping")
    assert may(till, "free_shipping", at="2019-06-01T00:00:00Z")


def test_what_no_level_gives_and_nobody_has(web_shop: Till) -> None:
    unknown = web_shop.gets("/members/card:1/may/fly")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_benefit")
    nobody = web_shop.gets("/members/card:9/may/lounge")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown_member")
    before = web_shop.gets("/members/card:1/may/lounge", at="2016-01-01T00:00:00Z")
    assert before.json()["code"] == "no_program_in_force"

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
  - id: taster
    trigger: tasting
    effects: [{kind: badge, badge: first_taste}]
events:
  - {id: tasting}
rewards:
  - {id: early_access, kind: other, prices: [{amount: 100}], valid_for: P1M}
  - {id: lounge, kind: other, prices: [{amount: 50}]}
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
    levels = ["club/gold", "club/black"]
    assert (no["may"], no["levels"], no["why"], no["by"], no["until"]) == (False, levels, "level_not_reached", "", None)
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


def asked(till: Till, thing: str, **params: str) -> tuple[object, ...]:
    """Whether he may, by what, until when, and why not."""
    told = till.gets(f"/members/card:1/may/{thing}", **params).json()
    return told["may"], told["by"], told["reward"], told["until"], told["why"]


def test_a_reward_entitles_from_its_issue_until_it_ends_or_is_used(web_shop: Till) -> None:
    till = web_shop
    assert asked(till, "early_access") == (False, "", None, None, "not_issued")
    till.sells("card:1", 250_00, "R1")
    assert asked(till, "early_access") == (False, "", None, None, "not_issued"), (
        "what he could ask for he does not have"
    )
    till.posts("/members/card:1/rewards", {"reward": "early_access"})
    end = "2018-02-03T00:00:00Z"
    assert asked(till, "early_access") == (True, "reward", 1, end, "")
    assert asked(till, "early_access", at="2018-01-01T23:00:00Z") == (False, "", None, None, "not_yet")
    assert asked(till, "early_access", at="2018-02-02T23:59:59Z") == (True, "reward", 1, end, "")
    assert asked(till, "early_access", at=end) == (False, "", None, None, "ended")
    till.posts("/members/card:1/rewards", {"reward": "early_access"})
    till.posts("/members/card:1/rewards/1/use", {})
    assert asked(till, "early_access") == (True, "reward", 2, end, "")
    till.posts("/members/card:1/rewards/2/undo", {})
    assert asked(till, "early_access") == (False, "", None, None, "not_issued")


def test_of_a_level_and_a_reward_the_one_that_lasts_longer_is_told(web_shop: Till) -> None:
    till = web_shop
    till.sells("card:1", 2_500_00, "R1")
    assert asked(till, "lounge") == (True, "level", None, "2020-01-01T00:00:00Z", "")
    till.posts("/members/card:1/rewards", {"reward": "lounge"})
    assert asked(till, "lounge") == (True, "reward", 1, None, "")
    assert till.gets("/members/card:1/may/lounge").json()["levels"] == ["club/black"]


def test_what_a_badge_stands_for_is_his_who_has_it(web_shop: Till) -> None:
    till = web_shop
    assert asked(till, "first_taste") == (False, "", None, None, "no_badge")
    event = {"source": "app", "id": "t1", "member": "card:1", "event": "tasting", "event_at": "2018-01-01T12:00:00Z"}
    assert till.posts("/events", event).status_code == 201
    assert asked(till, "first_taste") == (True, "badge", None, None, "")

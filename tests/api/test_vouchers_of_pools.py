"""Codes that somebody else made are found at a till by themselves, from when a member has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from setia.services import clients
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.reward_codes import add
from setia.storage import programs
from setia.storage.reward_codes import whose_code
from tests.api.shops import opened
from tests.api.till import Till

SHOP = """
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
rewards:
  - {id: film, kind: other, prices: [{amount: 10}], codes: pool, valid_for: P1M}
  - {id: song, kind: other, prices: [{amount: 10}], codes: pool}
"""
SITI, BUDI = "/members/card:1", "/members/card:2"


@pytest.fixture
def till(database: str) -> Iterator[Till]:
    """Two members have 100 points each, and there are codes to give."""
    with opened(SHOP) as till:
        for one, receipt in (("card:1", "R1"), ("card:2", "R2")):
            till.posts("/members", {"identifier": one})
            till.sells(one, 100_00, receipt)
        add(till.shop.program, "film", ["CINE-1a"])
        yield till


def takes(till: Till, member: str = SITI, reward: str = "film") -> str:
    assert till.posts(f"{member}/rewards", {"reward": reward}).status_code == 201
    return str(till.gets(f"{member}/issued-rewards").json()["rewards"][-1]["code"])


def told(till: Till, code: str) -> tuple[int, str, str]:
    """The status, the state or code, and whose it is."""
    answer = till.gets(f"/vouchers/{code}")
    found = answer.json()
    return answer.status_code, found.get("state", found.get("code")), found.get("member", "")


def of(till: Till, member: str) -> str:
    return str(till.gets(member).json()["id"])


def test_a_code_is_nothing_before_a_member_has_it_then_his_and_used_once(till: Till) -> None:
    none = (404, "unknown_voucher", "")
    assert told(till, "CINE-1a") == none
    assert till.posts("/vouchers/CINE-1a/use", {}).json()["code"] == "unknown_voucher"
    assert takes(till) == "CINE-1a"
    assert told(till, "CINE-1a") == (200, "issued", of(till, SITI))
    assert told(till, "%20CINE-1a%20") == (200, "issued", of(till, SITI))
    assert told(till, "cine-1A") == none, "who made it may have made one that differs in case alone"
    assert whose_code(till.shop.program, "CINE-1a") == of(till, SITI)
    assert till.posts("/vouchers/CINE-1a/use", {"source": "till", "receipt": "R9"}).status_code == 201
    assert told(till, "CINE-1a") == (200, "used", of(till, SITI))
    assert till.posts("/vouchers/CINE-1a/use", {}).json()["code"] == "reward_used"
    assert whose_code(till.shop.program, "CINE-1a") == ""


def test_a_code_that_was_taken_back_or_has_ended_says_so(till: Till) -> None:
    takes(till)
    till.shop.day_is("2018-02-04")
    assert told(till, "CINE-1a")[:2] == (200, "expired")
    add(till.shop.program, "film", ["CINE-2"])
    takes(till)
    till.posts(f"{SITI}/rewards/2/undo", {})
    assert told(till, "CINE-2")[:2] == (200, "cancelled")


def test_a_code_goes_with_its_member_into_whom_he_is_merged(till: Till) -> None:
    takes(till)
    assert till.posts(f"{SITI}/merge", {"into": "card:2"}).status_code == 201
    assert told(till, "CINE-1a") == (200, "issued", of(till, BUDI))
    assert till.posts("/vouchers/CINE-1a/use", {}).status_code == 201
    assert told(till, "CINE-1a") == (200, "used", of(till, BUDI))


def test_a_code_of_two_pools_is_used_where_it_can_be_meant_for_one_alone(till: Till) -> None:
    add(till.shop.program, "song", ["CINE-1a"])
    takes(till)
    takes(till, BUDI, "song")
    assert told(till, "CINE-1a")[:2] == (409, "several_vouchers")
    assert till.posts("/vouchers/CINE-1a/use", {}).json()["code"] == "several_vouchers"
    assert whose_code(till.shop.program, "CINE-1a") == ""
    assert till.posts(f"{BUDI}/rewards/1/use", {}).status_code == 201
    assert told(till, "CINE-1a") == (200, "issued", of(till, SITI))


def test_a_code_is_found_after_its_reward_has_left_the_program_and_in_no_other_program(till: Till) -> None:
    takes(till)
    without = SHOP[: SHOP.index("  - {id: film")] + SHOP[SHOP.index("  - {id: song") :]
    without = without.replace("effective_from: 2017-01-01", "effective_from: 2018-01-03")
    apply_program(read_program(without), without, "owner")
    till.shop.day_is("2018-01-04")
    assert told(till, "CINE-1a") == (200, "issued", of(till, SITI))
    elsewhere = SHOP.replace("id: shop", "id: elsewhere")
    apply_program(read_program(elsewhere), elsewhere, "owner")
    other = clients.make(programs.load("elsewhere"), "till", frozenset(clients.SCOPES), "", "owner").key.text
    assert told(Till(till.client, other, till.shop), "CINE-1a")[:2] == (404, "unknown_voucher")

"""What waits to be looked at, and what a guest's receipt was called, is emptied with who it concerns (ledger 4.13)."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.services import review
from setia.services.batch import Manner
from setia.services.claim_purchase import claim, receipt_token
from setia.services.erase_member import erase_member
from setia.storage import clock
from tests.privacy.canaries import Canaries, seen_in_tables
from tests.privacy.people import OFFICE, member_of
from tests.services.receipts import bought, take, told
from tests.shop import Shop, at

LONG_AGO = at("2017-06-01")


@pytest.fixture
def words() -> Canaries:
    return Canaries()


def erases(shop: Shop, name: str, folder: Path) -> None:
    done = erase_member(shop.program, member_of(shop, name), OFFICE, folder / "erased.jsonl")
    assert not hasattr(done, "code"), done


def test_of_a_late_purchase_nothing_readable_is_left(shop: Shop, words: Canaries, tmp_path: Path) -> None:
    card = words.next()
    shop.joins(card)
    assert told(take(shop, bought(card, 10_00, words.next(), LONG_AGO))) == ["review"]
    assert len(seen_in_tables()) == 2
    erases(shop, card, tmp_path)
    assert seen_in_tables() == set()
    assert review.waiting(shop.program) == []


def test_nor_of_one_that_came_before_its_member_joined(shop: Shop, words: Canaries, tmp_path: Path) -> None:
    card = words.next()
    assert told(take(shop, bought(card, 10_00, words.next(), LONG_AGO))) == ["review"]
    shop.joins(card)
    erases(shop, card, tmp_path)
    assert seen_in_tables() == set()
    assert review.waiting(shop.program) == []


def test_nor_of_a_late_purchase_of_somebody_erased(shop: Shop, words: Canaries, tmp_path: Path) -> None:
    card = words.next()
    shop.joins(card)
    erases(shop, card, tmp_path)
    assert told(take(shop, bought(card, 10_00, words.next(), LONG_AGO))) == ["member_erased"]
    assert seen_in_tables() == set()


def test_nor_of_the_receipt_of_a_claimed_purchase_and_its_versions(shop: Shop, words: Canaries, tmp_path: Path) -> None:
    card, receipt = words.next(), words.next()
    shop.joins(card)
    take(shop, bought(None, 10_00, receipt), bought(None, 12_00, receipt, version=2))
    token = receipt_token(shop.program, "till", receipt)
    assert isinstance(token, str)
    outcome = claim(shop.program, token, member_of(shop, card).account_id, Manner(actor="portal", channel="portal"))
    assert outcome.awarded == {"points": 12}
    take(shop, bought(None, 15_00, receipt, clock.read(), version=3))
    assert shop.points(card) == 15
    erases(shop, card, tmp_path)
    assert seen_in_tables() == set()

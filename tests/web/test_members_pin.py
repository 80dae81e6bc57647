"""A member sets on his own page the PIN that proves at a till that he is there, once he has shown that it is he."""

from __future__ import annotations

import pytest

from setia.services import member_proof
from setia.storage import clock, proofs
from setia.storage.models import MemberSession
from setia.web.portal.visiting import FRESH
from tests.web.counter import LIMIT, TEXT, Counter, api_in_process, hidden, words
from tests.web.phones import Phone, member_of, phone_of, text_of
from tests.web.store import Store

ASKED = LIMIT + 100
"""More than is used without a proof."""


@pytest.fixture
def store(sqlite_database: str) -> Store:
    return Store()


def _kept(store: Store) -> str:
    found = proofs.locked_pin(member_of(store, "C-1").pk)
    return found.hashed if found is not None else ""


def _sets(phone: Phone, pin: str, again: str = "") -> str:
    return text_of(phone.sends("/me/pin", action="set", pin=pin, again=again or pin))


def test_a_pin_is_set_replaced_and_taken_away(store: Store) -> None:
    phone = phone_of(store, "C-1")
    assert "Do without a PIN" not in phone.says("/me/pin")
    assert "PIN set" not in phone.says("/me/settings")
    assert "It is kept." in _sets(phone, "592713")
    assert "PIN set" in phone.says("/me/settings")
    assert member_proof.is_right("592713", _kept(store))
    assert "592713" not in phone.says("/me/pin")
    _sets(phone, "๔๘๒๙๑๖")
    assert member_proof.is_right("482916", _kept(store))
    assert "Do without a PIN" in phone.says("/me/pin")
    phone.sends("/me/pin", action="forget")
    assert _kept(store) == ""


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [
        ("111111", "", "digits that nobody guesses"),
        ("123456", "", "digits that nobody guesses"),
        ("5927", "", "digits that nobody guesses"),
        ("abcdef", "", "digits that nobody guesses"),
        ("592713", "592714", "This is not the same PIN."),
    ],
)
def test_a_weak_or_mistyped_one_is_not_kept(store: Store, pin: str, again: str, said: str) -> None:
    assert said in _sets(phone_of(store, "C-1"), pin, again)
    assert _kept(store) == ""


def test_only_who_has_just_shown_that_it_is_he_sets_one(store: Store) -> None:
    phone = phone_of(store, "C-1")
    MemberSession.objects.update(proved_at=clock.system_reading() - FRESH - 1)
    for answer in (phone.client.get("/me/pin"), phone.client.post("/me/pin", {"pin": "592713", "again": "592713"})):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/me/proof?next=%2Fme%2Fpin")
    assert _kept(store) == ""


def test_a_pin_that_is_set_there_proves_at_the_till_until_it_is_replaced_or_taken_away(sqlite_database: str) -> None:
    shop = Store(TEXT)
    shop.hires("nok", "cashier")
    shop.earns("C-1", 2_000)
    phone = phone_of(shop, "C-1")
    with api_in_process():
        till = Counter().opens(shop, "nok")
        assert not _proves(till, shop, "592713"), "none is set yet"
        _sets(phone, "592713")
        assert not _proves(till, shop, "592714")
        assert _proves(till, shop, "592713")
        assert shop.wallet("C-1").held == ASKED
        _sets(phone, "๔๘๒๙๑๖")
        assert (_proves(till, shop, "592713"), _proves(till, shop, "482916")) == (False, True)
        phone.sends("/me/pin", action="forget")
        assert not _proves(till, shop, "482916")
    assert shop.wallet("C-1").held == 2 * ASKED


def _proves(till: Counter, shop: Store, pin: str) -> bool:
    """Whether more points than are used without a proof are reserved at the till by this PIN."""
    path, held = f"/till/members/{shop.public_id('C-1')}/redeem", shop.wallet("C-1").held
    asked = till.sends(path, **hidden(till.reads(path), 'name="amount"'), action="points", amount=str(ASKED))
    assert "Is the member there?" in words(asked), words(asked)
    till.sends(path, **hidden(asked), proof=pin, proof_kind="pin")
    return shop.wallet("C-1").held > held

"""Codes by which a member signs in: what is kept, how often one may try, and whose an address is afterwards."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from setia.engine.calendar import DAY
from setia.engine.commands import MergeOut
from setia.services import sign_in_codes
from setia.services.batch import Manner
from setia.services.confirm_email import confirm_email
from setia.services.erase_member import erase_member
from setia.services.sign_in_codes import LIFE, TRIES, Letter
from setia.services.update_person import Changes, update_person
from setia.storage import clock, member_sessions, people
from setia.storage import sign_in_codes as rows
from setia.storage.members import Known
from setia.storage.models import ConfirmedIdentifier, Member, MemberSession, SignInCode
from tests.shop import Shop
from tests.web.phones import member_of

SITI = "siti@example.com"


@pytest.fixture
def siti(shop: Shop) -> Member:
    """A member with a confirmed address; Ali is there, too."""
    shop.joins("Siti", "Ali")
    member = member_of(shop, "Siti")
    assert confirm_email(shop.program, member, SITI, clock.read()) == member
    return member


def told(shop: Shop, letter: Letter, code: str, now: int) -> Member | None:
    """Whom a code lets in."""
    found = sign_in_codes.check(shop.program, letter.ticket, code, now)
    return found[1] if found is not None else None


def test_a_code_lets_in_once_within_its_time_for_its_ticket(shop: Shop, siti: Member) -> None:
    now = clock.read()
    letter = sign_in_codes.to_sign_in(shop.program, SITI, now)
    assert told(shop, letter, letter.code, now + LIFE) is None
    assert told(shop, letter, letter.code, now + LIFE - 1) == siti
    assert told(shop, letter, letter.code, now) is None


def test_a_code_is_told_apart_from_another(shop: Shop, siti: Member) -> None:
    now = clock.read()
    letter = sign_in_codes.to_sign_in(shop.program, SITI, now)
    for wrong in (f"{(int(letter.code) + 1) % 10**6:06}", letter.code[:5], "", f"{letter.code}0"):
        assert told(shop, letter, wrong, now) is None
    assert told(shop, letter, letter.code, now) == siti


def test_of_many_who_guess_at_once_five_are_looked_at(shop: Shop, siti: Member) -> None:
    now, start = clock.read(), Barrier(12)
    letter = sign_in_codes.to_sign_in(shop.program, SITI, now)
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"

    def guess() -> None:
        start.wait()
        told(shop, letter, wrong, now)
        connection.close()

    guessing = [Thread(target=guess) for _ in range(12)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join()
    [row] = SignInCode.objects.all()
    assert row.failed == TRIES
    assert told(shop, letter, letter.code, now) is None


def test_the_right_code_told_twice_at_once_lets_in_once(shop: Shop, siti: Member) -> None:
    now, start, let_in = clock.read(), Barrier(3), list[Member | None]()
    letter = sign_in_codes.to_sign_in(shop.program, SITI, now)

    def tell() -> None:
        start.wait()
        let_in.append(told(shop, letter, letter.code, now))
        connection.close()

    telling = [Thread(target=tell) for _ in range(3)]
    for one in telling:
        one.start()
    for one in telling:
        one.join()
    assert sorted(one is not None for one in let_in) == [False, False, True]


def test_what_is_kept_says_neither_code_nor_ticket_nor_which_address(shop: Shop, siti: Member) -> None:
    now = clock.read()
    letters = [sign_in_codes.to_sign_in(shop.program, one, now) for one in (SITI, "nobody@example.com")]
    assert [bool(one.code) for one in letters] == [True, False]
    for row in SignInCode.objects.all():
        for letter in letters:
            for text in filter(None, (letter.code, letter.ticket)):
                assert text.encode() not in bytes(row.digest) + bytes(row.ticket)
        assert row.address == ""


def test_codes_are_kept_for_a_day(shop: Shop, siti: Member) -> None:
    now = clock.read()
    sign_in_codes.to_sign_in(shop.program, SITI, now)
    sign_in_codes.to_sign_in(shop.program, SITI, now + DAY)
    assert SignInCode.objects.count() == 1


def test_a_code_lets_in_whom_its_member_was_merged_into(shop: Shop, siti: Member) -> None:
    now = clock.read()
    letter = sign_in_codes.to_sign_in(shop.program, SITI, now)
    shop.asks("Siti", MergeOut(now, ""), other="Ali")
    assert told(shop, letter, letter.code, now) == member_of(shop, "Ali")
    member_sessions.begin("a secret", siti.pk, now, now + DAY)
    device = member_sessions.find("a secret", now)
    assert device is not None
    assert device.member_id == member_of(shop, "Ali").pk
    member_sessions.end_all(device)
    assert not MemberSession.objects.exists()


def test_an_address_that_another_confirmed_stays_his(shop: Shop, siti: Member) -> None:
    ali, now = member_of(shop, "Ali"), clock.read()
    assert confirm_email(shop.program, ali, SITI, now) == siti
    update_person(shop.program, siti, Changes(identifiers={"email": "", "phone": "+60123456789"}))
    assert confirm_email(shop.program, ali, SITI, now) == ali
    assert confirm_email(shop.program, ali, SITI, now) == ali  # told twice
    assert rows.confirmed(ali.pk, "email")
    update_person(shop.program, ali, Changes(identifiers={"email": "typed@example.com"}))
    assert not rows.confirmed(ali.pk, "email")
    assert confirm_email(shop.program, siti, "typed@example.com", now) == siti
    person = people.read(ali.pk)
    assert person is not None
    assert "email" not in person.identifiers
    assert rows.holder(shop.program.id, Known("email", "typed@example.com").key(shop.program.key)) == siti


def test_of_who_was_erased_nothing_of_it_is_left(shop: Shop, siti: Member, tmp_path: Path) -> None:
    now = clock.read()
    letter = sign_in_codes.to_sign_in(shop.program, SITI, now)
    sign_in_codes.to_confirm(shop.program, siti, "new@example.com", now)
    member_sessions.begin("a secret", siti.pk, now, now + DAY)
    member_sessions.speaks(siti.pk, "th")
    erase_member(shop.program, siti, Manner("office", "console"), tmp_path / "erased")
    assert told(shop, letter, letter.code, now) is None
    assert member_sessions.find("a secret", now) is None
    for table in (SignInCode, MemberSession, ConfirmedIdentifier):
        assert not table._default_manager.exists(), table

"""A code for the till goes by mail to the address that a member has confirmed; the mail server is a real one."""

from __future__ import annotations

import re

import pytest
from django.test import override_settings

from setia.jobs.code_letters import CodeLetters
from setia.services import clients, member_proof
from setia.services.confirm_email import confirm_email
from setia.services.update_person import Changes, update_person
from setia.storage import clock, proofs
from setia.storage.models import Member, PersonalData
from setia.storage.reading import find_member
from tests.shop import Shop
from tests.web.mailbox import Mailbox

ADDRESS = "siti@example.com"


def member(shop: Shop, name: str = "Siti") -> Member:
    found = find_member(shop.program, name)
    assert found is not None
    return found


@pytest.fixture
def siti(shop: Shop) -> Shop:
    """Siti has shown that her address is hers; nobody knows whose Ali's is."""
    shop.joins("Siti", "Ali")
    assert confirm_email(shop.program, member(shop), ADDRESS, clock.read()) == member(shop)
    update_person(shop.program, member(shop, "Ali"), Changes(identifiers={"email": "ali@example.com"}))
    return shop


def test_it_is_sent_once_in_her_language_and_good_at_the_till(siti: Shop, mail: Mailbox) -> None:
    PersonalData.objects.filter(member=member(siti)).update(language="th")
    member_proof.send_code(siti.program, member(siti), clock.read())
    assert CodeLetters().tell(siti.program.id) == 1
    assert CodeLetters().tell(siti.program.id) == 0
    [letter] = mail.to(ADDRESS)
    body = str(letter.get_content())
    assert "บอกรหัสนี้ที่เครื่องคิดเงิน" in body
    [code] = re.findall(r"\b[0-9]{6}\b", body)
    assert member_proof.check_code(siti.program, member(siti), code, b"this", clock.read()) is None


def test_an_address_that_nobody_has_confirmed_gets_none(siti: Shop, mail: Mailbox) -> None:
    member_proof.send_code(siti.program, member(siti, "Ali"), clock.read())
    assert CodeLetters().tell(siti.program.id) == 0
    assert mail.letters == []


def test_a_system_of_the_shops_sends_them_where_there_is_one(siti: Shop, mail: Mailbox) -> None:
    clients.make(siti.program, "gateway", frozenset({"deliver"}), "", "owner")
    member_proof.send_code(siti.program, member(siti), clock.read())
    assert CodeLetters().tell(siti.program.id) == 0
    [waiting] = proofs.take_codes(siti.program.id, clock.read(), 10)
    assert waiting.identifiers["email"] == ADDRESS
    clients.revoke(siti.program, "gateway", "owner")
    member_proof.send_code(siti.program, member(siti), clock.read())
    assert CodeLetters().tell(siti.program.id) == 1


def test_a_code_that_no_server_takes_is_nobodys_and_the_next_is_sent(siti: Shop, mail: Mailbox) -> None:
    member_proof.send_code(siti.program, member(siti), clock.read())
    with override_settings(EMAIL_PORT=1):
        assert CodeLetters().tell(siti.program.id) == 1
    assert proofs.who_waits(siti.program.id) == []
    member_proof.send_code(siti.program, member(siti), clock.read())
    assert CodeLetters().tell(siti.program.id) == 1
    assert len(mail.to(ADDRESS)) == 1

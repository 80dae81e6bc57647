"""Joining and signing in: nothing says who is a member, a code is for whom it was sent to, and guessing is in vain."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from setia.engine.calendar import DAY, MINUTE
from setia.services import claim_links, sign_in_codes
from setia.services.record_consent import may
from setia.services.sign_in_codes import LIFE, LIMITS, TRIES
from setia.services.update_person import Changes, update_person
from setia.storage import clock, people
from setia.storage.members import Known
from setia.storage.models import Consent, Identifier, Member, MemberAttempt, SignInCode
from tests.web.phones import House, Phone, member_of, opened, phone_of, text_of


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(sqlite_template, tmp_path_factory.mktemp("joining")) as house:
        yield house


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    MemberAttempt.objects.all().delete()


def confirms(house: House, phone: Phone, address: str, code: str = "") -> str:
    """Tell the code that came; the page that this leads to, as text."""
    [ticket] = {one.rpartition("/")[2] for one, _ in phone.last.redirect_chain}
    return text_of(phone.sends(f"/me/code/{ticket}", code=code or house.mail.code(address)))


def signs_in_by_code(house: House, address: str, number: int = 1) -> Phone:
    """A phone of somebody who has confirmed this address."""
    phone = Phone()
    phone.sends("/me/sign-in", email=address)
    confirms(house, phone, address, house.mail.code(address, number))
    return phone


def number_of(phone: Phone) -> str:
    """The public id that a phone's settings show."""
    [found] = re.findall(r"mem_[\w-]+", phone.says("/me/settings"))
    return str(found)


def test_whoever_joins_is_in_at_once_and_comes_back_by_a_code(house: House) -> None:
    phone = house.joins("Aisyah@Example.com")
    assert "Six digits are on their way to aisyah@example.com" in text_of(phone.last)
    assert "To use now 0 points" in phone.says("/me")
    assert "Confirm my e-mail" in phone.says("/me")
    assert "Your e-mail is confirmed" in confirms(house, phone, "aisyah@example.com")
    assert "Confirm my e-mail" not in phone.says("/me")
    other = signs_in_by_code(house, "aisyah@example.com", 2)
    assert number_of(other) == number_of(phone)


def test_nothing_is_agreed_to_unless_he_says_so_and_what_was_shown_is_kept(house: House) -> None:
    page = Phone().reads("/join").content.decode()
    assert re.findall(r'<input type="checkbox"[^>]*checked', page) == []
    silent, agreeing = house.joins("+60111111111"), house.joins("+60111111112", "th", **{"agree-marketing-sms": "yes"})
    [first, second] = [Member.objects.get(public_id=number_of(one)) for one in (silent, agreeing)]
    assert not Consent.objects.filter(member_id=first.pk).exists()
    assert may(second, "marketing", "sms")
    assert not may(second, "marketing", "email")
    [kept] = Consent.objects.filter(member_id=second.pk)
    assert (kept.how, kept.actor, kept.language, kept.place) == ("self", "member", "th", "portal")
    assert "ส่งข้อเสนอและข่าวสารให้ฉันทาง SMS" in agreeing.says("/me/consents")


def test_a_phone_is_read_as_it_is_written_and_sent_twice_makes_one_member(house: House) -> None:
    phone = Phone()
    form = {"who": " +60 12-987 6543 ", "form": "the same form"}
    for _ in range(2):
        assert phone.client.post("/join", form).status_code == 302
    key = Known("phone", "+60129876543").key(house.store.program.key)
    [found] = Identifier.objects.filter(key=key)
    assert number_of(phone) == found.member.public_id
    for wrong in ("0129876543", "12", "somebody", "a@b", "@", "+6012<script>"):  # its country is not known
        assert Phone().client.post("/join", {"who": wrong}).status_code == 422


@pytest.mark.parametrize("who", ["+60123456782", "siti@example.com"])
def test_joining_shows_the_same_whether_or_not_somebody_is_there(house: House, who: str) -> None:
    """A member has the phone number of `C-2`, and another the address."""
    owner = house.joins("siti@example.com")
    update_person(house.store.program, member_of(house.store, "C-2"), Changes(name="Siti"))
    stranger, newcomer = house.joins(who), house.joins(who.replace("82", "99").replace("siti", "nobody"))
    assert number_of(stranger) not in (number_of(owner), house.store.public_id("C-2"))
    seen = []
    for phone in (stranger, newcomer):
        pages = [text_of(phone.last)] + [phone.says(one) for one in ("/me", "/me/settings", "/me/history", "/me/data")]
        hidden = r"mem_[\w-]+|\S+@\S+|\+60\d+"
        seen.append([re.sub(hidden, "…", page) for page in pages])
        assert phone.client.post("/me/data/file").headers["Location"].startswith("/me/proof")
    assert seen[0] == seen[1]
    assert "Siti" not in str(seen)


def test_whose_address_it_is_comes_to_what_he_had_and_the_new_account_goes_into_it(house: House) -> None:
    first = house.joins("budi@example.com")
    confirms(house, first, "budi@example.com")
    mine = Member.objects.get(public_id=number_of(first))
    second = house.joins("budi@example.com")
    assert number_of(second) != mine.public_id
    assert "confirmed" in confirms(house, second, "budi@example.com", house.mail.code("budi@example.com", 2))
    assert number_of(second) == mine.public_id
    assert "Took over the account of" in second.says("/me/history")


def test_an_address_that_was_never_confirmed_lets_nobody_in_and_goes_to_whose_it_is(house: House) -> None:
    """S14, of an e-mail: a cashier wrote it down; its owner sees nothing of the account where it stood."""
    typed = member_of(house.store, "C-3")
    update_person(house.store.program, typed, Changes(identifiers={"email": "harto@example.com"}))
    house.store.earns("C-3", 3000)
    phone = Phone()
    phone.sends("/me/sign-in", email="harto@example.com")
    assert house.mail.to("harto@example.com") == []
    owner = house.joins("harto@example.com")
    confirms(house, owner, "harto@example.com")
    assert number_of(owner) != typed.public_id
    assert "3,000" not in owner.says("/me") + owner.says("/me/history")
    person = people.read(typed.pk)
    assert person is not None
    assert "email" not in person.identifiers
    assert number_of(signs_in_by_code(house, "harto@example.com", 2)) == number_of(owner)


def test_enrolled_at_the_till_with_a_phone_number_she_is_let_in_once_and_asked_for_an_address(house: House) -> None:
    """S13: no messages can be sent to phones; the till's link opens her page once, which asks for an e-mail."""
    house.store.joins("Aisyah")
    aisyah = member_of(house.store, "Aisyah")
    update_person(house.store.program, aisyah, Changes(name="Aisyah", identifiers={"phone": "+60177777777"}))
    link = claim_links.make(aisyah, clock.read())
    phone = Phone().signs_in(link)
    assert Phone().client.post(link).status_code == 410
    assert "Come back from any device" in phone.says("/me")
    phone.sends("/me/e-mail", email="aisyah.tarudin@example.com")
    assert "Your e-mail is confirmed" in confirms(house, phone, "aisyah.tarudin@example.com")
    back = signs_in_by_code(house, "aisyah.tarudin@example.com", 2)
    assert "Hello, Aisyah" in back.says("/me")


def test_who_guesses_hears_the_same_of_an_address_of_nobody(house: House) -> None:
    confirms(house, house.joins("nok@example.com"), "nok@example.com")
    told, asked = [], []
    for address in ("nok@example.com", "xyz@example.com"):
        phone = Phone()
        answer = phone.sends("/me/sign-in", email=address)
        wrong = text_of(phone.sends(phone.path, code="000000"))
        told.append([text_of(answer), wrong])
        sent = phone.statements_of("/me/sign-in", email=address)
        asked.append([re.sub(r"'[^']*'|\d+|NULL", "?", one) for one in sent])
    assert told[0] == told[1]
    assert asked[0] == asked[1]


def test_a_code_is_for_the_browser_that_asked_works_once_and_ends(house: House) -> None:
    confirms(house, house.joins("lek@example.com"), "lek@example.com")
    phone = Phone()
    phone.sends("/me/sign-in", email="lek@example.com")
    code = house.mail.code("lek@example.com", 2)
    other = Phone()
    other.sends("/me/sign-in", email="xyz@example.com")
    other.sends(other.path, code=code)
    assert other.client.get("/me").status_code == 302
    path = phone.path
    phone.sends(path, code=f" {code[:3]} {code[3:]} ")
    assert phone.client.get("/me").status_code == 200
    assert Phone().client.post(path, {"code": code}).status_code == 410
    assert not any(code.encode() in bytes(row.digest) for row in SignInCode.objects.all())

    late = Phone()
    late.sends("/me/sign-in", email="lek@example.com")
    code = house.mail.code("lek@example.com", 3)
    SignInCode.objects.update(expires_at=clock.system_reading())
    assert late.client.post(late.path, {"code": code}).status_code == 410


def test_five_tries_are_five_also_where_the_right_one_comes_sixth(house: House) -> None:
    confirms(house, house.joins("mon@example.com"), "mon@example.com")
    phone = Phone()
    phone.sends("/me/sign-in", email="mon@example.com")
    code = house.mail.code("mon@example.com", 2)
    for n in range(TRIES):
        assert phone.client.post(phone.path, {"code": f"{(int(code) + 1 + n) % 10**6:06}"}).status_code == 422
    assert phone.client.post(phone.path, {"code": code}).status_code == 422
    assert phone.client.get("/me").status_code == 302


def test_codes_to_one_address_are_few_and_the_page_does_not_say_so(house: House) -> None:
    address = "wan@example.com"
    confirms(house, house.joins(address), address)
    pages = set()
    for _ in range(5):
        phone = Phone()
        pages.add(text_of(phone.sends("/me/sign-in", email=address)))
    assert len(pages) == 1
    [(most, _), _] = LIMITS["code_to"]
    house.mail.code(address, most)
    time.sleep(0.2)  # one that should not come would come now
    assert len(house.mail.to(address)) == most


def test_how_often_one_may_try_is_counted_within_a_time(house: House) -> None:
    program, now = house.store.program, clock.system_reading()
    tried = [sign_in_codes.may(program, "code_to", "a@example.com", now + n) for n in range(4)]
    assert tried == [True, True, True, False]
    assert sign_in_codes.may(program, "code_to", "b@example.com", now)
    assert sign_in_codes.may(program, "code_to", "a@example.com", now + 16 * MINUTE)
    for n in range(12):
        sign_in_codes.may(program, "code_to", "c@example.com", now + n * 16 * MINUTE)
    assert not sign_in_codes.may(program, "code_to", "c@example.com", now + 12 * 16 * MINUTE)
    assert sign_in_codes.may(program, "code_to", "c@example.com", now + 2 * DAY)
    assert LIFE == 10 * MINUTE


def test_a_network_that_joins_or_asks_again_and_again_is_stopped_and_the_others_are_not(house: House) -> None:
    program, now = house.store.program, clock.system_reading()
    for deed in ("join_by", "code_by"):
        for _ in range(LIMITS[deed][0][0]):
            sign_in_codes.may(program, deed, "192.0.2.7", now)
    assert Phone().client.post("/join", {"who": "+60133333333"}).status_code == 429
    assert Phone().client.post("/me/sign-in", {"email": "a@example.com"}).status_code == 429
    far = {"X-Forwarded-For": "198.51.100.9"}
    assert Phone().client.post("/join", {"who": "+60133333333"}, headers=far).status_code == 302


def test_another_address_is_confirmed_only_by_who_has_just_shown_that_it_is_he(house: House) -> None:
    phone = house.joins("ploy@example.com")
    confirms(house, phone, "ploy@example.com")
    assert phone.reads("/me/e-mail").status_code == 200
    phone.forgets_its_proof()
    assert phone.client.get("/me/e-mail").headers["Location"] == "/me/proof?next=%2Fme%2Fe-mail"
    phone.sends("/me/proof?next=/me/e-mail")
    phone.sends(phone.path, code=house.mail.code("ploy@example.com", 2))
    assert phone.client.get("/me/e-mail").status_code == 200


def test_a_mail_server_that_is_away_costs_nobody_his_answer(house: House) -> None:
    with override_settings(EMAIL_PORT=1):
        assert house.joins("far@example.com").client.get("/me").status_code == 200


def test_a_member_who_is_signed_in_is_led_to_where_he_wanted_and_nowhere_else(house: House) -> None:
    confirms(house, house.joins("next@example.com"), "next@example.com")
    for n, (wanted, led) in enumerate(
        (("/me/rewards", "/me/rewards"), ("//evil.example/me", "/me"), ("/members", "/me"))
    ):
        phone = Phone()
        phone.sends(f"/me/sign-in?next={wanted}", email="next@example.com")
        answer = phone.sends(phone.path, code=house.mail.code("next@example.com", n + 2))
        assert answer.status_code == 200, (n, phone.last.redirect_chain)
        assert phone.path.partition("?")[0] == led
        MemberAttempt.objects.all().delete()


def test_whoever_scans_a_receipt_and_is_no_member_yet_joins_and_comes_back_to_it(house: House) -> None:
    phone = Phone()
    page = phone.reads("/me/claim?token=ABC").content.decode()
    [join] = re.findall(r'href="(/join\?next=[^"]+)"', page)
    phone.sends(join, who="scanning@example.com")
    phone.sends(phone.path, code=house.mail.code("scanning@example.com"))
    assert phone.path == "/me/claim?token=ABC"
    other = Phone()
    other.sends(join, who="+60166666666")
    assert other.path == "/me/claim?token=ABC"


def test_of_two_accounts_that_are_in_use_neither_goes_into_the_other_by_itself(house: House) -> None:
    first = house.joins("one@example.com")
    confirms(house, first, "one@example.com")
    second = phone_of(house.store, "C-4")
    second.sends("/me/e-mail", email="one@example.com")
    assert "another account of yours" in confirms(
        house, second, "one@example.com", house.mail.code("one@example.com", 2)
    )
    assert number_of(second) == house.store.public_id("C-4")

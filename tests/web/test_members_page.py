"""The member's page as he reads it: what each costs, what it says, and that nobody reads another's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from setia.engine.purchase import Charge, Line, Tender
from setia.services import claim_links, member_proof
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.update_person import Changes, update_person
from setia.storage import clock
from setia.storage.models import MemberSession, OneTimeCode
from setia.web import statics
from setia.wording.languages import LANGUAGES
from tests.shop import Shop
from tests.stories.bills import base, bill, lines, program, sells, takes_back
from tests.web.phones import Phone, member_of, phone_of, text_of
from tests.web.store import Store

STATEMENTS = {
    "/me": 22,
    "/me/rewards": 16,
    "/me/rewards/voucher": 16,
    "/me/card": 3,
    "/me/card/qr": 3,
    "/me/history": 5,
    "/me/history?before=3": 5,
    "/me/history/2": 10,
    "/me/history/2/not-me": 10,
    "/me/claim": 3,
    "/me/settings": 6,
    "/me/pin": 4,
    "/me/about": 4,
    "/me/e-mail": 4,
    "/me/consents": 4,
    "/me/data": 3,
    "/me/data/forget": 20,
    "/me/proof": 4,
}
"""So many statements, whatever is in the database: three say who asks, in which program, and when."""

BEFORE = ("/join", "/join-poster", "/me/sign-in", "/me/link/none", "/me/code/none")
WEIGHT_MOST = 150_000
"""Bytes of the first page, with all that it loads, as they are before they are packed."""
DATA = set(
    "Setia English Bahasa Melayu Indonesia PASTRY PRODUCE USD QR SMS WhatsApp mem http localhost join PIN".split()
)
"""Latin letters that stand on a Thai page for what they are."""


def test_a_page_asks_a_fixed_number_of_statements_and_takes_no_lock(store: Store) -> None:
    phone = phone_of(store, "C-1")
    for path, most in STATEMENTS.items():
        asked = phone.statements(path)
        assert len(asked) == most, f"{path}: {len(asked)}\n" + "\n".join(asked)
        assert [one for one in asked if re.match("BEGIN|SAVEPOINT|INSERT|UPDATE|DELETE", one)] == [], path


def test_the_first_page_with_all_that_it_loads_is_light(store: Store) -> None:
    for phone, path in ((phone_of(store, "C-1", "th"), "/me"), (Phone("th"), "/join")):
        page = phone.reads(path).content
        loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode()))
        assert statics.url("console.css") in loaded
        weight = len(page) + sum(len(phone.reads(one).content) for one in loaded)
        assert weight <= WEIGHT_MOST, f"{path}: {weight}"


def test_nothing_comes_from_outside_and_nothing_inside_the_page_runs(store: Store) -> None:
    phone = phone_of(store, "C-1")
    for reader, path in [(phone, one) for one in STATEMENTS] + [(Phone(), one) for one in BEFORE]:
        answer = reader.reads(path)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
        text = answer.content.decode()
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=|javascript:", text), path
        assert not re.search(r'(src|href|action)="(https?:)?//', text), path


def test_nobody_reads_anything_without_signing_in(store: Store) -> None:
    for path in STATEMENTS:
        answer = Phone().client.get(path)
        assert (answer.status_code, answer.headers["Location"][:11]) == (302, "/me/sign-in"), path
    assert Phone().client.get("/me/card/qr", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/me/sign-in"
    staff = Phone().signs_in(store.sends_a_link("owner"))
    assert staff.client.get("/me").status_code == 302
    assert phone_of(store, "C-1").client.get("/members").status_code == 302


def test_a_member_reads_of_himself_alone_whatever_he_asks_for(sqlite_database: str) -> None:
    store = Store()
    store.earns("C-2", 700)
    phone = phone_of(store, "C-1")
    other, public_id = "Siti Nurhaliza", store.public_id("C-2")
    numbers = range(1, 6)  # one has five entries, the other three
    paths = [*STATEMENTS, *(f"/me/history/{n}" for n in numbers), *(f"/me/vouchers/{n}" for n in numbers)]
    paths += [f"/me/history/{n}/not-me" for n in numbers]
    for path in (*paths, f"/me/{public_id}", f"/me/history?before=9&member={public_id}", f"/members/{public_id}"):
        answer = phone.reads(path)
        assert answer.status_code in (200, 404, 410), path
        for secret in (other, public_id, "R20", "R21", "+60123456782", "700"):
            assert secret not in text_of(answer), f"{path}: {secret}"
    assert [phone.client.get(f"/me/history/{n}").status_code for n in numbers] == [200, 200, 200, 404, 404]


def test_it_says_what_he_has_what_is_next_what_ends_and_when(store: Store) -> None:
    home = phone_of(store, "C-1").says("/me")
    # For 16.40 and 17.40 he got 16 and 17 points, which end a year later at the end of the month, and two stamps of 10.
    for told in (
        "Hello, เอก",
        "To use now 33 points 33 points usable through 31 January 2019",
        "467 points more for Voucher for 5 dollars",
        "8 stamps more for A free pastry",
        "Level: Member 966.20 USD more for Silver",
        "Bought for 17.40 USD (receipt R11).",
    ):
        assert told in home, told
    assert "Budi" not in home


def test_why_is_told_as_to_a_member(store: Store) -> None:
    why = phone_of(store, "C-1").says("/me/history/2")
    assert "This purchase earned 16 points and 1 stamp." in why
    assert "It gives 16 points for 16.40 USD." in why
    assert "weekend-produce" not in why  # an id is for authors


def test_where_there_are_several_programs_one_says_which(sqlite_database: str) -> None:
    Shop()
    other = program(base("1.00"))
    apply_program(read_program(other), other, "owner")
    door = Phone()
    assert "Which program?" in door.says("/join")
    page = door.reads("/me/claim?token=ABC").content.decode()
    assert re.findall(r'href="(/me/sign-in/[^"]+)"', page) == [
        "/me/sign-in/grocery?next=%2Fme%2Fclaim%3Ftoken%3DABC",
        "/me/sign-in/shop?next=%2Fme%2Fclaim%3Ftoken%3DABC",
    ]
    for path in ("/join/shop", "/join-poster/shop", "/me/sign-in/shop"):
        assert "Shop" in door.says(path), path
    assert door.client.get("/join/none").status_code == 404


def test_history_comes_a_page_at_a_time(sqlite_database: str) -> None:
    shop = Shop()
    shop.buys_all("Siti", [(100 * n, "2018-01-01T10:00") for n in range(1, 45)])
    phone, seen, path = phone_of(shop, "Siti"), list[str](), "/me/history"
    for _ in range(3):
        page = phone.reads(path).content.decode()
        seen += re.findall(r"Bought for (\d+)\.00 USD", page)
        path = next(iter(re.findall(r'href="(/me/history\?before=\d+)"', page)), "")
    assert path == ""
    assert seen == [str(n) for n in range(44, 0, -1)]


def test_a_bill_and_what_came_back_of_it_stand_in_the_history(sqlite_database: str) -> None:
    """S1: 12.90 + 3.50, service charge 1.64, service tax 1.08; 16 points, 4 less for the 3.50, 12 less for the rest."""
    shop = Shop(program(base("1.00")))
    food = (Line(1, 1290, tax=85), Line(2, 350, tax=23))
    paid: dict[str, Any] = {"charges": (Charge("service", 164),), "rounding": -2, "tenders": (Tender("cash", 1910),)}
    bought = sells(shop, "Siti", bill(*food, prices="tax_exclusive", **paid))
    phone = phone_of(shop, "Siti")
    assert "To use now 16 points" in phone.says("/me")
    takes_back(shop, "Siti", bought.seq, lines("F1", 2))
    takes_back(shop, "Siti", bought.seq, lines("F2", 1))
    story = phone.says("/me/history")
    assert re.findall(r"([+-]\d+) points", story) == ["-12", "-4", "+16"]
    assert "To use now 0 points" in phone.says("/me")
    assert "RM" in story


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_kept_for_the_member_on_every_device(store: Store, language: str) -> None:
    said = {"en": "Settings", "ms": "Tetapan", "id": "Pengaturan", "th": "ตั้งค่า"}
    phone_of(store, "C-3", "de").client.post("/me/language", {"language": language})
    other = phone_of(store, "C-3", "en")
    answer = other.reads("/me/settings")
    assert f"<h1>{said[language]}</h1>" in answer.content.decode()
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer.headers["Content-Language"] == language


def test_a_page_in_thai_says_nothing_in_english_and_has_buddhist_years(store: Store) -> None:
    phone = phone_of(store, "C-1", "th")
    for reader, path in [(phone, one) for one in STATEMENTS] + [(Phone("th"), one) for one in BEFORE]:
        text = re.sub(r"mem_[\w-]+|\S+@\S+", " ", text_of(reader.reads(path)))
        assert set(re.findall(r"[A-Za-z]{3,}", text)) <= DATA, path
    assert "31 มกราคม 2562" in phone.says("/me")


def test_what_a_member_is_called_is_shown_as_text(store: Store) -> None:
    evil = "<img src=x onerror=alert(1)>{{ 7|add:7 }}"
    store.joins("C-9")
    phone = phone_of(store, "C-9")
    update_person(store.program, member_of(store, "C-9"), Changes(name=evil))
    page = phone.reads("/me").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert ">14<" not in page


def test_a_link_lets_in_once_and_looking_at_it_uses_nothing_up(store: Store) -> None:
    link = claim_links.make(member_of(store, "C-2"), clock.read())
    for _ in range(2):
        assert "once, on this device" in Phone().says(link)
    phone = Phone().signs_in(link)
    assert "Hello, Siti Nurhaliza binti Tarudin" in phone.says("/me")
    late = Phone()
    assert late.client.get(link).status_code == late.client.post(link).status_code == 410
    assert late.client.get("/me").status_code == 302


def test_the_cookie_is_for_pages_alone_and_the_database_has_a_digest_of_it(store: Store) -> None:
    phone = phone_of(store, "C-2")
    cookie = phone.client.cookies["setia_member"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert len(cookie.value) >= 43
    assert not any(cookie.value.encode() in bytes(row.digest) for row in MemberSession.objects.all())


def test_signing_out_ends_this_device_and_everywhere_ends_all(store: Store) -> None:
    first, second, third = (phone_of(store, "C-4") for _ in range(3))
    first.client.post("/me/sign-out")
    assert [one.client.get("/me").status_code for one in (first, second, third)] == [302, 200, 200]
    other = phone_of(store, "C-2")
    second.client.post("/me/sign-out", {"where": "everywhere"})
    assert [one.client.get("/me").status_code for one in (second, third, other)] == [302, 302, 200]


def test_a_form_without_its_token_is_refused(store: Store) -> None:
    for path in ("/join", "/me/sign-in", "/me/sign-out", "/me/language"):
        assert Phone(checks_csrf=True).client.post(path, {"who": "+60123456789"}).status_code == 403


def test_without_a_mail_server_pages_say_how_else_one_gets_in(store: Store) -> None:
    assert "This shop sends no e-mails. At the till you get a QR code" in Phone().says("/me/sign-in")


def test_a_code_to_tell_proves_that_he_is_there_and_few_are_given(store: Store) -> None:
    phone, suharto = phone_of(store, "C-3"), member_of(store, "C-3")
    page = phone.reads("/me/card").content.decode()
    assert "<svg viewBox" in page
    codes = [re.findall(r"\d{6}", text_of(phone.sends("/me/card"))) for _ in range(4)]
    assert [len(one) for one in codes] == [1, 1, 1, 0]
    assert member_proof.check_code(store.program, suharto, codes[2][0], bytes(32), clock.read()) is None
    assert not OneTimeCode.objects.exclude(text="").exists()  # it was shown to him, and is sent to nobody


def test_every_page_says_that_the_clock_is_simulated(store: Store) -> None:
    phone = phone_of(store, "C-1")
    for path in ("/me", "/join"):
        assert "The clock is simulated: it is not the real time." in phone.reads(path).content.decode()

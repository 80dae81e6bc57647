"""Pages without a browser: what each costs, who may see it, and what stands in every answer."""

from __future__ import annotations

import gzip
import logging
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.utils.html import escape

from setia.services import staff
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.staff import LINK_LIVES, MAY, ROLES, Deed, Post
from setia.services.update_person import Changes, update_person
from setia.storage import programs
from setia.storage import staff as staff_rows
from setia.storage.models import Staff
from setia.storage.reading import find_member
from setia.web import statics
from setia.web.console.telling import Teller
from setia.wording.languages import LANGUAGES
from tests.conftest import use
from tests.shop import Shop
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store


@pytest.fixture(scope="module")
def store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for the file: its tests read."""
    path = tmp_path_factory.mktemp("pages") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        shop = Store()
        for role in ROLES:
            shop.hires(role, role)
        yield shop


def pages(store: Store) -> dict[str, str]:
    """Every page that reads, by name."""
    member = f"/members/{store.public_id('C-1')}"
    return {
        "overview": "/overview",
        "members": "/members",
        "search": "/members?q=78",
        "member": member,
        "earlier": f"{member}/movements?before=3",
        "why": f"{member}/movements/3",
        "details": f"{member}/details",
        "data": f"{member}/data",
        "adjust": f"{member}/adjust",
        "waiting": "/waiting",
        "program": "/program",
        "purchases": "/purchases",
        "purchase": "/purchases/till/R10",
        "return": "/purchases/till/R10/return",
        "account": "/account",
    }


DATA = set(
    "Setia USD UTC English Bahasa Melayu Indonesia owner cash PASTRY PRODUCE COUPON setia program apply"
    " Siti Nurhaliza binti Tarudin Suharto Lestari".split()
)
"""Latin letters that stand on a Thai page for what they are: names, codes, commands."""

STATEMENTS = {
    "overview": 14,
    "members": 6,
    "search": 7,
    "member": 17,
    "earlier": 8,
    "why": 13,
    "details": 8,
    "data": 22,
    "adjust": 13,
    "waiting": 14,
    "program": 6,
    "purchases": 8,
    "purchase": 19,
    "return": 12,
    "account": 7,
}
"""So many statements, whatever is in the database: five of them say who asks, and in which program."""


def test_a_page_asks_a_fixed_number_of_statements_and_takes_no_lock(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    for name, path in pages(store).items():
        asked = desk.statements(path)
        assert len(asked) == STATEMENTS[name], f"{name}: {len(asked)}\n" + "\n".join(asked)
        begun = [one for one in asked if re.match("BEGIN|SAVEPOINT|INSERT|UPDATE|DELETE", one)]
        assert begun == [], name


def figures_are_there(desk: Desk) -> None:
    """Wait until the figures that are made beside the pages are there."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if b"<rect" in desk.reads("/overview/figures").content:
            return
        time.sleep(0.05)
    raise AssertionError("no figures")


def test_figures_are_those_of_the_report(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    told = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", desk.reads("/overview").content.decode()))
    # Four members bought for 12.90 and 13.90 and each time for 3.50 besides: 135.20 in eight purchases, 16.90 each;
    # 16 and 17 points a member, 132 in all.
    assert "Sales to members 135.20 USD 100.0% / 135.20 USD" in told
    assert "Average order 16.90 USD" in told
    assert "Repeat purchase rate 100.0% 4 / 4" in told
    assert "Issued 132 What is this?" in told


def test_a_program_without_purchases_says_what_comes_next(sqlite_database: str) -> None:
    shop = Shop()
    staff.add(shop.program, "first", Post("first@example.com", "owner"), "owner")
    desk = Desk().signs_in(f"/sign-in/{staff.link(shop.program, 'first', LINK_LIVES, 'owner')}")
    for path in ("/overview/figures", "/members", "/purchases", "/waiting"):
        ends = time.monotonic() + 30
        while b"being made" in (page := desk.reads(path).content) and time.monotonic() < ends:
            time.sleep(0.05)
        assert b'class="empty"' in page or b'class="card empty"' in page, path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_what_it_may_and_nothing_else(store: Store, role: str) -> None:
    desk = Desk().signs_in(store.sends_a_link(role))
    needs: dict[str, Deed] = {
        "overview": "figures",
        "adjust": "adjust",
        "return": "return",
        "waiting": "waiting",
        "data": "own_data",
    }
    for name, path in pages(store).items():
        allowed = needs.get(name, "members") in MAY[next(one for one in ROLES if one == role)]
        assert desk.client.get(path).status_code == (200 if allowed else 403), name


def test_nobody_reads_anything_without_signing_in(store: Store) -> None:
    desk = Desk()
    for path in (*pages(store).values(), "/style", "/overview/figures", "/"):
        answer = desk.client.get(path)
        assert (answer.status_code, answer.headers["Location"][:15]) == (302, "/account/login/"), path
    assert desk.client.get("/overview/figures", headers={"HX-Request": "true"}).headers["HX-Redirect"]


def test_whoever_is_removed_reads_nothing_more(store: Store) -> None:
    desk = Desk().signs_in(store.hires("gone", "owner"))
    assert desk.client.get("/members").status_code == 200
    Staff.objects.filter(name="gone").update(revoked_at=1)
    assert desk.client.get("/members").status_code == 302


def test_members_of_another_program_are_not_there(store: Store) -> None:
    member = f"/members/{store.public_id('C-1')}"
    desk = Desk().signs_in(store.hires("visitor", "manager"))
    assert desk.client.get(member).status_code == 200
    text = GROCERY.read_text(encoding="utf-8").replace("id: grocery", "id: elsewhere", 1)
    apply_program(read_program(text), text, "owner")
    Staff.objects.filter(name="visitor").update(program_id=programs.load("elsewhere").id)
    assert desk.client.get("/members").status_code == 200
    for path in (member, f"{member}/movements/3", f"{member}/adjust", "/purchases/till/R10"):
        assert desk.client.get(path).status_code == 404


def test_who_works_for_two_programs_goes_from_one_to_the_other(store: Store) -> None:
    desk = Desk().signs_in(store.hires("both", "cashier"))
    other = Staff.objects.get(name="visitor")
    mine = Staff.objects.get(name="both")
    staff_rows.add(other.program_id, "both", mine.user_id, ("cashier", ""), ("owner", 1))
    assert b"elsewhere" in desk.reads("/account").content
    [there] = Staff.objects.filter(name="both", program_id=other.program_id)
    assert desk.client.post("/account/program", {"post": there.id}).status_code == 302
    assert b"C-1" not in desk.reads("/members").content
    desk.client.post("/account/program", {"post": other.id})  # whose is it? not his
    assert b"C-1" not in desk.reads("/members").content
    desk.client.post("/account/program", {"post": mine.id})
    assert b"C-1" in desk.reads("/members").content


def test_who_works_in_one_store_sees_purchases_of_that_store(store: Store) -> None:
    elsewhere = Desk().signs_in(store.hires("penang", "cashier", "penang"))
    assert elsewhere.client.get("/purchases/till/R10").status_code == 404
    assert b"R10" not in elsewhere.reads("/purchases?store=kl").content
    assert b"R10" in Desk().signs_in(store.sends_a_link("cashier")).reads("/purchases").content


def test_every_answer_lets_nothing_in_from_outside(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    for path in (*pages(store).values(), "/account/login/", "/nowhere"):
        answer = desk.reads(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        text = answer.content.decode()
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=|javascript:", text), path
        assert not re.search(r'(src|href|action)="(https?:)?//', text), path


def test_styles_and_scripts_are_kept_for_a_year_by_the_name_of_their_content() -> None:
    desk = Desk()
    answer = desk.reads(statics.url("console.css"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = desk.reads(statics.url("console.css"), **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == answer.content
    assert desk.client.get("/static/console.css").status_code == 404


EVIL = "<img src=x onerror=alert('1')>{{ 7|add:7 }}"


def test_what_people_write_is_shown_as_text(sqlite_database: str) -> None:
    store = Store()
    member = find_member(store.program, "C-1")
    assert member is not None
    update_person(store.program, member, Changes(name=EVIL, call_name=EVIL, identifiers={"card": EVIL}))
    store.buys("C-1", 5_00, receipt=EVIL[:40])
    desk = Desk().signs_in(store.hires("owner", "owner"))
    evil_receipt = f"/purchases/till/{quote(EVIL[:40], safe='')}"
    for path in (
        *pages(store).values(),
        f"/members?q={quote(EVIL)}",
        f"/purchases?receipt={quote(EVIL)}",
        evil_receipt,
    ):
        text = desk.reads(path).content.decode()
        assert "<img src=x" not in text, path
        assert ">14<" not in text, path
    assert escape(EVIL) in desk.reads("/members").content.decode()
    assert escape(EVIL[:40]) in desk.reads(evil_receipt).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_is_chosen_stays(store: Store, language: str) -> None:
    said = {"en": "Members", "ms": "Ahli", "id": "Anggota", "th": "สมาชิก"}
    desk = Desk("de").signs_in(store.sends_a_link("owner"))
    answer = desk.client.post("/language", {"language": language, "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert f"<h1>{said[language]}</h1>" in desk.reads("/members").content.decode()
    assert f'<html lang="{language}">' in desk.reads("/purchases").content.decode()


def test_a_page_in_thai_says_nothing_in_english(store: Store) -> None:
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    for name, path in pages(store).items():
        text = re.sub(
            r"(?s)<(title|style|script).*?</\1>|<pre.*?</pre>|<[^>]+>", " ", desk.reads(path).content.decode()
        )
        words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r'class="code.*?<|mem_[\w-]+|\S+@\S+', " ", text)))
        assert words <= DATA, f"{name}: {words - DATA}"


def test_thai_years_are_buddhist_and_days_may_be_typed_so(store: Store) -> None:
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    text = desk.reads("/purchases?day=1/1/2561").content.decode()
    assert "1 มกราคม 2561" in text
    assert "R10" in text
    assert "R10" not in desk.reads("/purchases?day=2/1/2561").content.decode()
    assert "ค.ศ." not in text


def test_a_form_without_its_token_is_refused(store: Store) -> None:
    desk = Desk(checks_csrf=True)
    assert desk.client.post("/language", {"language": "th"}).status_code == 403


def test_a_page_that_breaks_says_so_in_the_log_and_shows_nothing_of_it(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    desk.client.raise_request_exception = False
    member = f"/members/{store.public_id('C-1')}"
    monkeypatch.setattr(Teller, "wallets", lambda *_: 1 // 0)
    monkeypatch.setattr(logging.getLogger("setia"), "propagate", True)
    with caplog.at_level("INFO", logger="setia.web"):
        answer = desk.reads(member)
    assert answer.status_code == 500
    assert b"ZeroDivisionError" not in answer.content
    [broke] = [one for one in caplog.records if one.levelname == "ERROR" and one.name == "setia.web"]
    assert "ZeroDivisionError" in str(broke.exc_info)
    told = [one.__dict__["told"] for one in caplog.records if one.name == "setia.web"]
    assert [one["route"] for one in told] == ["members/<str:public_id>"] * 2
    assert store.public_id("C-1") not in str(told)

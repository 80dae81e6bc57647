"""What pages say: in the reader's language, what people write as text, and nothing of what broke."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

import pytest
from django.utils.html import escape

from setia.services.update_person import Changes, update_person
from setia.storage.reading import find_member
from setia.web.telling import Teller
from setia.wording.languages import LANGUAGES
from tests.web.reader import Desk, figures_are_there
from tests.web.store import Store, pages_of

DATA = set(
    "staff manager cashier API Setia USD UTC English Bahasa Melayu Indonesia owner cash PASTRY PRODUCE COUPON setia"
    " program apply import purchases PIN CSV PNG JPEG WebP Siti Nurhaliza binti Tarudin Suharto Lestari".split()
)
"""Latin letters that stand on a Thai page for what they are: names, codes, commands."""

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
        *pages_of(store).values(),
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
    desk.client.post("/account/logout/")
    assert f'<html lang="{language}">' in desk.reads("/account/login/").content.decode()


def test_a_page_in_thai_says_nothing_in_english(store: Store) -> None:
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    for name, path in pages_of(store).items():
        text = re.sub(r"(?s)<(title|style|script|textarea|pre).*?</\1>|<[^>]+>", " ", desk.reads(path).content.decode())
        words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r'class="code.*?<|mem_[\w-]+|\S+@\S+', " ", text)))
        assert words <= DATA, f"{name}: {words - DATA}"


def test_thai_years_are_buddhist_and_days_may_be_typed_so(store: Store) -> None:
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    text = desk.reads("/purchases?day=1/1/2561").content.decode()
    assert "1 มกราคม 2561" in text
    assert "R10" in text
    assert "R10" not in desk.reads("/purchases?day=2/1/2561").content.decode()
    assert "ค.ศ." not in text


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

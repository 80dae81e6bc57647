"""Whoever asks is told that a code is being checked; owners read what came off, and settle it where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from setia.engine import guard
from setia.services import clients, staff
from setia.services.clients import SCOPES
from setia.services.staff import LINK_LIVES, Post
from setia.wording.guard_letter import Gave, letter
from setia.wording.languages import LANGUAGES
from setia.wording.people import People
from setia.wording.speaker import Speaker
from tests.api.application import application
from tests.api.till import Till
from tests.cli.terminal import setia
from tests.guard.leaked_code import CODE, Leaked
from tests.web.counter import Line, api_in_process, hidden, words
from tests.web.reader import Desk

SAYS = {
    "en": "The code is being checked at present; please ask again later.",
    "ms": "Kod ini sedang disemak sekarang; sila cuba lagi nanti.",
    "id": "Kode ini sedang diperiksa saat ini; silakan coba lagi nanti.",
    "th": "โค้ดนี้กำลังอยู่ระหว่างการตรวจสอบ โปรดลองอีกครั้งภายหลัง",
}


@pytest.fixture
def line() -> Iterator[Line]:
    with api_in_process() as line:
        yield line


@pytest.fixture
def stopped(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Leaked:
    """A code has got about, and the guard has stopped its rule; ten of them are enough here."""
    monkeypatch.setattr(guard, "AWARDS_LEAST", 10)
    shop = Leaked(tmp_path)
    shop.applies()
    shop.opens()
    shop.uses(11)
    assert shop.trip().units == 55_00
    return shop


@pytest.fixture
def till(stopped: Leaked) -> Iterator[Till]:
    """A web shop that may do everything."""
    key = clients.make(stopped.program, "webshop", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, stopped)


def asked(till: Till, language: str) -> Any:
    body = {"source": "web", "currency": "USD", "lines": [{"net": 5000, "sku": "tin"}], "codes": [CODE]}
    return till.posts("/baskets/evaluate", body, key="", **{"Accept-Language": language}).json()


def test_the_api_says_so_in_every_language_and_settles_it(till: Till) -> None:
    for language in LANGUAGES:
        told = asked(till, language)
        [code] = told["codes"]
        assert told["owed"] == 5000
        assert (code["accepted"], code["reason"], code["numbers"]) == (False, "code_being_checked", {})
        assert code["text"] == SAYS[language]
    [waits] = till.gets("/exceptions", kind="guard").json()["exceptions"]
    assert waits["subject"] == "price:five"
    numbers = waits["numbers"]
    assert [numbers[one] for one in ("version", "units", "awards", "expected", "waiting")] == [2, 5500, 11, 1000, 0]
    [done] = till.posts("/exceptions/actions", {"action": "approve", "ids": [waits["id"]]}).json()
    assert done["done"]
    assert asked(till, "en")["owed"] == 4500
    assert till.gets("/exceptions", kind="guard").json()["exceptions"] == []


def test_an_owner_reads_it_at_the_console_and_turns_it_down(stopped: Leaked, line: Line) -> None:
    staff.add(stopped.program, "boss", Post("boss@example.com", "owner"), "owner")
    boss = Desk().signs_in(f"/sign-in/{staff.link(stopped.program, 'boss', LINK_LIVES, 'owner')}")
    page = boss.reads("/waiting")
    assert "A price rule that takes off far more than expected; baskets are priced without it five" in words(page)
    assert "55.00 USD came off where 10.00 USD were expected" in words(page)
    sent: Any = boss.client.post("/waiting", {**hidden(page, "Turn it down"), "action": "reject"}, follow=True)
    assert "It will not happen." in words(sent)
    assert "Nothing waits" in words(sent)
    assert stopped.says(stopped.prices(None, 50_00, CODE)) == "code_withdrawn"
    told = words(boss.reads("/audit-log"))
    assert "A stopped rule turned down" in told


def test_the_command_line_lists_and_settles_it(stopped: Leaked) -> None:
    told = setia("guard", "list").told
    assert "price:five of version 2" in told
    assert "55.00 USD discount (11 awards) 10.00 USD 0 open" in told
    assert "price:five stays off until another version is in force." in setia("guard", "revoke", "1").told
    assert stopped.says(stopped.prices(None, 50_00, CODE)) == "code_withdrawn"
    assert "price:five takes something off again." in setia("guard", "release", "1").told
    assert stopped.says(stopped.prices(None, 50_00, CODE)) == ""
    assert "released before" in setia("guard", "revoke", "1").told


def test_owners_are_written_to_in_money_and_by_name(stopped: Leaked) -> None:
    document = stopped.program.latest.program
    by = Speaker(document, People("en"))
    trip = stopped.trip()
    subject, body = letter(by, "Kedai", Gave(trip.rule, trip.version, trip.wallet, trip.units, trip.expected), "")
    assert subject == "Kedai: five gives far more than expected"
    assert "55.00 USD in fifteen minutes, where 10.00 USD were expected" in body
    assert "Baskets that were kept before can still be paid." in body
    assert "waits; members read" not in body

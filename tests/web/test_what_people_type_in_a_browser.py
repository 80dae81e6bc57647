"""T18: whatever is typed into any field stays text on every page, in every letter and in every file that leaves.

`make test` types each payload once or oftener, round the fields; `make torture` every payload into every field.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import pytest
from msgspec import Struct
from playwright.sync_api import Browser

from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.web import till_screens
from tests.web.browser import Reader, browser
from tests.web.counter import TEXT
from tests.web.payloads import CAUGHT, PAYLOADS, WATCH
from tests.web.store import Store
from tests.web.typed import Typist, pages_of

pytestmark = pytest.mark.slow

ROUNDS = 50
"""So many, each with the payloads four further on, type every payload into every field."""
TURNS = [0, *(pytest.param(turn, marks=pytest.mark.torture) for turn in range(1, ROUNDS))]
MET_MIN = 500
"""Payloads that are read as text, counted once for each page."""


class House(Struct):
    """A server with its store, and a browser that is at it."""

    chromium: Browser
    url: str
    typist: Typist
    pages: dict[str, str]
    links: tuple[str, str]
    own_data: str


@pytest.fixture(params=TURNS)
def house(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url:
        typist = Typist(4 * request.param)
        store = Store(typist.document(TEXT))
        typist.fills(store)
        links, pages = typist.comes_in(store), pages_of(store, typist)
        own_data = f"/members/{store.public_id('C-1')}/data"
    with patch.dict(os.environ, {"SETIA_MAIL_SERVER": "smtp://127.0.0.1:1"}):
        server = Server(url, free_port(), pages=True)
    try:
        server.wait_until_ready("/health/pages")
        with browser() as chromium:
            yield House(chromium, server.base_url, typist, pages, links, own_data)
    finally:
        assert server.stop() == 0


class Crawl:
    """Somebody who opens page after page; what ran, and how many payloads stood on pages as text."""

    def __init__(self, house: House) -> None:
        self.reader = Reader(house.chromium, house.url, 1280, "en-GB")
        self.page = self.reader.page
        self.page.add_init_script(WATCH)
        self.ran: list[str] = []
        self.met: set[tuple[int, str]] = set()
        self.page.on("dialog", self._opens_a_box)
        self.page.on("response", self._answers)

    def _opens_a_box(self, dialog: object) -> None:
        self.ran.append(f"dialog {dialog}")

    def _answers(self, answer: object) -> None:
        headers = answer.headers  # type: ignore[attr-defined]
        if "text/html" in headers.get("content-type", "") and not is_strict(headers):
            self.ran.append(f"{answer.url} has no strict policy")  # type: ignore[attr-defined]

    def looks(self, name: str) -> None:
        """At the page as it stands."""
        became, met = self.page.evaluate(CAUGHT, list(PAYLOADS))
        self.ran += [f"{name}: {one}" for one in became]
        self.met |= {(one, name) for one in met}

    def opens(self, name: str, path: str) -> None:
        """A page, and what is folded on it."""
        self.reader.opens(path)
        self.looks(name)


def is_strict(headers: dict[str, str]) -> bool:
    """Whether nothing in a page runs that is not a file of ours."""
    policy = headers.get("content-security-policy", "")
    return "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


def test_what_is_typed_stays_text_on_every_page(house: House) -> None:
    crawl = Crawl(house)
    for link in house.links:
        crawl.opens("link", link)
        crawl.page.click("main button")
        crawl.page.wait_for_selector(".chart, .balance, .empty")
    till_screens.opens(crawl.page, "kl-1")
    for name, path in house.pages.items():
        crawl.opens(name, path)
    for name, path in reflected(PAYLOADS[house.typist.first]):
        crawl.opens(name, path)
    crawl.opens("own data", house.own_data)
    with crawl.page.expect_download() as saved:
        crawl.page.locator("main form button").first.click()
    handed_out = saved.value.path().read_text()
    assert json.dumps(house.typist.name) in json.dumps(json.loads(handed_out))
    crawl.reader.leaves()
    assert crawl.ran == []
    assert [one for one in crawl.reader.complaints if "status of 4" not in one] == []
    assert set(range(len(PAYLOADS))) - {one for one, _ in crawl.met} == set(), "each is read as text somewhere"
    assert len(crawl.met) >= MET_MIN


def reflected(payload: str) -> Iterator[tuple[str, str]]:
    """Pages that say again what was asked of them in their address."""
    told = quote(payload, safe="")
    for path in ("/members", "/till", "/till/returns", "/purchases", "/audit-log", "/account/login/", "/me/claim"):
        names = ("q", "receipt", "store", "day", "amount", "actor", "next", "token", "done")
        yield path, f"{path}?{'&'.join(f'{name}={told}' for name in names)}"
    for path in ("/", "/members/", "/join/", "/me/rewards/", "/purchases/till/", "/till/receipts/till/", "/me/code/"):
        yield path, f"{path}{told}"

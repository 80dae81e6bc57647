"""axe looks at every page there is (WCAG 2.2 AA): language and width go round, `make torture` tries all of both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec import Struct
from playwright.sync_api import Browser

from setia.wording.languages import LANGUAGES
from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.web import console_screens, member_screens, second_factor_screens, till_screens
from tests.web.browser import Reader, browser
from tests.web.counter import TEXT
from tests.web.store import Store

LOOKS = tuple(product(LANGUAGES, (1280, 390)))
TURNS = [0, *(pytest.param(turn, marks=pytest.mark.torture) for turn in range(1, len(LOOKS)))]

OPEN = {
    "sign-in": "/account/login/",
    "link-over": "/sign-in/none",
    "start-over": "/start/none",
    "no-till": "/till",
    "till-closed": "/till/closed",
    "join-program": "/join/grocery",
    "nowhere": "/nowhere",
}
"""Of nobody who is signed in; further ones are among a member's."""

BY_DOING = {"till-lock": "/till/unlock", "till-return": "/till/receipts/till/R21/return", "open": "/till/open"}
"""Reached at a till, on the way there."""


class House(Struct):
    """A server with its store, a browser that is at it, and where every page is."""

    chromium: Browser
    url: str
    console: dict[str, str]
    till: dict[str, str]
    member: dict[str, str]
    links: list[tuple[str, str]]
    """Of somebody of the staff and of a member, for each turn."""
    newcomers: list[tuple[str, str]]
    """Of the staff who have no second factor yet: name and link, for each turn."""


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("pages") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url:
        store = Store(TEXT)
        store.hires("aina", "owner")
        console_screens.prepare(store)
        member_screens.prepare(store)
        links = [(store.sends_a_link("aina"), member_screens.links(store, 1)[0]) for _ in TURNS]
        names = [f"newcomer-{turn}" for turn in range(len(TURNS))]
        newcomers = [(name, store.hires(name, "owner")) for name in names]
        pages = console_screens.paths(store), till_screens.addresses(store), member_screens.paths(store)
    with patch.dict(os.environ, {"SETIA_MAIL_SERVER": "smtp://127.0.0.1:1"}):  # nothing is sent; the forms are shown
        server = Server(url, free_port(), pages=True)
    try:
        server.wait_until_ready("/health/pages")
        with browser() as chromium:
            yield House(chromium, server.base_url, *pages, links, newcomers)
    finally:
        assert server.stop() == 0


class Round:
    """Somebody who opens page after page, each in the next look."""

    def __init__(self, house: House, turn: int) -> None:
        self.house, self._next = house, turn
        self.reader = Reader(house.chromium, house.url, 1280, "")
        self.faults: list[str] = []

    def turns(self, look: tuple[str, int]) -> None:
        """Read in this language and at this width from now on."""
        self.reader.page.set_extra_http_headers({"Accept-Language": look[0]})
        self.reader.page.set_viewport_size({"width": look[1], "height": 844})

    def comes_in_by(self, link: str, until: str) -> None:
        """By a link, whose page is one of those."""
        self.looks_at({"link": link})
        self.reader.page.click("main button")
        self.reader.page.wait_for_selector(until)

    def looks_at(self, paths: dict[str, str]) -> None:
        """Every page of some."""
        self.is_led_through(self._opened(paths))

    def _opened(self, paths: dict[str, str]) -> Iterator[str]:
        for name, path in paths.items():
            self.reader.opens(path)
            yield name

    def is_led_through(self, pages: Iterator[str]) -> None:
        """Every page that comes, by its name."""
        self.turns(look := self._look())
        for name in pages:
            if self.reader.page.locator(f"html[lang={look[0]}]").count() != 1:
                self.faults.append(f"{name} is not in {look[0]}")
            self.faults += [f"{name} {look}: {fault}" for fault in self.reader.faults()]
            self.turns(look := self._look())

    def _look(self) -> tuple[str, int]:
        self._next += 1
        return LOOKS[(self._next - 1) % len(LOOKS)]

    def ends(self) -> None:
        """All was right."""
        self.reader.leaves()
        assert self.faults == []
        assert [one for one in self.reader.complaints if "status of 4" not in one] == []


@pytest.mark.slow
@pytest.mark.parametrize("turn", TURNS)
def test_pages_of_the_staff_and_of_the_till(house: House, turn: int) -> None:
    staff = Round(house, turn)
    staff.comes_in_by(house.links[turn][0], ".chart, .empty")
    staff.looks_at({"open": "/till/open"})
    till_screens.opens(staff.reader.page, f"kl-{turn + 1}")
    staff.looks_at({**house.console, **house.till})
    staff.turns(look := LOOKS[(turn + 5) % len(LOOKS)])
    for name in till_screens.done(staff.reader.page, house.till):
        staff.faults += [f"{name} {look}: {fault}" for fault in staff.reader.faults()]
    staff.ends()


@pytest.mark.slow
@pytest.mark.parametrize("turn", TURNS)
def test_pages_of_a_second_factor(house: House, turn: int) -> None:
    staff = Round(house, turn)
    name, link = house.newcomers[turn]
    staff.comes_in_by(link, ".chart, .empty")
    staff.is_led_through(second_factor_screens.seen(staff.reader.page, f"{name}@example.com"))
    staff.ends()


@pytest.mark.slow
@pytest.mark.parametrize("turn", TURNS)
def test_pages_of_a_member_and_of_nobody_yet(house: House, turn: int) -> None:
    closed = {name for name in house.member if house.member[name] in of_nobody(house)}
    nobody = Round(house, turn + 3)
    nobody.looks_at({**OPEN, **{name: house.member[name] for name in sorted(closed)}})
    nobody.ends()
    member = Round(house, turn)
    member.comes_in_by(house.links[turn][1], ".balance")
    member.looks_at({name: path for name, path in house.member.items() if name not in closed})
    member.ends()


def of_nobody(house: House) -> set[str]:
    """Of a member's pages those that everybody sees."""
    ways_in = ("/join", "/me/sign-in", "/me/code/", "/me/link/", "/me/not-me/")
    return {path for path in house.member.values() if path.startswith(ways_in)}

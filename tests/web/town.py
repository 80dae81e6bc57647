"""Shops of one server, and people at their screens: what stories in a real browser are told with.

A shop is a program; several of them share the server of a file of stories, for to start it is what costs.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

import httpx
from django.db import connection
from msgspec import Struct
from playwright.sync_api import Browser, Page, expect

from setia.services import claim_links, clients
from setia.storage import clock
from tests.api.serving import Server, free_port
from tests.api.till import Till
from tests.conftest import use
from tests.shop import Shop
from tests.stories.bills import program
from tests.web.browser import Reader, browser
from tests.web.counter import pinned
from tests.web.mailbox import Mailbox, mail_server
from tests.web.phones import member_of
from tests.web.store import Store

P = ParamSpec("P")
T = TypeVar("T")
UNIT = "unit: {en: points, ms: mata, id: poin, th: คะแนน}"
POINTS = f"wallets: [{{id: points, {UNIT}}}]\n"


class Stall(Store):
    """A shop with nobody in it but whoever serves."""

    def __init__(self, code: str, document: str) -> None:
        Shop.__init__(self, document.replace("id: shop", f"id: {code}", 1))
        self.code = code
        for role in ("owner", "manager", "cashier"):
            self.hires(f"{code}-{role}", role)
        pinned(self, f"{code}-cashier")


def stall(code: str, rules: str, currency: str, wallets: str = POINTS, zone: str = "UTC") -> Stall:
    """A shop whose program has these rules and these wallets."""
    return Stall(code, program(rules, currency, zone, wallets))


class Town(Struct):
    """A server with its shops, a mail server, and a browser that is at them."""

    chromium: Browser
    url: str
    mail: Mailbox
    shops: dict[str, Stall]
    aside: Executor
    """A thread in which the shops go on: the browser's has a loop of its own, in which Django asks no database."""

    def does(self, what: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Something happens at a shop meanwhile."""
        return self.aside.submit(what, *args, **kwargs).result()

    def sits(self, language: str, width: int) -> Person:
        """Somebody at a screen."""
        return Person(self, Reader(self.chromium, self.url, width, language))

    def serves(self, shop: Stall, language: str, width: int, role: str = "cashier") -> Person:
        """One of the staff, signed in; who serves has a till."""
        person = self.sits(language, width)
        person.opens(self.does(shop.sends_a_link, f"{shop.code}-{role}"))
        person.presses("main button")
        if role == "cashier":
            person.page.fill("#name", "kl-1")
            person.page.fill("#store", "kl")
            person.page.uncheck("[name=leave]")
            person.presses("main .primary")
            expect(person.page.locator("#q")).to_be_focused()
        else:
            expect(person.page.locator("h1")).to_be_visible()
        return person

    def holds_a_phone(self, shop: Stall, member: str, language: str, width: int = 390) -> Person:
        """A member, signed in by a link as the till shows it."""
        person = self.sits(language, width)
        found = self.does(member_of, shop, member)
        person.opens(self.does(claim_links.make, found, self.does(clock.read)))
        person.presses("main button")
        expect(person.page.locator(".balance").first).to_be_visible()
        return person

    @contextmanager
    def calls(self, shop: Stall) -> Iterator[Till]:
        """A client of the API that may do everything."""
        made = self.does(clients.make, shop.program, "office", frozenset(clients.SCOPES), "", "owner")
        with httpx.Client(base_url=self.url) as client:
            yield Till(client, made.key.text, shop)


class Person:
    """Somebody at a screen of one of the shops."""

    def __init__(self, town: Town, reader: Reader) -> None:
        self.town, self.reader = town, reader
        self.page: Page = reader.page

    def opens(self, path: str) -> Any:
        """Go somewhere."""
        self.reader.opens(path)
        return self

    def presses(self, selector: str) -> None:
        """The first of such."""
        self.page.locator(selector).first.click()

    def does(self, action: str) -> None:
        """A button that does this."""
        self.presses(f"button[value={action}]")

    def fills(self, **fields: str) -> None:
        """Fields by their names; of a numbered one, `sku_1` stands for `sku-1`."""
        for name, text in fields.items():
            self.page.locator(f"[name='{re.sub('_(?=[0-9])', '-', name)}']").last.fill(text)

    def reads(self, text: str, where: str = "main") -> None:
        """That stands there."""
        expect(self.page.locator(where).first).to_contain_text(text)

    def is_refused(self, text: str = "") -> None:
        """Something is said against it."""
        said = self.page.locator(".notice.bad, .notice.warn, .mistake").first
        expect(said).to_contain_text(text)

    def finds(self, text: str) -> None:
        """At the till: a member by what is scanned or typed."""
        self.opens("/till")
        self.page.locator("#q").fill(text)
        self.page.keyboard.press("Enter")

    def leaves(self, *expected: str) -> None:
        """Nothing was wrong with any page, but for refusals that are meant, by their status."""
        self.reader.leaves()
        meant = tuple(f"status of {status}" for status in expected)
        assert [one for one in self.reader.complaints if not any(status in one for status in meant)] == []


@contextmanager
def town(template: Path, folder: Path, settles: Callable[[], list[Stall]]) -> Iterator[Town]:
    """One for a file of stories; `settles` makes its shops."""
    path = folder / "setia.sqlite3"
    shutil.copy(template, path)
    port = free_port()
    with use(f"sqlite:///{path}") as url, mail_server() as mail:
        shops = {one.code: one for one in settles()}
        mailing = {"SETIA_MAIL_SERVER": f"smtp://127.0.0.1:{mail.port}", "SETIA_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        with patch.dict(os.environ, mailing):
            server = Server(url, port, pages=True)
        try:
            server.wait_until_ready("/health/pages")
            with browser() as chromium, ThreadPoolExecutor(1) as aside:
                yield Town(chromium, server.base_url, mail, shops, aside)
                aside.submit(lambda: connection.close()).result()
        finally:
            assert server.stop() == 0

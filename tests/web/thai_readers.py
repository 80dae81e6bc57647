"""People who read only Thai, at screens of a shop that does not exist yet: whatever page they meet is read."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar
from unittest.mock import patch
from urllib.parse import unquote

from django.db import connection
from msgspec import Struct
from playwright.sync_api import Browser, Locator, Page, expect

from setia.services.advance import move_clock
from setia.storage import clock
from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.web.browser import Reader, browser
from tests.web.mailbox import Mailbox, mail_server
from tests.web.thai import strange, texts

P = ParamSpec("P")
T = TypeVar("T")
WAITS = 10_000
"""Milliseconds until what is looked for is given up."""


class Place(Struct):
    """A server on an empty database, a mail server, and a browser that is at them."""

    chromium: Browser
    url: str
    start: str
    """Where the owner begins, as the server prints it."""
    mail: Mailbox
    aside: Executor
    """A thread in which time passes: the browser's has a loop of its own, in which Django asks no database."""

    def does(self, what: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Something happens meanwhile."""
        return self.aside.submit(what, *args, **kwargs).result()

    def goes_on(self, by: int) -> None:
        """So many microseconds pass."""
        self.does(lambda: move_clock(clock.read() + by))


@contextmanager
def empty_shop(template: Path, folder: Path) -> Iterator[Place]:
    """A server that has no program yet."""
    path, port = folder / "empty.sqlite3", free_port()
    shutil.copy(template, path)
    with tempfile.TemporaryFile("w+") as out, use(f"sqlite:///{path}") as url, mail_server() as mail:
        mailing = {"SETIA_MAIL_SERVER": f"smtp://127.0.0.1:{mail.port}", "SETIA_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        with patch.dict(os.environ, mailing):
            server = Server(url, port, pages=True, out=out.fileno())
        try:
            server.wait_until_ready("/health/pages")
            out.seek(0)
            [start] = re.findall(r"/start/\S+", out.read())
            with browser() as chromium, ThreadPoolExecutor(1) as aside:
                yield Place(chromium, server.base_url, start, mail, aside)
                aside.submit(lambda: connection.close()).result()
        finally:
            assert server.stop() == 0


class Somebody:
    """At a screen; whatever page he meets is read, and what is not Thai on it is written down."""

    def __init__(self, place: Place, width: int, typed: tuple[str, ...], language: str = "th-TH") -> None:
        self.reader = Reader(place.chromium, place.url, width, language)
        self.page: Page = self.reader.page
        self.page.set_default_timeout(WAITS)
        self.stumbles: list[str] = []
        self.words: list[str] = []
        """All that he read."""
        self._typed = typed
        self._met: list[str] = []
        self._read: set[str] = set()
        self.page.on("framenavigated", lambda frame: self._met.append(unquote(frame.url)))

    def picks_thai(self, path: str) -> None:
        """Opens a page in the language of the browser, and goes on in Thai."""
        self.reader.opens(path)
        self.comes_by(self.page.get_by_role("button", name="ไทย").click)
        expect(self.page.locator("html")).to_have_attribute("lang", "th")
        self.looks()

    def opens(self, path: str) -> None:
        """Go somewhere."""
        self.reader.opens(path)
        self.looks()

    def looks(self) -> None:
        """Read the page as it stands."""
        self.page.wait_for_load_state()
        url = unquote(self.page.url)
        content = self.page.content()
        self.words += texts(content)
        self.stumbles += [f"{url}: {one}" for one in strange(content, self._typed)]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.stumbles.append(f"{url}: wider than the screen")
        self._read.add(url)

    def finds(self, name: str, where: str = "main") -> Locator:
        """What can be pressed and says so at its beginning."""
        said = re.compile(rf"^\s*{re.escape(name)}")
        return self.page.locator(where).locator("button, a, summary").filter(has_text=said, visible=True).first

    def presses(self, name: str, where: str = "main") -> None:
        """A button or a link; what comes then is read, too."""
        found = self.finds(name, where)
        if found.evaluate("one => one.localName") == "summary":
            found.click()
        else:
            self.comes_by(found.click)
        self.looks()

    def enters(self) -> None:
        """What is typed, by the key for it."""
        self.comes_by(lambda: self.page.keyboard.press("Enter"))
        self.looks()

    def comes_by(self, what: Callable[[], None]) -> None:
        """To another page, or to the same anew."""
        with self.page.expect_navigation():
            what()

    def goes(self, name: str) -> None:
        """To a place of the console; on a phone the further ones stand under one's account."""
        beside = self.page.locator("nav, .who").locator("a, button").filter(has_text=name, visible=True)
        who = self.page.locator(".who a").filter(visible=True)
        if not beside.count() and not who.count():
            self.comes_by(self.page.locator("nav a", has_text="บัญชี").click)
            self.looks()
            beside = self.finds(name)
        self.comes_by((beside if beside.count() else who).first.click)
        self.looks()

    def fills(self, **fields: str) -> None:
        """Fields by their ids."""
        for name, text in fields.items():
            self.page.fill(f"[id='{name}']", text)

    def sees(self, *texts: str, where: str = "main") -> None:
        """That stands there."""
        for text in texts:
            expect(self.page.locator(where).first).to_contain_text(text, timeout=WAITS)
        self.looks()

    def leaves(self, *expected: str) -> None:
        """Nothing was wrong, and no page was passed by unread; refusals that are meant are named by their status."""
        unread = {url for url in self._met if url != "about:blank"} - self._read
        meant = [f"status of {status}" for status in expected]
        against = [one for one in self.reader.complaints if not any(status in one for status in meant)]
        wrong = [*dict.fromkeys(self.stumbles), *(f"{url}: nobody read it" for url in sorted(unread)), *against]
        assert not wrong, "\n".join(wrong)
        self.reader.leaves()

"""Members without a browser: Django's client as a phone, beside a real API and a real mail server."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from msgspec import Struct

from setia.services import claim_links, for_staff
from setia.storage import clock
from setia.storage.links import digest
from setia.storage.models import Member, MemberSession
from setia.storage.reading import find_member
from setia.web.portal.visiting import COOKIE, FRESH
from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.shop import Shop
from tests.web.mailbox import Mailbox, mail_server
from tests.web.reader import Desk
from tests.web.store import Store

KEY = "a key that the processes of one server share"


class House(Struct):
    """A store with its API, and a mailbox for all the world."""

    store: Store
    mail: Mailbox
    url: str

    def joins(self, who: str, language: str = "en", **agreed: str) -> Phone:
        """Somebody joins on a phone of his own."""
        phone = Phone(language)
        assert phone.sends("/join", who=who, **agreed).status_code == 200
        return phone


def member_of(shop: Shop, name: str) -> Member:
    """One of a shop's members."""
    found = find_member(shop.program, name)
    assert found is not None
    return found


def phone_of(shop: Shop, name: str, language: str = "en") -> Phone:
    """A phone on which a member is signed in by a link, as the till shows it."""
    return Phone(language).signs_in(claim_links.make(member_of(shop, name), clock.read()))


class Phone(Desk):
    """A member's device."""

    def signs_in(self, link: str) -> Phone:
        """Open a link and say yes."""
        super().signs_in(link)
        return self

    last: Any = None
    """What the last form led to."""

    def sends(self, path: str, **fields: Any) -> HttpResponse:
        """A form as it stands on its page, with what is typed into it; followed to where it leads."""
        page = self.client.get(path).content.decode().partition("<footer>")[0]  # there stands the choice of languages
        hidden = dict(re.findall(r'<input type="hidden" name="(key|form|next|how)" value="([^"]*)"', page))
        self.last = answer = self.client.post(path, {**hidden, **fields}, follow=True)
        return answer  # type: ignore[return-value]

    @property
    def path(self) -> str:
        """Where the last form led to."""
        return str(self.last.redirect_chain[-1][0])

    def statements_of(self, path: str, **fields: Any) -> list[str]:
        """What sending a form asks of the database."""
        with CaptureQueriesContext(connection) as asked:
            self.client.post(path, fields)
        return [one["sql"] for one in asked.captured_queries]

    def forgets_its_proof(self) -> None:
        """A quarter of an hour goes by."""
        secret = self.client.cookies[COOKIE].value
        MemberSession.objects.filter(digest=digest(secret)).update(proved_at=clock.system_reading() - FRESH)

    def says(self, path: str) -> str:
        """A page as its reader reads it: text alone."""
        return text_of(self.reads(path))


def text_of(answer: HttpResponse) -> str:
    """A page's text."""
    page = re.sub(r"(?s)<(title|script|style).*?</\1>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#x27;", "'")


@contextmanager
def opened(template: Path, folder: Path) -> Iterator[House]:
    """A store, its API and its mail server for a file of tests."""
    path = folder / "setia.sqlite3"
    shutil.copy(template, path)
    with use(f"sqlite:///{path}") as url, mail_server() as mail, patch.dict(os.environ, {for_staff.VARIABLE: KEY}):
        store = Store()
        server = Server(url, free_port())
        try:
            server.wait_until_ready()
            sent_by = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": mail.port, "DEFAULT_FROM_EMAIL": "shop@example.com"}
            with override_settings(SETIA_API=server.base_url, **sent_by):
                yield House(store, mail, url)
        finally:
            assert server.stop() == 0

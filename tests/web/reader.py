"""Somebody of the staff without a browser: Django's client, signed in by a link, with what each page cost."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext


class Desk:
    """A device at which somebody reads pages."""

    def __init__(self, language: str = "en", *, checks_csrf: bool = False) -> None:
        self.client = Client(
            enforce_csrf_checks=checks_csrf,
            SERVER_NAME="localhost",
            HTTP_ACCEPT_LANGUAGE=language,
            HTTP_X_FORWARDED_FOR="192.0.2.7",
        )

    def signs_in(self, link: str) -> Desk:
        """Open a link and say yes."""
        assert self.client.get(link).status_code == 200
        assert self.client.post(link).status_code == 302
        return self

    def reads(self, path: str, **headers: str) -> HttpResponse:
        """A page, followed to where it leads."""
        answer: Any = self.client.get(path, follow=True, headers=headers)
        return answer  # type: ignore[no-any-return]

    def statements(self, path: str) -> list[str]:
        """What reading a page asks of the database, once all is warm."""
        self.reads(path)
        with CaptureQueriesContext(connection) as asked:
            assert self.client.get(path).status_code == 200
        return [one["sql"] for one in asked.captured_queries]


def figures_are_there(desk: Desk) -> None:
    """Wait until the figures that are made beside the pages are there."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if b"<rect" in desk.reads("/overview/figures").content:
            return
        time.sleep(0.05)
    raise AssertionError("no figures")

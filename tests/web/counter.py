"""A counter without a browser: a device that is a till, and the API in this process, which its pages ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import httpcore
import pytest
from django.http import HttpResponse
from litestar.testing import TestClient

from setia.services import for_staff, tills
from setia.services.member_proof import is_right
from setia.storage.models import Staff, StaffPin
from setia.web import asking
from tests.api.application import application
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store

PIN = "2749"
LIMIT = 300
"""So many points are used at a till without a proof that the member is there."""
TEXT = (
    GROCERY.read_text(encoding="utf-8").replace("  - id: points\n", f"  - id: points\n    proof_above: {LIMIT}\n", 1)
    + "\npoints_tenders:\n  - {wallet: points, step: 10, worth: 0.10}\n"
)


class Line:
    """Carries what a page asks to the application itself; answers may be lost on the way back."""

    def __init__(self, client: TestClient[Any]) -> None:
        self._client, self.loses = client, 0
        self.asked: list[str] = []

    def request(self, verb: str, url: str, *, headers: Any, content: bytes | None, **_: Any) -> httpcore.Response:
        """As httpcore's pool has it."""
        path = url[url.index("/api/") :]
        self.asked.append(path)
        told = self._client.request(verb, path, headers=headers, content=content)
        if self.loses:
            self.loses -= 1
            raise httpcore.ReadTimeout
        answer = httpcore.Response(told.status_code, content=told.content)
        answer.read()
        return answer


@contextmanager
def api_in_process() -> Iterator[Line]:
    """Pages ask the API of this process, as those of a server ask the one beside them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(for_staff.VARIABLE, "k" * for_staff.KEY_LEAST)
        with TestClient(application(), raise_server_exceptions=False) as client:
            line = Line(client)
            patch.setattr(asking, "_pool", line)
            yield line


class Counter(Desk):
    """A device that somebody serves at."""

    def opens(self, store: Store, who: str, name: str = "kl-1", **fields: str) -> Counter:
        """Somebody who has a PIN signs in and makes a till of it."""
        pinned(store, who)
        self.signs_in(store.sends_a_link(who))
        answer = self.client.post("/till/open", {"name": name, "store": "kl", "leave": "yes", **fields})
        assert answer.status_code == 302, answer.content.decode()
        return self

    def sends(self, path: str, **fields: str) -> HttpResponse:
        """A form, followed to where it leads."""
        answer: Any = self.client.post(path, fields, follow=True)
        return answer  # type: ignore[no-any-return]

    def sells(self, member: str, total: str, **more: str) -> str:
        """One total, paid; where its receipt is."""
        path = f"/till/members/{member}/sale"
        looked = self.sends(path, **hidden(self.reads(path)), total=total, action="look", **more)
        sold = self.sends(path, **hidden(looked), action="pay")
        assert "It is sold." in words(sold), words(sold)
        return where(sold)


def pinned(store: Store, name: str, pin: str = PIN) -> Staff:
    """One of the staff has this PIN from now on."""
    whose = Staff.objects.get(program_id=store.program.id, name=name)
    kept = StaffPin.objects.filter(staff_id=whose.id).first()
    if kept is None or kept.failed or not is_right(pin, kept.hashed):
        tills.set_pin(store.program, whose, pin, ("test", "test"))
    return whose


def where(answer: Any) -> str:
    """At which address a page stands."""
    return str(answer.request["PATH_INFO"])


def words(answer: HttpResponse) -> str:
    """What stands on a page."""
    text = re.sub(r"(?s)<(title|style|script).*?</\1>|<[^>]+>", " ", answer.content.decode())
    return unescape(re.sub(r"\s+", " ", text))


def hidden(answer: HttpResponse, form: str = "") -> dict[str, str]:
    """What a form sends by itself: hidden fields by name. It is the page's first, or the first with this text in it."""
    found: dict[str, str] = {}
    page = answer.content.decode()
    forms = page[page.index("<main") :].split("<form")[1:]
    meant = next(one for one in forms if form in one).partition("</form>")[0]
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', meant):
        found.setdefault(name, unescape(value))
    found.pop("csrfmiddlewaretoken", None)
    return found

"""What a page writes, it asks of the API, as a till would: one process writes, and every command is a command.

Each form has a key of its own, made when it is drawn, so that one that is sent twice is done once.
"""

from __future__ import annotations

from typing import Any, Protocol

import httpcore
import msgspec
from django.conf import settings
from msgspec import Struct

from setia.wording.people import People

TIMEOUT = {"connect": 2.0, "pool": 5.0, "read": 20.0, "write": 5.0}

_pool = httpcore.ConnectionPool(max_connections=8)


class Answer(Struct, frozen=True):
    """What the API said."""

    status: int
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether it was carried out, or kept to be looked at."""
        return self.status < 300

    @property
    def no(self) -> str:
        """Why not, in the reader's language; empty where there is no sentence."""
        told = self.body if isinstance(self.body, dict) and not self.is_done else {}
        return str(told.get("detail") or told.get("title") or "")


class Away(Exception):
    """The API did not answer; whether anything was done is not known, and the same form may be sent again."""


class Asker(Protocol):
    """Somebody for whom a page asks."""

    @property
    def people(self) -> People:
        """How he is told why not."""

    def token(self) -> str:
        """Who he is and what he may, signed, for now."""


def ask(asker: Asker, verb: str, path: str, body: dict[str, Any], key: str) -> Answer:
    """Ask for something once, by a verb of HTTP; `key` names it. Raises Away."""
    headers: dict[bytes | str, bytes | str] = {
        "Authorization": f"Bearer {asker.token()}",
        "Content-Type": "application/json",
        "Accept-Language": asker.people.tag,
        "Idempotency-Key": key,
    }
    try:
        answer = _pool.request(
            verb,
            f"{settings.SETIA_API}/api/v1{path}",
            headers=headers,
            content=msgspec.json.encode(body) if verb != "GET" else None,
            extensions={"timeout": TIMEOUT},
        )
        return Answer(answer.status, msgspec.json.decode(answer.content))
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, msgspec.DecodeError) as fault:
        raise Away from fault

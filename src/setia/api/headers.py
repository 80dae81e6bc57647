"""Headers of every answer: an id to ask about it by, and what keeps browsers and caches from doing anything with it."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from litestar.types import Message, Scope

REQUEST_ID: Final = b"x-request-id"
_ID = re.compile(rb"[!-~]{1,64}")
_ALWAYS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


def request_id(scope: Any) -> str:
    """The id that the caller gave his request, or one of ours; the same for as long as the request lasts."""
    known: str | None = scope["state"].get("request_id")
    if known is None:
        given = next((value for name, value in scope["headers"] if name == REQUEST_ID), b"")
        known = given.decode() if _ID.fullmatch(given) else secrets.token_hex(8)
        scope["state"]["request_id"] = known
    return known


async def add(message: Message, scope: Scope) -> None:
    """Put them on an answer that is about to be sent."""
    if message["type"] == "http.response.start":
        headers = [*message.get("headers", []), *_ALWAYS, (REQUEST_ID, request_id(scope).encode())]
        message["headers"] = headers

"""Headers of every answer: an id to ask about it by, and what keeps browsers and caches from doing anything with it."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from django.conf import settings
from litestar.types import Message, Scope

from setia.api.reference.style import POLICY

REQUEST_ID: Final = b"x-request-id"
CLOCK: Final = b"setia-clock"
"""`simulated` where the clock is not the real one; else left out (ledger 4.14)."""
_ID = re.compile(rb"[!-~]{1,64}")
_ALWAYS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_BY_HTTPS = (b"strict-transport-security", b"max-age=31536000")
_POLICY = b"default-src 'none'; frame-ancestors 'none'"
_POLICY_OF_PAGES = POLICY.encode()


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
        sent = [(name.lower(), value) for name, value in message.get("headers", [])]
        is_page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in sent)
        policy = (b"content-security-policy", _POLICY_OF_PAGES if is_page else _POLICY)
        headers = [*sent, *_ALWAYS, policy, (REQUEST_ID, request_id(scope).encode())]
        if scope["litestar_app"].state.get("is_simulated"):
            headers.append((CLOCK, b"simulated"))
        if settings.SETIA_IS_SECURE:
            headers.append(_BY_HTTPS)
        message["headers"] = headers

"""CORS: which pages of others may call the API from a browser. Where nobody has named any, this is not there at all.

A page may read an answer only if the browser finds the page's origin in it. Cookies and what else a browser adds by
itself are never allowed: the API knows its callers by what they send in `Authorization`, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

Scope = Any
Receive = Any
Send = Callable[[Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

ANY: Final = "*"
KEPT_FOR: Final = 600
"""Seconds that a browser need not ask again whether it may."""

_METHODS: Final = b"DELETE, GET, PATCH, POST, PUT"
_HEADERS: Final = b"Accept-Language, Authorization, Content-Type, Idempotency-Key, X-Request-Id"
_EXPOSED: Final = (
    b"Content-Language, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id"
)
_VARIES: Final = (b"vary", b"Origin")


class Shared:
    """An ASGI application before the API, which lets pages of these origins call it."""

    def __init__(self, api: Any, origins: frozenset[str]) -> None:
        self._api, self._origins = api, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or go through the life of the process."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith("/api/"):
            await self._api(scope, receive, send)
            return
        allowed = self._allowed(_all(scope, b"origin"))
        if allowed and scope["method"] == "OPTIONS" and _all(scope, b"access-control-request-method"):
            await _preflight(send, allowed)
            return
        await self._api(scope, receive, _telling(send, allowed))

    def _allowed(self, origins: list[bytes]) -> Headers:
        """What tells a browser that its page may read the answer; nothing where it may not."""
        if ANY in self._origins:
            return [(b"access-control-allow-origin", b"*")] if origins else []
        if len(origins) != 1 or origins[0].decode("latin-1") not in self._origins:
            return []
        return [(b"access-control-allow-origin", origins[0])]


def _all(scope: Scope, name: bytes) -> list[bytes]:
    return [value for found, value in scope["headers"] if found.lower() == name]


def _telling(send: Send, allowed: Headers) -> Send:
    """Send an answer with what the page may read of it."""
    told = [*allowed, (b"access-control-expose-headers", _EXPOSED)] if allowed else []

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *told, _VARIES]}
        await send(message)

    return sent


async def _preflight(send: Send, allowed: Headers) -> None:
    """A browser asks whether its page may call at all, before it calls; nothing is known of the caller yet."""
    headers = [
        *allowed,
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", _HEADERS),
        (b"access-control-max-age", str(KEPT_FOR).encode()),
        (b"cache-control", b"no-store"),
        _VARIES,
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})

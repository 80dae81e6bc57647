"""The front: what stands before the API on its port, and hands everything else to the process that draws pages.

Pages are drawn in a process of their own, behind a Unix socket, so that no template costs a till its answer; where that
process is away for a moment, the API goes on, and who wanted a page is told to come back.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import httpcore

Scope = Any
Receive = Any
Send = Any

OURS: Final = ("/api", "/metrics", "/health/live", "/health/ready")
"""What the API answers itself; the pages have the rest."""

BODY_MAX: Final = 1024 * 1024
PAGES_AT_ONCE: Final = 64
TIMEOUT: Final = {"connect": 2.0, "pool": 10.0, "read": 60.0, "write": 10.0}

_OF_ONE_CONNECTION = frozenset(
    b"connection content-length keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding"
    b" upgrade".split()
)
_WITHOUT_BODY = frozenset({204, 304})
_OF_PROXIES = frozenset(b"forwarded x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip".split())
_GONE = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
_AWAY = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Setia</title>"
    b"<p>The pages are starting. Please try again in a moment.</p></html>"
)
_TOO_LARGE = b"<!doctype html><html lang=en><meta charset=utf-8><title>Setia</title><p>That is too large.</p></html>"


class Front:
    """An ASGI application before another. Without a socket there are no pages, and the API answers all."""

    def __init__(self, api: Any, socket: str) -> None:
        self._api = api
        self._pool = httpcore.AsyncConnectionPool(uds=socket, max_connections=PAGES_AT_ONCE) if socket else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or go through the life of the process."""
        pool = self._pool
        if pool is None or scope["type"] != "http" or _is_ours(scope["path"]):
            await self._api(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            await _plain(send, 413, _TOO_LARGE)
            return
        try:
            await _forward(pool, scope, body, send)
        except _GONE:
            await _plain(send, 503, _AWAY, (b"retry-after", b"1"))


async def _forward(pool: httpcore.AsyncConnectionPool, scope: Scope, body: bytes, send: Send) -> None:
    """Ask the pages, and hand back what they say, whole: a page is small. Raises one of _GONE, having sent nothing."""
    request = httpcore.Request(
        scope["method"],
        httpcore.URL(scheme=b"http", host=b"pages", target=_target(scope)),
        headers=[*_handed_on(scope), (b"content-length", str(len(body)).encode())],
        content=body,
        extensions={"timeout": TIMEOUT},
    )
    answer = await pool.handle_async_request(request)
    try:
        headers = [pair for pair in answer.headers if pair[0].lower() not in _OF_ONE_CONNECTION]
        content = await answer.aread()
    finally:
        await answer.aclose()
    if scope["method"] != "HEAD" and answer.status not in _WITHOUT_BODY:
        headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})


def _is_ours(path: str) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in OURS)


def _target(scope: Scope) -> bytes:
    path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return path.partition(b"?")[0] + (b"?" + scope["query_string"] if scope["query_string"] else b"")


def _handed_on(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The request's headers, with what we know of its sender in place of what he says of himself."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name.lower() not in _OF_ONE_CONNECTION and name.lower() not in _OF_PROXIES
    ]
    client = scope.get("client")
    return [*headers, (b"x-forwarded-for", str(client[0] if client else "").encode())]


async def _body(receive: Receive) -> bytes | None:
    """All of a request's body; None where it is too large."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_MAX:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


async def _plain(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    told = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body, "more_body": False})

"""Watching: every request leaves one line in the log and is counted; neither names a member.

The path of a request may hold a phone number, so what is kept of it is the route. Figures are those of all processes of
one server where PROMETHEUS_MULTIPROC_DIR is set, else of this one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Gauge, Histogram

from setia.api.headers import request_id
from setia.services.request_id import REQUEST_ID
from setia.storage import clock

Fields = Callable[[], list[tuple[bytes, bytes]]]

NO_ROUTE = "none"
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

REQUESTS = Histogram(
    "setia_request_seconds", "Requests, until the answer begins.", ("method", "route", "status"), buckets=SECONDS
)
PROBLEMS = Counter("setia_problems", "Answers that are a no, by code.", ("status", "code"))
BATCHES = Histogram(
    "setia_batch_commands", "Commands that were written together.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
WAITING = Gauge("setia_commands_waiting", "Commands that were asked for and not answered.", multiprocess_mode="livesum")

_log = logging.getLogger("setia.api")


class Watched(ASGIMiddleware):
    """Notes when a request began, and which it is."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Handle it."""
        scope["state"]["began"] = clock.stopwatch()
        token = REQUEST_ID.set(request_id(scope))
        try:
            await next_app(scope, receive, send)
        finally:
            REQUEST_ID.reset(token)


def is_asked_by(scope: Any, client: str, fields: Fields) -> None:
    """Who asks, and what headers tell him what is left to him; the answer has them."""
    scope["state"]["client"], scope["state"]["fields"] = client, fields


def is_no(status: int, code: str) -> None:
    """An answer is a no."""
    PROBLEMS.labels(str(status), code).inc()


def route(scope: Any) -> str:
    """Which route a request is for: what its path is made of, without what stands in it."""
    return str(scope.get("path_template") or NO_ROUTE)


async def answered(message: Message, scope: Any) -> None:
    """An answer begins."""
    if message["type"] != "http.response.start":
        return
    state = scope["state"]
    if "fields" in state:
        message["headers"] = [*message.get("headers", []), *state["fields"]()]
    took = clock.stopwatch() - state["began"] if "began" in state else 0.0
    method, where, status = scope["method"], route(scope), message["status"]
    known = method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "other"
    REQUESTS.labels(known, where, str(status)).observe(took)
    told = {
        "request_id": request_id(scope),
        "method": known,
        "route": where,
        "status": status,
        "duration_ms": round(took * 1_000, 1),
        "client": state.get("client", ""),
    }
    _log.info("request", extra={"told": told})

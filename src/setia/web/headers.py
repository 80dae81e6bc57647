"""Around every page: a line in the log, which names no member, and headers.

Nothing of another host is loaded, nothing inside the page runs, nobody frames or keeps it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from setia.storage import clock

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


_log = logging.getLogger("setia.web")


class Headers:
    """Middleware around all others."""

    def __init__(self, next_one: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = next_one

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What the others answer, with the headers; logged when it is there."""
        began = clock.stopwatch()
        answer = self._next(request)
        told = {
            "request_id": request.headers.get("X-Request-Id", "")[:64] or secrets.token_hex(8),
            "method": request.method,
            "route": request.resolver_match.route if request.resolver_match is not None else "none",
            "status": answer.status_code,
            "duration_ms": round((clock.stopwatch() - began) * 1_000, 1),
        }
        _log.info("page", extra={"told": told})
        answer.setdefault("X-Request-Id", str(told["request_id"]))
        for name, value in ALWAYS.items():
            answer.setdefault(name, value)
        answer.setdefault("Cache-Control", "no-store")
        if settings.SETIA_IS_SECURE:
            answer.setdefault("Strict-Transport-Security", "max-age=31536000")
        return answer

"""Pages that say no: what is not there, what one may not see, and what broke."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from setia.engine.calendar import to_datetime
from setia.storage.clock import ClockJump
from setia.web import language

_log = logging.getLogger("setia.web")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: an address that this server is not called by, or a request that was tampered with."""
    return HttpResponse("400: see SETIA_PUBLIC_URL", status=400, content_type="text/plain")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "design/mistake.html", {"what": "not_allowed"}, status=403)


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form of a page that was open for too long, or that is none of ours."""
    _log.warning("a form came without its token: %s", reason)
    return render(request, "design/mistake.html", {"what": "without_token"}, status=403)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: passwords or codes tried too often."""
    return render(request, "design/mistake.html", {"what": "too_often"}, status=429)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "design/mistake.html", {"what": "not_found"}, status=404)


def _clock_jumped(request: HttpRequest, jump: ClockJump) -> HttpResponse:
    """503: nothing is done by a clock that cannot be right, until it is, or somebody says so."""
    people = language.people(request)
    reading, expected = (f"{people.instant(to_datetime(one))} UTC" for one in (jump.reading, jump.expected))
    told = {"what": "clock_jump", "reading": reading, "expected": expected}
    answer = render(request, "design/mistake.html", told, status=503)
    answer.headers["Retry-After"] = "60"
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the clock.

    The log says what it was, by the route and not by the address, in which a member may be named.
    """
    fault = sys.exc_info()[1]
    if isinstance(fault, ClockJump):
        return _clock_jumped(request, fault)
    route = request.resolver_match.route if request.resolver_match is not None else "none"
    _log.error("a page broke", exc_info=sys.exc_info(), extra={"told": {"route": route}})
    return render(request, "design/mistake.html", {"what": "broken"}, status=500)

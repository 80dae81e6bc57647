"""Pages that say no: what is not there, what one may not see, and what broke."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_log = logging.getLogger("setia.web")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: an address that this server is not called by, or a request that was tampered with."""
    return HttpResponse("400: see SETIA_PUBLIC_URL", status=400, content_type="text/plain")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "design/mistake.html", {"what": "not_allowed"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "design/mistake.html", {"what": "not_found"}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the log says what it was, by the route and not by the address, in which a member may be named."""
    route = request.resolver_match.route if request.resolver_match is not None else "none"
    _log.error("a page broke", exc_info=sys.exc_info(), extra={"told": {"route": route}})
    return render(request, "design/mistake.html", {"what": "broken"}, status=500)

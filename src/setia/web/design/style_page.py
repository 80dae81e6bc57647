"""The style page: every component as it stands now, for whoever makes the next page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from setia.web.admitted import Session, staff_only

COLOURS = ("paper", "surface", "sunken", "ink", "quiet", "accent", "warn", "bad")


@staff_only("figures")
def style(request: HttpRequest, session: Session) -> HttpResponse:
    """Components with words of four languages; nothing on it is data."""
    return render(request, "design/style.html", {"here": "style", "colours": COLOURS})

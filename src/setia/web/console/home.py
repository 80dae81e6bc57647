"""The start: the first place that one's role may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from setia.web.admitted import Session, staff_only


@staff_only("members")
def home(request: HttpRequest, session: Session) -> HttpResponse:
    """Figures for who may see them, the till for who may not."""
    return redirect("dashboard" if session.may("figures") else "till")

"""History: what happened, in plain words, newest first, and why each award was what it was."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.storage.movements import Movement, movements_before
from setia.storage.reading import explanation
from setia.web.forms import asked_for
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.web.telling import Teller

PAGE = 20
USES = frozenset({"redeem", "hold", "transfer"})
"""Kinds of movements that somebody else could have asked for in his name."""


@members_only
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A page of it; of a page that grows, the part that is new."""
    asked = request.GET.get("before", "")
    since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    rows = movements_before(visit.device.account_id, since, PAGE + 1)
    teller = Teller(visit, "member")
    shown = [teller.movement(one) for one in rows[:PAGE]]
    before = shown[-1].number if len(rows) > PAGE else None
    told = {"here": "history", "story": shown, "before": before, "uses": uses(rows)}
    is_part = request.headers.get("HX-Request") is not None
    return visiting.draw(request, visit, "portal/story.html" if is_part else "portal/history.html", told)


def uses(rows: Iterable[Movement]) -> frozenset[int]:
    """Those by which something of his was used, so that he may say that it was not he."""
    return frozenset(one.seq for one in rows if one.kind in USES and sum(one.changes.values()) <= 0)


@members_only
def why(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Why one movement was what it was: as a part of the page, or by itself."""
    explained = explanation(visit.device.account_id, number)
    if explained is None:
        raise Http404
    told = {"here": "history", "why": Teller(visit, "member").why(explained)}
    is_part = request.headers.get("HX-Request") is not None
    return visiting.draw(request, visit, "design/parts/why.html" if is_part else "portal/why.html", told)


@require_http_methods(["GET", "POST"])
@members_only
def deny(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Say that it was not he: nothing of his is used until the shop has looked at it. What it means is said first."""
    explained = explanation(visit.device.account_id, number)
    if explained is None:
        raise Http404
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        mistakes = asked_for(request, visit, "/me/not-me", {"movement": number})
        if not mistakes:
            return redirect(f"{reverse('me')}?done=denied")
    told = {"here": "history", "one": Teller(visit, "member").movement(explained.movement), "mistakes": mistakes}
    return visiting.draw(request, visit, "portal/not_me.html", told, 422 if mistakes else 200)

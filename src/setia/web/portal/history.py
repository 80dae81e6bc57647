"""History: what happened, in plain words, newest first, and why each award was what it was."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from setia.storage.movements import movements_before
from setia.storage.reading import explanation
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.web.telling import Teller

PAGE = 20


@members_only
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A page of it; of a page that grows, the part that is new."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    rows = movements_before(visit.device.account_id, before, PAGE + 1)
    teller = Teller(visit, "member")
    shown = [teller.movement(one) for one in rows[:PAGE]]
    told = {"here": "history", "story": shown, "before": shown[-1].number if len(rows) > PAGE else None}
    is_part = request.headers.get("HX-Request") is not None
    return visiting.draw(request, visit, "portal/story.html" if is_part else "portal/history.html", told)


@members_only
def why(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Why one movement was what it was: as a part of the page, or by itself."""
    explained = explanation(visit.device.account_id, number)
    if explained is None:
        raise Http404
    told = {"here": "history", "why": Teller(visit, "member").why(explained)}
    is_part = request.headers.get("HX-Request") is not None
    return visiting.draw(request, visit, "design/parts/why.html" if is_part else "portal/why.html", told)

"""What is coming: a version of the program that is worse for members in something, before it begins.

That a member was shown it is kept, the first time; so is that he says he has read it (docs/adr/0047).
"""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.services.coming import coming
from setia.storage import notices
from setia.web import asking
from setia.web.forms import asked_for, new_key
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.wording.documents import Changed
from setia.wording.notice import day_of, told


class Told(Struct, frozen=True):
    """One coming version, as a member reads of it."""

    number: int
    day: str
    changes: list[Changed]
    is_shown: bool
    """Whether he has been shown before what changes."""
    is_read: bool


def of_member(visit: Visit) -> list[Told]:
    """Those that say something to him, the soonest first; nothing is asked of the database where there are none."""
    found = [(one, told(one, visit.people)) for one in coming(visit.program.versions, visit.now)]
    found = [(one, changes) for one, changes in found if changes]
    seen = notices.seen_by(visit.program.id, visit.device.account_id) if found else []
    shown = {one.version for one in seen}
    read = {one.version for one in seen if one.read_at is not None}
    return [
        Told(one.number, day_of(one, visit.people).text, changes, one.number in shown, one.number in read)
        for one, changes in found
    ]


@require_http_methods(["GET", "POST"])
@members_only
def changes(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """What becomes different and when; once it is confirmed, that it was read."""
    one = next((one for one in of_member(visit) if one.number == number), None)
    if one is None:  # it has begun, or was taken back
        return redirect("me")
    path, mistakes = f"/me/notices/{number}", {}
    if request.method == "POST":
        mistakes = asked_for(request, visit, path, {"read": True})
        if not mistakes:
            return redirect(f"{reverse('me')}?done=noticed")
    elif not one.is_shown:
        with suppress(asking.Away):  # then the next time he looks is the first
            asking.ask(visit, "POST", path, {"read": False}, new_key())
    shown = {"here": "home", "one": one, "mistakes": mistakes}
    return visiting.draw(request, visit, "portal/changes.html", shown, 422 if mistakes else 200)

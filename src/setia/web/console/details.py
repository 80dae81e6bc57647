"""Who a member is, as he says it himself: his name, whole, what to call him, his birthday, and how he is found."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.engine.calendar import to_datetime
from setia.storage import people
from setia.web import birthdays, language
from setia.web.admitted import Session, staff_only
from setia.web.forms import asked_for
from setia.web.known import as_read, member_of, name_of

KINDS: Final = ("phone", "email", "card")
"""Identifiers that people at a counter know of; others come from the shop's own systems."""
OF_API: Final = {"birthday": "birth_date"}
"""Fields that the API calls otherwise."""


@require_http_methods(["GET", "POST"])
@staff_only("details")
def change(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """The form, and what becomes of it."""
    member = member_of(session, public_id)
    person = people.read(member.pk)
    if person is None:
        raise Http404
    known = {"name": person.name, "call_name": person.call_name}
    identifiers = as_read(session.program, person.identifiers)
    known |= {kind: identifiers.get(kind, "") for kind in KINDS}
    known["birthday"] = language.people(request).birthday(person.birth_date)
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        given = {field: request.POST.get(field, "").strip() for field in known}
        changed = {field: text for field, text in given.items() if text != known[field]}
        if changed.get("birthday"):
            today = to_datetime(session.now, session.program.latest.zone).date()
            changed["birthday"], mistakes = birthdays.read(request, changed["birthday"], today)
        if not mistakes:
            mistakes = asked_for(request, session, f"/members/{public_id}/person", _body(changed), "PATCH")
        if not mistakes:
            return redirect(f"{reverse('member', args=[public_id])}?done=changed")
        known = given
    told = {"here": "members", "public_id": public_id, "name": name_of(member), "given": known, "mistakes": mistakes}
    return render(request, "console/details.html", told, status=422 if mistakes else 200)


def _body(changed: dict[str, str]) -> dict[str, Any]:
    identifiers = {kind: text for kind, text in changed.items() if kind in KINDS}
    named = {OF_API.get(field, field): text for field, text in changed.items() if field not in KINDS}
    return {**named, **({"identifiers": identifiers} if identifiers else {})}

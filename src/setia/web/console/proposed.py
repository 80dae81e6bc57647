"""A change of the program that waits for a second person: what becomes different, so that nobody agrees to it blind."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from setia.engine.calendar import to_datetime
from setia.engine.rules.documents import compile_document
from setia.storage import proposals
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console.authoring import differences
from setia.web.telling import Teller
from setia.wording.doers import doer


@staff_only("waiting")
def proposed(request: HttpRequest, session: Session, number: int) -> HttpResponse:
    """Who proposes it, from when it would judge, and what it changes. It is decided where it waits."""
    found = proposals.one_open(session.program.id, number)
    if found is None:
        raise Http404
    compiled = compile_document(found.document.encode())
    told = {
        "here": "waiting",
        "id": f"proposal-{found.pk}",
        "by": doer(language.speech(request), found.proposed_by),
        "day": Teller(session).day(found.proposed_at),
        "begins": language.people(request).instant(to_datetime(compiled.effective_from, compiled.zone)),
        "undoes": found.undoes,
        "has_forecast": bool(found.forecast),
        "changes": differences(session, compiled),
    }
    return render(request, "console/proposed.html", told)

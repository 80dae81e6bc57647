"""The program in words: what it says of wallets, rules, levels and rewards, as the staff may read it."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from setia.storage.models import ProgramVersion
from setia.web.admitted import Session, staff_only
from setia.web.console import notices
from setia.web.console.authoring import Difference, difference
from setia.web.telling import Teller
from setia.wording.documents import changes, in_words
from setia.wording.speaker import Speaker


class Next(Struct, frozen=True):
    """A version that is applied and begins later."""

    number: int
    day: str
    changes: list[Difference]
    """From what is in force until then."""


@staff_only("program")
def program(request: HttpRequest, session: Session) -> HttpResponse:
    """The version in force, and what others will change; whoever may see figures sees the document itself beside it."""
    versions, now = session.program.versions, session.now
    version = versions.in_force(now, now) or versions.applied[-1]
    speaker = Speaker(version.compiled.program, session.people, "staff")
    parts = in_words(speaker)
    source = ""
    if session.may("figures"):
        rows = ProgramVersion.objects.filter(program_id=session.program.id, number=version.number)
        source = rows.values_list("source", flat=True).first() or ""
    told = {
        "here": "program",
        "code": session.program.code,
        "name": speaker.text_of(version.compiled.program.name),
        "groups": [(kind, list(same)) for kind, same in groupby(parts, key=lambda one: one.kind)],
        "number": version.number,
        "applied": Teller(session).day(version.applied_at),
        "source": source,
        "next": _next(session),
        "coming": notices.drafted(session),
        "done": request.GET.get("done", ""),
    }
    return render(request, "console/program.html", told)


def _next(session: Session) -> list[Next]:
    """The soonest first."""
    found = []
    for before, one in session.program.versions.to_come(session.now):
        was, by = (Speaker(each.compiled.program, session.people, "staff") for each in (before, one))
        told = [difference(change) for change in changes(was, by)]
        found.append(Next(one.number, Teller(session).day(one.compiled.effective_from), told))
    return found

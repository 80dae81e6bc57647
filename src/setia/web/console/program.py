"""The program in words: what it says of wallets, rules, levels and rewards, as the staff may read it."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from setia.storage.models import ProgramVersion
from setia.web.admitted import Session, staff_only
from setia.web.console import notices
from setia.web.telling import Teller
from setia.wording.documents import in_words
from setia.wording.speaker import Speaker


@staff_only("program")
def program(request: HttpRequest, session: Session) -> HttpResponse:
    """The version applied last; whoever may see figures sees the document itself beside it."""
    version = session.program.versions.applied[-1]
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
        "coming": notices.drafted(session),
        "done": request.GET.get("done", ""),
    }
    return render(request, "console/program.html", told)

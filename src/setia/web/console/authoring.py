"""The program changed as its document: faults as somebody types, what becomes different, and applied by the owner.

Each look judges the text alone and keeps nothing. What is applied is what was looked at last.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.engine.rules.advice import advise
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.documents import to_json
from setia.services import change_program
from setia.services.apply_program import CannotApply, check_document
from setia.services.documents import BadDocument, Lines, lines_of, read_program
from setia.storage.models import ProgramVersion
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console.imagining import imagined
from setia.web.forms import answered
from setia.wording import faults
from setia.wording.documents import Changed, changes, in_words
from setia.wording.sentences import Said
from setia.wording.speaker import Speaker

BASKET_LINES = 3


class Fault(Struct, frozen=True):
    """One thing that is wrong, or to be looked at."""

    line: int
    """0: nowhere in particular."""
    path: str
    text: str
    further: str = ""
    """What could stand there."""


class Difference(Struct, frozen=True):
    """One part that is other than in the version in force."""

    name: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    is_new: bool
    is_gone: bool


@require_http_methods(["GET", "POST"])
@staff_only("author")
def edit(request: HttpRequest, session: Session) -> HttpResponse:
    """The document beside what it says; looked at while somebody types, applied for whoever may."""
    given = request.POST
    text = given["document"].replace("\r\n", "\n") if "document" in given else _in_force(session)
    told = {"text": text, "given": given, "mistakes": {}, **checked(request, session, text)}
    if request.headers.get("HX-Request"):
        return render(request, "console/program_checked.html", told)
    if given.get("do") == "apply" and session.may("apply") and given.get("checked") == told.get("digest"):
        done = _applied(request, session, text, told)
        if done:
            return redirect(f"{reverse('program')}?done={done}")
    numbers = range(1, BASKET_LINES + 1)
    told |= {
        "here": "program",
        "key": given.get("key") or secrets.token_urlsafe(16),
        "basket": [{one: given.get(f"{one}-{n}", "") for one in ("net", "sku", "department")} for n in numbers],
    }
    return render(request, "console/program_edit.html", told, status=422 if told["mistakes"] else 200)


def _in_force(session: Session) -> str:
    number = session.program.versions.applied[-1].number
    rows = ProgramVersion.objects.filter(program_id=session.program.id, number=number)
    return rows.values_list("source", flat=True).first() or ""


def checked(request: HttpRequest, session: Session, text: str) -> dict[str, Any]:
    """What there is to say of a document's text; nothing is kept."""
    speech = language.speech(request)
    try:
        compiled = read_program(text)
    except BadDocument as bad:
        found = []
        for one in bad.faults:
            more = faults.further(speech, one.code, one.expected, one.suggestion)
            said = faults.fault(speech, one.code, one.found, one.expected).text
            found.append(Fault(one.line, one.path, said, more.text if more is not None else ""))
        return {"faults": found}
    if compiled.program.id != session.program.code:
        own = Said(session.program.code, session.program.code)
        other = speech.say(
            "other_program", "This is the document of another program; the id of this one is {id}.", id=own
        )
        line, path = lines_of(text).place(("id",))
        return {"faults": [Fault(line, path, other.text)]}
    return _sound(request, session, compiled, lines_of(text)) | {"digest": sha256(text.encode()).hexdigest()}


def _sound(request: HttpRequest, session: Session, compiled: Compiled, lines: Lines) -> dict[str, Any]:
    before = session.program.latest
    by = Speaker(compiled.program, session.people, "author")
    basket, mistake = imagined(request, compiled, by)
    starts = to_datetime(compiled.effective_from, compiled.zone)
    return {
        "faults": [],
        "advice": [Fault(*lines.place(one.path), faults.advised(by, one).text) for one in advise(compiled)],
        "refused": _refused(session, compiled, lines, by),
        "is_new": to_json(before.program) != to_json(compiled.program),
        "changes": differences(session, compiled),
        "groups": [(kind, list(same)) for kind, same in groupby(in_words(by), key=lambda one: one.kind)],
        "why": basket,
        "mistakes": {"basket": mistake} if mistake else {},
        "begins": language.people(request).instant(starts),
        "two_persons": before.program.two_persons,
    }


def differences(session: Session, compiled: Compiled) -> list[Difference]:
    """What becomes different, in sentences, where a document follows the version in force."""
    was, by = (Speaker(one.program, session.people, "author") for one in (session.program.latest, compiled))
    return [difference(one) for one in changes(was, by)]


def difference(one: Changed) -> Difference:
    """One part, as pages show it."""
    return Difference(one.name, one.gone, one.new, one.before is None, one.is_gone)


def _refused(session: Session, compiled: Compiled, lines: Lines, by: Speaker) -> Fault | None:
    """Why a sound document may not be the next version."""
    try:
        check_document(compiled)
        change_program.check(session.program, compiled, session.now)
    except CannotApply as reason:
        line, path = lines.place(_place(reason, compiled))
        return Fault(line, path, faults.not_applied(by, reason.code, reason.numbers).text)
    return None


def _place(reason: CannotApply, compiled: Compiled) -> tuple[str | int, ...]:
    """Where in the document a reason lies."""
    if reason.code == "currency_changed":
        return ("currency",)
    wallets = [one.id for one in compiled.program.wallets]
    if (wallet := reason.numbers.get("wallet")) is not None:
        return ("wallets", wallets.index(str(wallet))) if wallet in wallets else ("wallets",)
    return ("effective_from",) if reason.code != "calendar_over" else ("calendars",)


def _applied(request: HttpRequest, session: Session, text: str, told: dict[str, Any]) -> str:
    """Ask for it: `applied`, or `proposed` where a second person has to agree; empty where it was refused."""
    body, no = answered(request, session, "/program/versions", {"document": text})
    if not no:
        return "proposed" if body.get("proposal") else "applied"
    problem = body if isinstance(body, dict) else {}
    by = Speaker(session.program.latest.program, session.people, "author")
    said = no
    if problem.get("code") in faults.NOT_APPLIED:
        said = faults.not_applied(by, problem["code"], problem.get("numbers", {})).text
    told["mistakes"] = {**told["mistakes"], "form": said}
    return ""

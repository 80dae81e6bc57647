"""Purchases of before from a file: sent, its columns named, imported by the worker, and what it came to.

A file that was sent and not started is forgotten after a week (setia.jobs.forget): it says who bought what.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.services import sample_purchases, uploads
from setia.services.glance import ASKED, NEEDED, glance, guessed
from setia.services.purchase_files import FileFault
from setia.services.uploads import Reading, UploadFault
from setia.storage import clock
from setia.storage.models import Purchase, Upload
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console import import_words
from setia.web.telling import Teller
from setia.wording.doers import doer
from setia.wording.sentences import Speech

FILE_MAX: Final = 900 * 1024
"""Bytes: what a page may send at once. Longer files come by the terminal or the API, in pieces."""
SHOWN = 10
KINDS: Final = ("external", "phone", "email", "card")


class Asked(Struct, frozen=True):
    """A column that is asked for."""

    target: str
    label: str
    chosen: str
    is_needed: bool
    mistake: str


@require_http_methods(["GET", "POST"])
@staff_only("import")
def imports(request: HttpRequest, session: Session) -> HttpResponse:
    """Send a file, or the sample; what was sent before."""
    mistake = ""
    if request.method == "POST":
        name, content = _sent(request, session)
        mistake = _wrong(request, content)
        if not mistake:
            return redirect("import_file", _kept(session, name, content))
    told = {
        "here": "purchases",
        "kilobytes": FILE_MAX // 1024,
        "files": [_row(session, one) for one in _all(session).order_by("-id")[:SHOWN]],
        "is_new": not Purchase.objects.filter(program_id=session.program.id).exists(),
        "days": sample_purchases.DAYS,
        "mistake": mistake,
    }
    return render(request, "console/imports.html", told, status=422 if mistake else 200)


@require_http_methods(["GET", "POST"])
@staff_only("import")
def file(request: HttpRequest, session: Session, number: int) -> HttpResponse:
    """Which column means what, as long as it has not been started; then how far it is."""
    upload = _one(session, number)
    if upload.state != "receiving":
        return render(request, "console/import_file.html", {"here": "purchases", **_standing(session, upload)})
    seen = glance(uploads.content(upload))
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        mistakes = _started(request, session, upload, seen.header)
        if not mistakes:
            return redirect("import_file", upload.id)
    chosen = request.POST.dict() if request.method == "POST" else guessed(seen.header)
    labels, known = import_words.of_targets(language.speech(request)), _reading(upload)
    told = {
        "here": "purchases",
        "name": upload.name,
        "header": seen.header,
        "rows": seen.rows,
        "asked": [Asked(one, labels[one], chosen.get(one, ""), one in NEEDED, mistakes.get(one, "")) for one in ASKED],
        "kinds": import_words.of_kinds(language.speech(request)),
        "kind": chosen.get("kind", known.member_kind),
        "source": chosen.get("source", known.source),
        "mark": chosen.get("mark", ""),
        "calendar": chosen.get("calendar", ""),
        "mistakes": mistakes,
    }
    return render(request, "console/import_columns.html", told, status=422 if mistakes else 200)


@staff_only("import")
def standing(request: HttpRequest, session: Session, number: int) -> HttpResponse:
    """How far it is: the part of its page that comes again and again until it is done."""
    return render(request, "console/import_standing.html", _standing(session, _one(session, number)))


def _sent(request: HttpRequest, session: Session) -> tuple[str, bytes]:
    """The name and content of what somebody sends."""
    if request.POST.get("sample"):
        program = session.program.latest.program
        return "sample.csv", sample_purchases.sample(program.currency, program.zone, clock.read())
    sent = request.FILES.get("file")
    return (str(sent.name)[:100], sent.read(FILE_MAX + 1)) if sent is not None else ("", b"")


def _wrong(request: HttpRequest, content: bytes) -> str:
    """What is wrong with a file, in words; empty where it can be looked at."""
    speech = language.speech(request)
    if not content:
        return speech.say("import_none", "Please choose a file with something in it.").text
    if len(content) > FILE_MAX:
        return speech.say("import_large", "This file is too large to be sent by a page.").text
    try:
        glance(content)
    except FileFault as fault:
        return import_words.of_fault(speech, fault.code, fault.field, fault.numbers)
    return ""


def _kept(session: Session, name: str, content: bytes) -> int:
    """Keep a file until it is started; the sample is started at once."""
    is_sample = name == "sample.csv"
    source = sample_purchases.SOURCE if is_sample else "file"
    reading = Reading(source=source, exponent=session.program.latest.exponent)  # a cell shows its decimals itself
    upload = uploads.begin(session.program, name, reading, f"staff:{session.name}")
    uploads.add(session.program, upload.id, 1, content)
    if is_sample:
        uploads.start(session.program, upload.id, 1)
    return int(upload.id)


def _started(request: HttpRequest, session: Session, upload: Upload, header: list[str]) -> dict[str, str]:
    """Let it be imported; the mistakes, by field, where it cannot be."""
    given, speech = request.POST, language.speech(request)
    columns = {one: given.get(one, "") for one in ASKED}
    choose = speech.say("form_choose", "Please choose one.").text
    wrong = {one: choose for one, column in columns.items() if (one in NEEDED and not column)}
    wrong |= {one: choose for one, column in columns.items() if column and column not in header}
    taken: dict[str, str] = {}
    for one, column in columns.items():
        if column and taken.setdefault(column, one) != one:
            wrong[one] = speech.say("import_twice", "This column is chosen above already.").text
    source = given.get("source", "").strip()
    if not source or len(source) > 64 or not source.isprintable():
        wrong["source"] = speech.say("import_source", "Please name it, in at most 64 letters.").text
    if given.get("kind") not in KINDS:
        wrong["kind"] = choose
    if wrong:
        return wrong
    mark = _one_of(given.get("mark", ""), ".", ",")
    reading = Reading(
        source=source,
        columns=columns,
        exponent=session.program.latest.exponent,
        decimal_mark=mark,
        thousands_mark={".": ",", ",": "."}.get(mark, ""),  # the other one
        calendar=_one_of(given.get("calendar", ""), "gregorian", "buddhist"),
        member_kind=given["kind"],
    )
    try:
        uploads.read_as(session.program, upload.id, reading)
        uploads.start(session.program, upload.id, 1)
    except UploadFault as fault:
        return {"form": import_words.of_fault(speech, fault.code, fault.field, fault.numbers)}
    return {}


def _standing(session: Session, upload: Upload) -> dict[str, Any]:
    result, number = uploads.result(upload), session.people.number
    done = result.imported
    fault = import_words.of_fault(Speech(session.people), result.fault, result.field, result.numbers)
    return {
        "number": upload.id,
        "name": upload.name,
        "state": upload.state,
        "position": number(upload.position),
        "total": number(upload.total),
        "percent": upload.position * 100 // upload.total if upload.total else 0,
        "fault": fault if result.fault else "",
        "added": number(done.added) if done else "",
        "unchanged": number(done.unchanged) if done else "",
        "refused": number(done.refused) if done else "",
        "rejected": number(done.rejected_rows) if done else "",
        "waits": bool(done and (done.refused or done.rejected_rows)),
    }


def _row(session: Session, upload: Upload) -> dict[str, Any]:
    day, by = Teller(session).day(upload.made_at), doer(Speech(session.people), upload.made_by)
    return {"id": upload.id, "name": upload.name, "state": upload.state, "by": by, "day": day}


def _reading(upload: Upload) -> Reading:
    return msgspec.json.decode(upload.plan, type=Reading)


def _all(session: Session) -> Any:
    return Upload.objects.filter(program_id=session.program.id)


def _one(session: Session, number: int) -> Upload:
    found: Upload | None = _all(session).filter(id=number).first()
    if found is None:
        raise Http404
    return found


def _one_of(given: str, *allowed: Any) -> Any:
    return given if given in allowed else ""

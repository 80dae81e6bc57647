"""The audit log: who did what by hand, newest first; the ledger's deeds and the administration's in one list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.storage import audit_log
from setia.storage.audit_log import Deed, Sought
from setia.storage.models import Staff
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console import deed_words
from setia.wording.codes import reason
from setia.wording.doers import STAFF, doer, subject
from setia.wording.speaker import Speaker

PAGE = 40
SAYS_WHY = frozenset({"spending_frozen", "spending_unfrozen", "adjust", "earn"})
"""Deeds whose reason somebody chose."""
Words = dict[str, str]


class Row(Struct, frozen=True):
    """One deed."""

    when: str
    what: str
    actor: str
    subject: str
    is_member: bool
    note: str


@staff_only("audit")
def deeds(request: HttpRequest, session: Session) -> HttpResponse:
    """A page of it; of one person alone, where his name is given."""
    actor = request.GET.get("actor", "").strip()[:80]
    place = request.GET.get("before", "").split("-")
    at = tuple(int(one) for one in place if one.isascii() and one.isdigit() and len(one) < 19)
    before = (at[0], at[1], at[2]) if len(at) == len(place) == 3 else None
    found = audit_log.deeds(session.program.id, Sought(actor=_code(session, actor), before=before), PAGE + 1)
    speech = language.speech(request)
    reasons = deed_words.of_reasons(speech)
    words = {**deed_words.of_ledger(speech), **deed_words.of_administration(speech), **deed_words.of_systems(speech)}
    told = {
        "here": "audit",
        "rows": [_row(one, request, session, words, reasons) for one in found[:PAGE]],
        "actor": actor,
        "before": "-".join(map(str, found[PAGE - 1].place)) if len(found) > PAGE else "",
    }
    return render(request, "console/audit_log.html", told)


def _code(session: Session, name: str) -> str:
    """Who is meant by a name, as the log has him: one of the staff first."""
    is_staff = Staff.objects.filter(program_id=session.program.id, name=name).exists() if name else False
    return f"{STAFF}{name}" if is_staff else name


def _row(one: Deed, request: HttpRequest, session: Session, words: Words, reasons: Words) -> Row:
    when = language.people(request).instant(to_datetime(one.at, session.program.latest.zone))
    speech = language.speech(request)
    what = words.get(one.action, one.action.replace("_", " "))
    code = str(one.details.get("reason", ""))
    why = reasons.get(code, code) if one.action.startswith("spending_") else reason(speech, code)
    note = " · ".join(filter(None, (why if one.action in SAYS_WHY else "", str(one.details.get("note", "")))))
    to_what = _name(session) if one.subject == session.program.code else subject(speech, one.subject)
    return Row(when, what, doer(speech, one.actor, one.channel), to_what, one.subject.startswith("mem_"), note)


def _name(session: Session) -> str:
    """Of the program, as its readers know it."""
    document = session.program.latest.program
    return Speaker(document, session.people).text_of(document.name)

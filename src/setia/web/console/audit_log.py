"""The audit log: who did what by hand, newest first; the ledger's deeds and the administration's in one list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.storage import audit_log
from setia.storage.audit_log import Deed, Sought
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console import deed_words

PAGE = 40
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
    found = audit_log.deeds(session.program.id, Sought(actor=actor, before=before), PAGE + 1)
    speech = language.speech(request)
    reasons = deed_words.of_reasons(speech)
    words = {**deed_words.of_ledger(speech), **deed_words.of_administration(speech)}
    told = {
        "here": "audit",
        "rows": [_row(one, request, session, words, reasons) for one in found[:PAGE]],
        "actor": actor,
        "before": "-".join(map(str, found[PAGE - 1].place)) if len(found) > PAGE else "",
    }
    return render(request, "console/audit_log.html", told)


def _row(one: Deed, request: HttpRequest, session: Session, words: Words, reasons: Words) -> Row:
    when = language.people(request).instant(to_datetime(one.at, session.program.latest.zone))
    what = words.get(one.action, one.action.replace("_", " "))
    why = reasons.get(str(one.details.get("reason")), "") if one.action.startswith("spending_") else ""
    note = str(one.details.get("note") or why)
    return Row(when, what, one.actor, one.subject, one.subject.startswith("mem_"), note)

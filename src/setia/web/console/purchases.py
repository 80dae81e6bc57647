"""Purchases: found by receipt, store, day and amount; lines, what they gave and why, and what came back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from setia.engine.calendar import DAY, local_date, start_of_day, to_datetime
from setia.engine.money import EXPONENT
from setia.storage import finding
from setia.storage.finding import FoundPurchase, Sought
from setia.storage.reading import explanation
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.receipts import content, of_receipt
from setia.web.telling import Teller
from setia.wording.codes import payment
from setia.wording.people import NotRead

PAGE = 30
LOOKED_BACK = 92 * DAY
"""How far back an amount is looked for where no day is given: no index knows amounts."""


class Row(Struct, frozen=True):
    """A purchase in the list."""

    source: str
    receipt: str
    when: str
    store: str
    net: str
    member: str
    status: str


@staff_only("purchases")
def found(request: HttpRequest, session: Session) -> HttpResponse:
    """The last ones, or those that are meant; who works in one store sees that store's."""
    given, mistakes = request.GET, dict[str, str]()
    sought = _sought(request, session, mistakes)
    at, _, id_ = given.get("before", "").partition("-")
    before = (int(at), int(id_)) if at.isdigit() and id_.isdigit() and len(at + id_) < 40 else None
    rows = [] if mistakes else finding.purchases(session.program, sought, before, PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    asked = given.copy()
    asked.pop("before", None)
    told = {
        "here": "purchases",
        "rows": [_row(one, request, session) for one in rows[:PAGE]],
        "given": given,
        "mistakes": mistakes,
        "is_asked": any(given.get(name) for name in ("receipt", "store", "day", "amount")),
        "before": f"{last.event_at}-{last.id}" if last is not None else "",
        "query": asked.urlencode(),
    }
    return render(request, "console/purchases.html", told)


def _sought(request: HttpRequest, session: Session, mistakes: dict[str, str]) -> Sought:
    given, people, speech = request.GET, language.people(request), language.speech(request)
    since = until = net = None
    latest = session.program.latest
    if text := given.get("day", "").strip():
        try:
            since = start_of_day(people.read_day(text), latest.zone)
            until = start_of_day(local_date(since + DAY + DAY // 2, latest.zone), latest.zone)
        except NotRead:
            mistakes["day"] = speech.say("form_day", "Please give a day, such as {day}.", day=_example(session)).text
    if text := given.get("amount", "").strip():
        try:
            net = int(people.read_number(text).scaleb(EXPONENT.get(latest.program.currency, 2)))
        except NotRead:
            mistakes["amount"] = speech.say("form_amount", "Please give an amount above zero, such as 100.").text
    if net is not None and since is None:
        since = session.now - LOOKED_BACK
    store = session.store or given.get("store", "").strip()[:80] or None
    return Sought(given.get("receipt", "").strip()[:120], store, since, until, net)


def _example(session: Session) -> Any:
    return Teller(session).said_day(session.now)


def _row(one: FoundPurchase, request: HttpRequest, session: Session) -> Row:
    people = language.people(request)
    when = people.instant(to_datetime(one.event_at, session.program.latest.zone))
    return Row(one.source, one.receipt, when, one.store, people.money(one.net, one.currency), one.member, one.status)


@staff_only("purchases")
def purchase(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """One purchase."""
    looked_up = of_receipt(session, source, receipt)
    explained = explanation(looked_up.account_id, looked_up.seq) if looked_up.account_id and looked_up.seq else None
    told = {
        "here": "purchases",
        "source": source,
        "receipt": receipt,
        "why": Teller(session, session.audience).why(explained) if explained is not None else None,
        "member": looked_up.member,
        "done": request.GET.get("done", ""),
        **(read := content(request, session, looked_up)),
        "tenders": [(payment(language.speech(request), kind), amount) for kind, amount in read["tenders"]],
    }
    return render(request, "console/purchase.html", told)

"""What waits until somebody has looked at it: late sales, claims by hand, returns in vain, what could not be read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.engine.guard import PRICE
from setia.services import exceptions
from setia.services.exceptions import Flagged, Wished
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.forms import asked_for
from setia.wording.doers import doer, subject
from setia.wording.speaker import Speaker

SHOWN = 50
ACTIONS = ("approve", "reject")
GUARD = ("units", "expected", "waiting")


class Row(Struct, frozen=True):
    """One thing that waits."""

    id: str
    kind: str
    member: str
    is_known: bool
    """Whether the member is one already, and has a page."""
    subject: str
    """A receipt, an import or an endpoint; empty where that is not known any more."""
    happened: str
    received: str
    actor: str
    proposal: int
    """Of a change of the program, its number; else 0."""
    guard: dict[str, str]
    """Of a rule that was stopped: what it gave, what was expected, how many purchases wait. Else nothing."""
    is_price: bool
    """Whether that is a price rule: nothing of it waits, and baskets are priced without it."""


@require_http_methods(["GET", "POST"])
@staff_only("waiting")
def inbox(request: HttpRequest, session: Session) -> HttpResponse:
    """Everything, oldest first; let one happen, or not."""
    mistakes: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("action") in ACTIONS:
        body = {"action": request.POST["action"], "ids": [request.POST.get("id", "")[:40]]}
        mistakes = asked_for(request, session, "/exceptions/actions", body)
        if not mistakes:
            return redirect(f"{reverse('waiting')}?done={request.POST['action']}")
    total, found = exceptions.inbox(session.program, Wished(), SHOWN)
    told = {
        "here": "waiting",
        "rows": [_row(one, request, session) for _, one in found],
        "more": max(0, total - SHOWN),
        "mistakes": mistakes,
        "done": request.GET.get("done", ""),
    }
    return render(request, "console/waiting.html", told, status=422 if mistakes else 200)


def _row(one: Flagged, request: HttpRequest, session: Session) -> Row:
    people, zone = language.people(request), session.program.latest.zone
    is_price = one.kind == "guard" and one.subject.startswith(PRICE)
    happened, received = (people.instant(to_datetime(at, zone)) for at in (one.event_at, one.received_at))
    currency = session.program.latest.program.currency

    def said(units: int) -> str:
        return people.money(units, currency) if is_price else people.number(units)

    return Row(
        id=one.id,
        kind=one.kind,
        member=one.member,
        is_known=one.member.startswith("mem_"),
        subject=_price_rule(one, request, session) if is_price else subject(language.speech(request), one.subject),
        happened=happened,
        received=received,
        actor=doer(language.speech(request), one.actor),
        proposal=int(one.numbers.get("proposal", 0)),
        guard={field: said(int(one.numbers[field])) for field in GUARD if field in one.numbers},
        is_price=is_price,
    )


def _price_rule(one: Flagged, request: HttpRequest, session: Session) -> str:
    by = Speaker(session.program.latest.program, language.people(request))
    return by.price_rule(one.subject.removeprefix(PRICE)).text

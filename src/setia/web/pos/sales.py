"""What was sold at this till today, and one sale of it: what it gave, why, and how to undo it."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from msgspec import Struct

from setia.engine.calendar import deadline, local_date, start_of_day, to_datetime
from setia.services.look_up import LookedUp
from setia.services.stamping import order_key
from setia.services.tills import source_of
from setia.storage import finding, orders
from setia.storage.finding import FoundPurchase, Sought
from setia.storage.models import Member, PersonalData
from setia.storage.reading import explanation
from setia.web import language
from setia.web.admitted import Session
from setia.web.forms import asked_for
from setia.web.pictures import qr
from setia.web.pos.claim import Picture
from setia.web.pos.shift import only_serving
from setia.web.receipts import content, of_receipt, returned
from setia.web.telling import Teller

SHOWN = 30
READ = 300
"""So many of the store's last purchases of today are looked through for this till's."""


class Row(Struct, frozen=True):
    """A sale in the list."""

    source: str
    receipt: str
    when: str
    net: str
    member: str
    status: str


@require_GET
@only_serving
def today(request: HttpRequest, session: Session) -> HttpResponse:
    """The last ones first."""
    zone = session.program.latest.zone
    since = start_of_day(local_date(session.now, zone), zone)
    sought = Sought("", session.store or None, since)
    mine = [
        one
        for one in finding.purchases(session.program, sought, None, READ)
        if one.source == source_of(session.till) and one.receipt
    ]
    told = {"here": "sales", "rows": [_row(one, request, zone) for one in mine[:SHOWN]], "till": session.till}
    return render(request, "pos/sales.html", told)


def _row(one: FoundPurchase, request: HttpRequest, zone: str) -> Row:
    people = language.people(request)
    when = people.instant(to_datetime(one.event_at, zone))
    return Row(one.source, one.receipt, when, people.money(one.net, one.currency), one.member, one.status)


@require_GET
@only_serving
def receipt(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """One sale, and the field for the next customer."""
    looked_up = of_receipt(session, source, receipt)
    explained = explanation(looked_up.account_id, looked_up.seq) if looked_up.account_id and looked_up.seq else None
    teller = Teller(session)
    told = {
        "here": "sales",
        "source": source,
        "receipt": receipt,
        "is_own": source == source_of(session.till),
        "why": teller.why(explained) if explained is not None else None,
        "member": looked_up.member,
        "name": _name(looked_up.member, session),
        "claim": _claim(request, session, looked_up, (source, receipt)) if not looked_up.account_id else None,
        "done": request.GET.get("done", ""),
        **content(request, session, looked_up),
    }
    return render(request, "pos/receipt.html", told)


def _claim(request: HttpRequest, session: Session, sold: LookedUp, named: tuple[str, str]) -> Picture | None:
    """What a guest scans to make his purchase his own; None where no code was made for it, or it is too late."""
    latest = session.program.latest
    if session.now >= deadline(sold.purchase.event_at, latest.claim_window, latest.zone):
        return None
    token = orders.token_of(session.program.key, order_key(session.program.key, *named))
    if orders.order_of_token(session.program.id, token) is None:
        return None
    link = request.build_absolute_uri(f"{reverse('me_claim')}?{urlencode({'token': token})}")
    return Picture(link, qr(link))


def _name(public_id: str, session: Session) -> str:
    if not public_id:
        return ""
    member = Member.objects.filter(program_id=session.program.id, public_id=public_id)
    data = PersonalData.objects.filter(member__in=member).first()
    return (data.name or ", ".join(data.identifiers.values()) if data is not None else "") or public_id


@require_POST
@only_serving
def undo(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """A sale that was a mistake of the till: all that is left of it comes back, and costs the member nothing."""
    looked_up = of_receipt(session, source, receipt)
    shown = content(request, session, looked_up)
    lines = [(line["no"], line["left_thousandths"]) for line in shown["lines"] if line["can_come_back"]]
    given = request.POST.copy()
    given["cause"] = "merchant"
    given.setdefault("key", secrets.token_urlsafe(16))
    request.POST = given  # type: ignore[assignment]  # Django's own is the same, unchangeable
    url = reverse("till_receipt", args=[source, receipt])
    mistakes = (
        {}
        if not lines
        else asked_for(request, session, "/returns", returned(request, (source, receipt), lines, session))
    )
    return redirect(f"{url}?done={'away' if mistakes else 'undone'}")

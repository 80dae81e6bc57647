"""Something is sold: typed, looked at, and paid, by money and by units that are held until it is.

The form has a key of its own. The basket is kept under it, and committed by its own name: whatever answer is lost, the
same form sent again finds what was done. A hold ends by itself where nobody confirms it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.services.tills import source_of
from setia.storage.models import Member
from setia.web import asking, language
from setia.web.admitted import Session
from setia.web.asking import Answer
from setia.web.forms import answered, busy, new_key
from setia.web.known import member_of, name_of
from setia.web.pos import looking, proving
from setia.web.pos.basket import Basket, blank, is_ended, read, sent, unit_of
from setia.web.pos.shift import only_serving
from setia.wording.people import NotRead
from setia.wording.speaker import Speaker

KEPT = 900
"""Seconds that units are held for a basket that is not paid yet."""


@require_http_methods(["GET", "POST"])
@only_serving
def sell(request: HttpRequest, session: Session, public_id: str = "") -> HttpResponse:
    """The form, what it comes to, and what becomes of it; without a member it is a guest's."""
    member = member_of(session, public_id) if public_id else None
    action = request.POST.get("action", "")
    if request.method == "GET" or action == "change" or (action == "more" and not is_ended(request)):
        return _form(request, session, member, {})
    if action == "release":
        return _released(request, session, member)
    basket = read(request, session)
    if request.headers.get("HX-Request"):
        return _told(request, session, member, basket)
    if basket.mistakes:
        return _form(request, session, member, basket.mistakes)
    if action in ("pay", "hold"):
        return _paid(request, session, member, basket)
    return _confirm(request, session, member, basket)


def _around(member: Member | None) -> dict[str, Any]:
    if member is None:
        return {"here": "serve", "public_id": "", "back": reverse("till"), "sale_url": reverse("till_guest")}
    back, url = (reverse(name, args=[member.public_id]) for name in ("till_member", "till_sale"))
    return {"here": "serve", "public_id": member.public_id, "name": name_of(member), "back": back, "sale_url": url}


def _form(request: HttpRequest, session: Session, member: Member | None, mistakes: dict[str, str]) -> HttpResponse:
    told = {**_around(member), **blank(request, session), "mistakes": mistakes}
    return render(request, "pos/sale.html", told, status=422 if mistakes else 200)


def _told(request: HttpRequest, session: Session, member: Member | None, basket: Basket) -> HttpResponse:
    """While it is typed: what it would come to, and nothing yet where that cannot be said."""
    found = None if basket.mistakes else looking.look(session, basket, member)
    told = {"looked": None if isinstance(found, str) else found, "no": found if isinstance(found, str) else ""}
    return render(request, "pos/looked.html", {**_around(member), **told})


def _confirm(
    request: HttpRequest, session: Session, member: Member | None, basket: Basket, mistake: str = ""
) -> HttpResponse:
    """What it comes to, and whether it is paid."""
    found = looking.look(session, basket, member)
    if isinstance(found, str):
        return _form(request, session, member, {"form": mistake or found})
    told = {
        **_around(member),
        "looked": found,
        "receipt": basket.receipt,
        "tender": basket.tender,
        "carried": _carried(request),
        "points_typed": request.POST.get("points", ""),
        "mistakes": {"form": mistake} if mistake else {},
    }
    return render(request, "pos/confirm.html", told, status=422 if mistake else 200)


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, for the next page's form."""
    own = {*proving.OWN, "action", "points", "wallet"}
    return [(name, str(value)) for name, value in request.POST.items() if name not in own]


def _paid(request: HttpRequest, session: Session, member: Member | None, basket: Basket) -> HttpResponse:
    points = _points(request, session) if request.POST.get("points", "").strip() else None
    if points == 0:
        no = language.speech(request).say("sale_points", "Please give how many to pay with.").text
        return _confirm(request, session, member, basket, no)
    body = sent(session, basket, member.public_id if member is not None else "") | {"ttl_seconds": KEPT}
    if points is not None:
        body["points"] = {"amount": points, "wallet": request.POST.get("wallet", "")[:40]}
        proof = proving.proof_of(request)
        body["points"] |= {"member_proof": proof} if proof else {}
    try:
        kept = asking.ask(session, "POST", "/baskets", body, request.POST.get("key", "") or new_key())
        if proving.is_asked_for(kept) and member is not None:
            back = _around(member)["back"]
            return proving.ask_for(request, session, member.public_id, kept.no, back)
        if not kept.is_done:
            _forget_key(request)
            return _confirm(request, session, member, basket, _no(request, kept))
        if request.POST.get("action") == "hold":
            return _held(request, session, member, (basket, kept))
        return _committed(request, session, member, (basket, kept))
    except asking.Away:
        return _confirm(request, session, member, basket, busy(request))


def _forget_key(request: HttpRequest) -> None:
    """A no stays a no under its key; what is sent next is something else. Nothing was sold under this one."""
    given = request.POST.copy()
    given["key"] = new_key()
    request.POST = given  # type: ignore[assignment]  # Django's own is the same, unchangeable


def _points(request: HttpRequest, session: Session) -> int:
    """How many units are to pay; 0 where that cannot be read."""
    unit = session.program.latest.units.get(request.POST.get("wallet", ""))
    try:
        typed = language.people(request).read_number(request.POST.get("points", ""))
    except NotRead:
        return 0
    amount = typed.scaleb(unit.decimals if unit is not None else 0)
    return int(amount) if amount == amount.to_integral_value() and 0 < amount < 10**12 else 0


def _no(request: HttpRequest, answer: Answer) -> str:
    return answer.no or language.speech(request).say("form_refused", "This was refused.").text


def _held(request: HttpRequest, session: Session, member: Member | None, kept: tuple[Basket, Answer]) -> HttpResponse:
    """Units are held: what is still to pay in money, and whether it is."""
    basket, answer = kept
    by = Speaker(session.program.latest.program, session.people, "staff")
    amount, wallet = _points(request, session), request.POST.get("wallet", "")
    told = {
        **_around(member),
        "held": by.amount(amount, wallet).text,
        "rest": by.money(_rest(session, basket, answer)).text,
        "receipt": basket.receipt,
        "tender": basket.tender,
        "basket": str(answer.body["id"]),
        "carried": [
            *_carried(request),
            ("points", request.POST.get("points", "")),
            ("wallet", wallet),
            *_shown(request),
        ],
    }
    return render(request, "pos/held.html", told)


def _shown(request: HttpRequest) -> list[tuple[str, str]]:
    """What pays beside money, and the proof that was used for it: sent again with both, it is the same request."""
    own = ("points", "wallet", "proof", "proof_kind")
    return [(name, request.POST[name]) for name in own if request.POST.get(name)]


def _rest(session: Session, basket: Basket, answer: Answer) -> int:
    """What is still to pay in money, in minor units of ISO 4217."""
    currency = session.program.latest.program.currency
    left = int(answer.body["owed"]) - int(answer.body.get("by_points") or 0) + basket.rounding
    return left * unit_of(currency)


def _committed(
    request: HttpRequest, session: Session, member: Member | None, kept: tuple[Basket, Answer]
) -> HttpResponse:
    basket, answer = kept
    owed, by_points = int(answer.body["owed"]), int(answer.body.get("by_points") or 0)
    tenders = [{"kind": "points", "amount": by_points}] if by_points else []
    if rest := owed - by_points + basket.rounding:
        tenders.append({"kind": basket.tender, "amount": rest})
    body = {
        "receipt": basket.receipt,
        "tenders": tenders,
        "rounding": basket.rounding,
        "till": session.till,
        "cashier": session.name,
    }
    done = asking.ask(session, "POST", f"/baskets/{answer.body['id']}/commit", body, new_key())
    if not done.is_done:
        return _confirm(request, session, member, basket, _no(request, done))
    if member is None:  # so that the customer can scan it away; a receipt without the code is one all the same
        answered(request, session, "/purchases/token", {"source": source_of(session.till), "receipt": basket.receipt})
    return redirect(f"{reverse('till_receipt', args=[source_of(session.till), basket.receipt])}?done=sold")


def _released(request: HttpRequest, session: Session, member: Member | None) -> HttpResponse:
    """It will not be paid: what was held is free again."""
    path = f"/baskets/{quote(request.POST.get('basket', ''), safe='')}/release"
    try:
        answer = asking.ask(session, "POST", path, {}, new_key())
    except asking.Away:
        return _form(request, session, member, {"form": busy(request)})
    if not answer.is_done:
        return _form(request, session, member, {"form": _no(request, answer)})
    return redirect(f"{_around(member)['back']}?done=released")

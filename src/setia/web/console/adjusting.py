"""A balance corrected by hand: how much, why, and a note; it stands in the member's history for ever."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.storage.reading import account_as_of
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.forms import asked_for
from setia.web.known import member_of, name_of
from setia.wording.people import NotRead
from setia.wording.speaker import Speaker

REASONS: Final = ("goodwill", "correction", "complaint", "promotion", "other")
AMOUNT_MAX: Final = 10**12
NOTE_MAX: Final = 120


@require_http_methods(["GET", "POST"])
@staff_only("adjust")
def adjust(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """The form, and what becomes of it."""
    member = member_of(session, public_id)
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        mistakes = _done(request, session, public_id)
        if not mistakes:
            return redirect(f"{reverse('member', args=[public_id])}?done=adjusted")
    speaker = Speaker(session.program.latest.program, session.people, "staff")
    account = account_as_of(member.account_id, session.now, session.program)
    wallets = [
        (
            id_,
            speaker.unit(id_, "2").text,
            speaker.amount(held.available if (held := account.wallets.get(id_)) else 0, id_),
        )
        for id_ in session.program.latest.units
    ]
    limits = (
        []
        if session.may("adjust_more")
        else [
            speaker.amount(unit.adjust_most, id_).text
            for id_, unit in session.program.latest.units.items()
            if unit.adjust_most is not None
        ]
    )
    told = {
        "here": "members",
        "public_id": public_id,
        "name": name_of(member),
        "wallets": wallets,
        "reasons": REASONS,
        "most": speaker.people.listed(limits) if limits else "",
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "given": request.POST,
        "mistakes": mistakes,
    }
    return render(request, "console/adjust.html", told, status=422 if mistakes else 200)


def _done(request: HttpRequest, session: Session, public_id: str) -> dict[str, str]:
    """Ask for it; the mistakes by field, none where it was done."""
    given, speech = request.POST, language.speech(request)
    mistakes: dict[str, str] = {}
    wallet, reason = given.get("wallet", ""), given.get("reason", "")
    if wallet not in session.program.latest.units:
        mistakes["wallet"] = speech.say("form_choose", "Please choose one.").text
    if reason not in REASONS:
        mistakes["reason"] = speech.say("form_choose", "Please choose one.").text
    amount = _amount(request, session, wallet)
    if amount is None:
        mistakes["amount"] = speech.say("form_amount", "Please give an amount above zero, such as 100.").text
    note = given.get("note", "").strip()
    if len(note) > NOTE_MAX or not note.isprintable():
        mistakes["note"] = speech.say("form_note", "Please keep the note to one line of at most 120 characters.").text
    if mistakes or amount is None:
        return mistakes
    body: dict[str, Any] = {
        "amount": -amount if given.get("direction") == "take" else amount,
        "reason": reason,
        "wallet": wallet,
        "note": note,
    }
    return asked_for(request, session, f"/members/{public_id}/adjustments", body)


def _amount(request: HttpRequest, session: Session, wallet: str) -> int | None:
    """What was typed, in the wallet's smallest unit; None where it is no amount above zero."""
    unit = session.program.latest.units.get(wallet)
    try:
        typed = language.people(request).read_number(request.POST.get("amount", ""))
    except NotRead:
        return None
    amount = typed.scaleb(unit.decimals if unit is not None else 0)
    return int(amount) if amount == amount.to_integral_value() and Decimal(0) < amount <= AMOUNT_MAX else None

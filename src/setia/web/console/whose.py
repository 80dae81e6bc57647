"""Whose a purchase is: one that was booked to the wrong member, or to nobody (ledger 4.11a)."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.engine.calendar import local_date
from setia.engine.commands import MoveOut
from setia.engine.refusals import Refusal
from setia.services.look_up import LookedUp
from setia.services.preview_pair import preview_pair
from setia.storage.models import Member
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console.choosing import chosen, outcome
from setia.web.forms import answered, asked_for, new_key
from setia.web.known import member_of, name_of
from setia.web.receipts import content, of_receipt
from setia.web.telling import Teller
from setia.wording.refusals import refusal

REASONS: Final = ("wrong_card", "no_card_at_hand", "other")
NOTE_MAX: Final = 120


@require_http_methods(["GET", "POST"])
@staff_only("move")
def move(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """To whom it goes, what both would have then, and what becomes of it."""
    looked_up = of_receipt(session, source, receipt)
    if not looked_up.member:
        return redirect("claim", source=source, receipt=receipt)
    other, told = chosen(request, session, looked_up.member)
    mistakes: dict[str, str] = {}
    if other is not None and request.method == "POST":
        mistakes = _moved(request, session, (source, receipt), other)
        if not mistakes:
            return redirect(f"{reverse('purchase', args=[source, receipt])}?done=moved")
    if other is not None:
        told |= _foreseen(session, looked_up, other)
    told |= _around(request, session, (source, receipt), looked_up)
    told |= {"from": name_of(member_of(session, looked_up.member)), "reasons": REASONS, "mistakes": mistakes}
    return render(request, "console/move.html", told, status=422 if mistakes else 200)


@require_http_methods(["GET", "POST"])
@staff_only("claim")
def claim(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """Whose a guest's purchase was: he gets what it would have given; one who does so often waits for a look."""
    looked_up = of_receipt(session, source, receipt)
    if looked_up.member:
        return redirect("purchase", source=source, receipt=receipt)
    other, told = chosen(request, session)
    mistakes: dict[str, str] = {}
    if other is not None and request.method == "POST":
        bought = looked_up.purchase
        scene = session.program.latest.scene
        zone = scene.stores.get(bought.store, scene.home).zone
        body = {
            "store": bought.store,
            "receipt": receipt,
            "day": local_date(bought.event_at, zone).isoformat(),
            "total": sum(one.amount for one in bought.tenders),
        }
        done, no = answered(request, session, f"/members/{other.public_id}/claims/by-hand", body)
        if not no:
            status = "claimed" if done.get("status") == "done" else "looked_at"
            return redirect(f"{reverse('purchase', args=[source, receipt])}?done={status}")
        mistakes = {"form": no}
    told |= {**_around(request, session, (source, receipt), looked_up), "mistakes": mistakes}
    return render(request, "console/claim.html", told, status=422 if mistakes else 200)


def _around(request: HttpRequest, session: Session, named: tuple[str, str], looked_up: LookedUp) -> dict[str, Any]:
    """What stands at the head of such a page."""
    shown = content(request, session, looked_up)
    kept = {name: shown[name] for name in ("when", "store", "goods")}
    return {
        "here": "purchases",
        "source": named[0],
        "receipt": named[1],
        "key": request.POST.get("key") or new_key(),
        **kept,
    }


def _foreseen(session: Session, looked_up: LookedUp, other: Member) -> dict[str, Any]:
    """What both would have, or why not."""
    assert looked_up.account_id is not None, "it is a member's"
    asked = MoveOut(session.now, looked_up.seq or 0, "", REASONS[0])
    both = preview_pair(session.program, looked_up.account_id, other.account_id, asked)
    if isinstance(both, Refusal):
        return {"no": refusal(Teller(session).speaker, both.code, both.numbers).text}
    return outcome(session, both)


def _moved(request: HttpRequest, session: Session, named: tuple[str, str], other: Member) -> dict[str, str]:
    """Ask for it; the mistakes by field, none where it was done."""
    given, speech = request.POST, language.speech(request)
    if given.get("reason") not in REASONS:
        return {"reason": speech.say("form_choose", "Please choose one.").text}
    note = given.get("note", "").strip()
    if len(note) > NOTE_MAX or not note.isprintable():
        said = speech.say("form_note", "Please keep the note to one line of at most 120 characters.")
        return {"note": said.text}
    body = {"source": named[0], "receipt": named[1], "to": other.public_id, "reason": given["reason"], "note": note}
    return asked_for(request, session, "/purchases/move", body)

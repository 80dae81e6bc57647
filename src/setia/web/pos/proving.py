"""That the member is there: where the API asks for a proof, it is asked for, and nothing of what was typed is lost."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from setia.services.member_proof import shown_by
from setia.storage import clients, sign_in_codes
from setia.storage.models import Member
from setia.web import asking, language
from setia.web.admitted import Session
from setia.web.asking import Answer
from setia.web.forms import busy, new_key
from setia.wording.people import western

PREFIX = "member_proof"
KINDS = ("qr", "code", "pin")
OWN = ("csrfmiddlewaretoken", "proof", "proof_kind", "send")
"""Fields of this page itself."""


def proof_of(request: HttpRequest) -> dict[str, str] | None:
    """What the member showed or told; None where nothing was asked for."""
    shown, kind = request.POST.get("proof", "").strip()[:120], request.POST.get("proof_kind", "")
    if not shown:
        return None
    if shown_by(shown):
        kind = "qr"
    kind = kind if kind in KINDS else "pin"
    return {"kind": kind, "value": shown if kind == "qr" else western(shown)}


def is_asked_for(answer: Answer) -> bool:
    """Whether the API wants to see that the member is there, or did not believe it."""
    return answer.status == 403 and isinstance(answer.body, dict) and str(answer.body.get("code")).startswith(PREFIX)


def ask_for(request: HttpRequest, session: Session, public_id: str, why: str, back: str) -> HttpResponse:
    """The page that asks for it, and then sends the same form again."""
    sent, kind = "", request.POST.get("proof_kind", "qr")
    if request.POST.get("send"):
        why, sent = _sent(request, session, public_id)
        kind = "code"
    told: dict[str, Any] = {
        "here": "serve",
        "why": why,
        "sent": sent,
        "back": back,
        "carried": [(name, value) for name, value in request.POST.items() if name not in OWN],
        "kind": kind if kind in KINDS else "qr",
        "can_send": _can_send(session, public_id),
    }
    return render(request, "pos/prove.html", told)


def _can_send(session: Session, public_id: str) -> bool:
    """Whether a code would reach the member: a system of the shop's sends it, or Setia by mail."""
    if clients.any_may(session.program.id, "deliver"):
        return True
    member = Member.objects.filter(program_id=session.program.id, public_id=public_id).first()
    return bool(settings.DEFAULT_FROM_EMAIL) and member is not None and sign_in_codes.confirmed(member.pk, "email")


def _sent(request: HttpRequest, session: Session, public_id: str) -> tuple[str, str]:
    """Have a code sent to the member; what is wrong, and what was done."""
    try:
        answer = asking.ask(session, "POST", f"/members/{public_id}/codes", {}, new_key())
    except asking.Away:
        return busy(request), ""
    if not answer.is_done:
        return answer.no, ""
    return "", language.speech(request).say("proof_sent", "A code is on its way to the member.").text

"""Units become a reward, or are held: reserved first, then confirmed when it is handed over, or taken back."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.services.tills import source_of
from setia.storage.models import Member
from setia.storage.reward_codes import number_of
from setia.web import asking, language
from setia.web.admitted import Session
from setia.web.forms import busy, new_key
from setia.web.known import member_of
from setia.web.pos import proving
from setia.web.pos.member import standing
from setia.web.pos.shift import only_serving
from setia.wording.people import NotRead

HELD = 900
"""Seconds that units are held until somebody confirms it."""
NUMBERED: Final = {"use": "rewards/{}/use", "undo": "rewards/{}/undo"}
HOLDS: Final = {"capture": "holds/{}/capture", "release": "holds/{}/release"}


@require_http_methods(["GET", "POST"])
@only_serving
def redeem(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """What there is to have, what is reserved, and what becomes of it."""
    member, mistake = member_of(session, public_id), ""
    if request.method == "POST":
        told = _done(request, session, member)
        if isinstance(told, HttpResponse):
            return told
        mistake = told
    code = request.GET.get("code", "").strip()[:80]
    shown = number_of(session.program, member.account_id, code) if code else None
    if code and shown is None:
        mistake = language.speech(request).say("redeem_code", "No reward of this member has this code.").text
    there: dict[str, Any] = {
        **standing(session, member),
        "shown": shown,
        "mistakes": {"form": mistake} if mistake else {},
        "done": request.GET.get("done", ""),
        "key": new_key(),
        "receipt": (request.POST.get("receipt") or request.GET.get("receipt", ""))[:120],
    }
    return render(request, "pos/redeem.html", there, status=422 if mistake and request.method == "POST" else 200)


def _done(request: HttpRequest, session: Session, member: Member) -> HttpResponse | str:
    """Ask for it; a sentence where it was not done."""
    action, number = request.POST.get("action", ""), request.POST.get("number", "")
    asked = _asked(request, session, action, number)
    if isinstance(asked, str):
        return asked
    path, body = asked
    if proof := proving.proof_of(request):
        body["member_proof"] = proof
    url = reverse("till_redeem", args=[member.public_id])
    try:
        answer = asking.ask(
            session, "POST", f"/members/{member.public_id}/{path}", body, request.POST.get("key", "") or new_key()
        )
    except asking.Away:
        return busy(request)
    if proving.is_asked_for(answer):
        return proving.ask_for(request, session, member.public_id, answer.no, url)
    if not answer.is_done:
        return answer.no or language.speech(request).say("form_refused", "This was refused.").text
    receipt = request.POST.get("receipt", "")
    return redirect(f"{url}?{urlencode({'done': action, **({'receipt': receipt} if receipt else {})})}")


def _asked(request: HttpRequest, session: Session, action: str, number: str) -> tuple[str, dict[str, Any]] | str:
    """The API's path below the member, and its body; a sentence where something cannot be read."""
    speech = language.speech(request)
    number = number if number.isascii() and number.isdigit() and len(number) < 16 else "0"
    if action == "use":
        return NUMBERED[action].format(number), _used_on(request, session)
    if action == "undo":
        return NUMBERED[action].format(number), {}
    if action in HOLDS:
        return HOLDS[action].format(number), {}
    current = session.program.current(session.now)
    if action == "reward":
        reward = next((one for one in current.program.rewards if one.id == request.POST.get("reward")), None)
        if reward is None:
            return speech.say("form_choose", "Please choose one.").text
        body: dict[str, Any] = {"reward": reward.id, "store": session.store, "channel": "till"}
        if reward.any_amount is not None:
            body["amount"] = _amount(request, session, reward.wallet, f"amount-{reward.id}")
        return ("rewards", body) if body.get("amount", 1) else _not_an_amount(request)
    wallet = request.POST.get("wallet", "") or next(iter(current.units))
    amount = _amount(request, session, wallet, "amount")
    held = {"amount": amount, "wallet": wallet[:40], "reference": f"till {session.till}", "ttl_seconds": HELD}
    return ("holds", held) if amount else _not_an_amount(request)


def _used_on(request: HttpRequest, session: Session) -> dict[str, Any]:
    """The receipt on which a reward is used, where he comes from one: if that comes back, so does the reward."""
    receipt = request.POST.get("receipt", "")[:120]
    return {"source": source_of(session.till), "receipt": receipt} if receipt else {}


def _not_an_amount(request: HttpRequest) -> str:
    return language.speech(request).say("form_amount", "Please give an amount above zero, such as 100.").text


def _amount(request: HttpRequest, session: Session, wallet: str, field: str) -> int:
    """Units that were typed, in the smallest; 0 where that cannot be read."""
    unit = session.program.latest.units.get(wallet)
    try:
        typed = language.people(request).read_number(request.POST.get(field, ""))
    except NotRead:
        return 0
    amount = typed.scaleb(unit.decimals if unit is not None else 0)
    return int(amount) if amount == amount.to_integral_value() and 0 < amount <= 10**12 else 0

"""Claim a receipt on which no member was named: by the code that is printed on it, or by what it says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.engine.money import EXPONENT
from setia.web import language
from setia.web.forms import answered, new_key
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.wording.alphabet import place
from setia.wording.people import NotRead

TOKEN_MAX = 80
FIELDS = ("store", "receipt", "day", "total")


@require_http_methods(["GET", "POST"])
@members_only
def claim(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, and what becomes of it."""
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        by_hand = request.POST.get("how") == "by_hand"
        mistakes, status = _by_hand(request, visit) if by_hand else _by_token(request, visit)
        if not mistakes:
            return redirect(f"{reverse('me_claim')}?done={status}")
    given = {field: request.POST.get(field, "") for field in FIELDS}
    names = [one.id for one in visit.program.latest.program.stores]
    told = {
        "here": "history",
        "token": request.POST.get("token", "") or request.GET.get("token", "")[:TOKEN_MAX],
        "given": given,
        "stores": sorted(names, key=lambda one: place(visit.language, one)),
        "today": language.people(request).day(visiting.day_of(visit, visit.now)),
        "is_by_hand": request.POST.get("how") == "by_hand",
        "key": request.POST.get("key") or new_key(),
        "mistakes": mistakes,
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/claim.html", told, 422 if mistakes else 200)


def _by_token(request: HttpRequest, visit: Visit) -> tuple[dict[str, str], str]:
    token = request.POST.get("token", "").strip()[:TOKEN_MAX]
    if not token:
        speech = language.speech(request)
        return {"token": speech.say("claim_token", "Please type the code as it stands on the receipt.").text}, ""
    done, no = answered(request, visit.asking("purchases"), f"{visit.path}/claims", {"token": token})
    return ({"form": no}, "") if no else ({}, str(done["status"]))


def _by_hand(request: HttpRequest, visit: Visit) -> tuple[dict[str, str], str]:
    speech, people = language.speech(request), language.people(request)
    mistakes: dict[str, str] = {}
    body: dict[str, Any] = {field: request.POST.get(field, "").strip() for field in ("store", "receipt")}
    for field, text in body.items():
        if not text:
            mistakes[field] = speech.say("claim_as_printed", "Please type it as it stands on the receipt.").text
    try:
        body["day"] = people.read_day(request.POST.get("day", "")).isoformat()
    except NotRead:
        mistakes["day"] = speech.say("claim_day", "Please give the day as it stands on the receipt.").text
    try:
        exponent = EXPONENT.get(visit.program.latest.program.currency, 2)
        total = people.read_number(request.POST.get("total", "")).scaleb(exponent)
        if total != total.to_integral_value() or not 0 < total <= 10**12:
            raise NotRead("not_an_amount", "")
        body["total"] = int(total)
    except NotRead:
        mistakes["total"] = speech.say("claim_total", "Please give what was paid, such as 12.90.").text
    if mistakes:
        return mistakes, ""
    done, no = answered(request, visit.asking("purchases"), f"{visit.path}/claims/by-hand", body)
    return ({"form": no}, "") if no else ({}, str(done["status"]))

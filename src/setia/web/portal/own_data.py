"""Own data: all of it as a file, and to be forgotten. Both ask first whether it is really he."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from setia.services import erase_member
from setia.web import asking
from setia.web.forms import asked_for, busy, new_key
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.wording.refusals import refusal
from setia.wording.speaker import Speaker


@members_only
def own_data(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What can be done with it."""
    return visiting.draw(request, visit, "portal/own_data.html", {"here": "settings"})


@require_POST
@members_only
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All that is stored of him, as a file; the audit log has it."""
    if not visit.has_proved:
        return _prove_first("me_own_data")
    try:
        answer = asking.ask(visit.asking("members"), "GET", f"{visit.path}/export", {}, new_key())
    except asking.Away:
        return HttpResponse(busy(request), status=503, content_type="text/plain; charset=utf-8")
    if not answer.is_done:
        return HttpResponse(answer.no, status=409, content_type="text/plain; charset=utf-8")
    content = msgspec.json.format(msgspec.json.encode(answer.body))
    name = f'attachment; filename="{visit.device.public_id}.json"'
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": name})


@require_http_methods(["GET", "POST"])
@members_only
def erase(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What it means, said first; then be forgotten."""
    if not visit.has_proved:
        return _prove_first("me_erase")
    foreseen = erase_member.preview(visit.member)
    by = Speaker(visit.program.latest.program, visit.people, "member")
    no = foreseen.refusal
    told = {
        "here": "settings",
        "lost": by.amounts(foreseen.forfeited).text,
        "owed": by.amounts(foreseen.written_off).text,
        "no": refusal(by, no.code, no.numbers).text if no is not None else "",
        "key": request.POST.get("key") or new_key(),
        "mistakes": {},
    }
    if request.method == "POST" and no is None:
        if request.POST.get("sure") != "yes":
            told["mistakes"] = {"sure": True}
        else:
            asked = visit.asking("members", "admin")
            told["mistakes"] = asked_for(request, asked, f"{visit.path}/erasure", {"confirm": visit.device.public_id})
        if not told["mistakes"]:
            brand = visit.program.called(visit.language)
            return visiting.without_cookie(render(request, "portal/forgotten.html", {"brand": brand}))
    return visiting.draw(request, visit, "portal/erase.html", told, 422 if told["mistakes"] else 200)


def _prove_first(back: str) -> HttpResponse:
    return redirect(f"{reverse('me_prove')}?{urlencode({'next': reverse(back)})}")

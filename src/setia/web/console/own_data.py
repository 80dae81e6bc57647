"""What is a member's own: what he agreed to, all that is stored of him as a file, and to be forgotten."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.services import erase_member
from setia.storage import consents
from setia.storage.consents import ConsentRecord
from setia.web import asking, language
from setia.web.admitted import Session, staff_only
from setia.web.forms import asked_for, busy, new_key
from setia.web.known import member_of, name_of
from setia.wording.sentences import Speech
from setia.wording.speaker import Speaker


class Row(Struct, frozen=True):
    """One decision of a member."""

    purpose: str
    channel: str
    is_given: bool
    when: str
    version: str
    text: str


@require_http_methods(["GET", "POST"])
@staff_only("own_data")
def own_data(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """Consents, newest first; and, for whoever may, the way to forget a member."""
    member = member_of(session, public_id)
    mistakes: dict[str, str] = {}
    if request.method == "POST" and session.may("erase"):
        body = {"confirm": request.POST.get("confirm", "").strip()[:80]}
        mistakes = asked_for(request, session, f"/members/{public_id}/erasure", body)
        if not mistakes:
            return redirect(f"{reverse('members')}?done=erased")
    foreseen = erase_member.preview(member)
    speaker = Speaker(session.program.latest.program, session.people, "staff")
    told = {
        "here": "members",
        "public_id": public_id,
        "name": name_of(member),
        "rows": [_row(one, request, session) for one in reversed(consents.history(member.pk))],
        "lost": speaker.amounts(foreseen.forfeited).text,
        "can_erase": session.may("erase") and foreseen.refusal is None,
        "mistakes": mistakes,
    }
    return render(request, "console/own_data.html", told, status=422 if mistakes else 200)


def _row(one: ConsentRecord, request: HttpRequest, session: Session) -> Row:
    when = language.people(request).instant(to_datetime(one.at, session.program.latest.zone))
    purpose = purposes(language.speech(request)).get(one.purpose, one.purpose)
    return Row(purpose, one.channel, one.decision == "given", when, one.text_version, one.text)


def purposes(speech: Speech) -> dict[str, str]:
    """What consents are for."""
    said = (
        speech.say("consent_membership", "Membership"),
        speech.say("consent_marketing", "Offers and news"),
        speech.say("consent_profiling", "Offers chosen by purchases"),
        speech.say("consent_sharing", "Sharing with partners"),
        speech.say("consent_location", "Location"),
    )
    return {one.code.removeprefix("consent_"): one.text for one in said}


@require_POST
@staff_only("own_data")
def export(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """All that is stored of the person behind a member, as a file; the audit log has it."""
    member_of(session, public_id)
    try:
        answer = asking.ask(session, "GET", f"/members/{public_id}/export", {}, new_key())
    except asking.Away:
        return HttpResponse(busy(request), status=503, content_type="text/plain; charset=utf-8")
    if not answer.is_done:
        return HttpResponse(answer.no, status=409, content_type="text/plain; charset=utf-8")
    content = msgspec.json.format(msgspec.json.encode(answer.body))
    name = f'attachment; filename="{public_id}.json"'
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": name})

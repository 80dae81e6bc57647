"""The start of a till: a member is found by whatever he shows or says, or joins with one thing that is known of him."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from msgspec import Struct

from setia.services.member_proof import shown_by
from setia.storage import finding, phones
from setia.storage.finding import FoundMember
from setia.storage.members import Known
from setia.storage.members import find as find_accounts
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram
from setia.storage.reward_codes import whose_code
from setia.web import asking, language
from setia.web.admitted import Session
from setia.web.forms import answered, busy, new_key
from setia.web.known import as_read, kind_words
from setia.web.pos import claim, door, shift
from setia.web.pos import member as at_till
from setia.web.pos.shift import only_serving
from setia.wording.alphabet import place
from setia.wording.people import western

SHOWN = 8
TEXT_MAX = 200
KINDS = ("phone", "email", "card")


class Row(Struct, frozen=True):
    """A member who may be meant."""

    public_id: str
    name: str
    known_as: str


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The field that a scanner types into; a till that is locked shows its lock."""
    till = shift.device(request)
    session = shift.serving(request, till) if till is not None else None
    if till is None or session is None:
        return door.unlock(request)
    return shift.still_there(_found(request, session), till)


def _found(request: HttpRequest, session: Session) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    is_typing = request.headers.get("HX-Request") is not None
    kind, value = guessed(text, session.program)
    rows = finding.members(session.program, shown_by(text) or text, 0, SHOWN) if text else []
    if text and not rows and value != text:
        rows = finding.members(session.program, value, 0, SHOWN)
    if text and not is_typing:
        if len(rows) == 1:
            return redirect("till_member", public_id=rows[0].public_id)
        if not rows and (whose := whose_code(session.program, text)):
            return redirect(f"{reverse('till_redeem', args=[whose])}?{urlencode({'code': text})}")
    shown = [_row(one, request, session) for one in rows]
    told = {
        "here": "serve",
        "q": text,
        "rows": sorted(shown, key=lambda one: place(session.language, one.name)),
        "kind": kind,
        "value": value,
        "key": new_key(),
    }
    return render(request, "pos/found.html" if is_typing else "pos/home.html", told)


def _row(one: FoundMember, request: HttpRequest, session: Session) -> Row:
    kinds, identifiers = kind_words(language.speech(request)), as_read(session.program, one.identifiers)
    told = ", ".join(f"{kinds.get(kind, kind)} {value}" for kind, value in identifiers.items())
    name = f"{one.name} ({one.call_name})" if one.name and one.call_name else one.name or one.call_name
    return Row(one.public_id, name or told or one.public_id, told if name else "")


def guessed(text: str, program: LoadedProgram) -> tuple[str, str]:
    """What kind of identifier somebody typed, and as it is kept: phone numbers with their country."""
    if "@" in text:
        return "email", text.lower()
    number = program.kept(Known("phone", text)).value
    if phones.looks_like_one(number) and western(text).lstrip(" (")[:1] in ("+", "0"):
        return "phone", number
    return "card", text


@require_http_methods(["GET", "POST"])
@only_serving
def enrol(request: HttpRequest, session: Session) -> HttpResponse:
    """Somebody joins by his phone number, e-mail address or card: one field, and that he wants to."""
    given: Any = request.POST if request.method == "POST" else request.GET
    kind, value = given.get("kind", "phone"), given.get("value", "").strip()[:TEXT_MAX]
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        found = _joined(request, session, kind, value)
        if isinstance(found, HttpResponse):
            return found
        mistakes = found
    told = {"here": "serve", "kind": kind, "value": value, "key": given.get("key") or new_key(), "mistakes": mistakes}
    told["name"] = given.get("name", "")[:TEXT_MAX]
    return render(request, "pos/enrol.html", told, status=422 if mistakes else 200)


def _joined(request: HttpRequest, session: Session, kind: str, value: str) -> HttpResponse | dict[str, str]:
    speech = language.speech(request)
    value = value.lower() if kind == "email" else session.program.kept(Known(kind, value)).value
    is_one = {"phone": phones.looks_like_one(value), "email": "@" in value.strip("@")}.get(kind, bool(value))
    if kind not in KINDS or not is_one:
        return {"value": speech.say("join_value", "Please give a phone number, an e-mail address or a card.").text}
    if not request.POST.get("wants"):
        return {"wants": speech.say("join_wants", "Please ask first.").text}
    try:
        answer = asking.ask(
            session, "POST", "/members", {"identifier": f"{kind}:{value}"}, request.POST.get("key") or new_key()
        )
    except asking.Away:
        return {"form": busy(request)}
    is_there = isinstance(answer.body, dict) and answer.body.get("code") == "identifier_taken"
    if not answer.is_done and not is_there:
        return {"form": answer.no or speech.say("form_refused", "This was refused.").text}
    accounts = find_accounts([Known(kind, value).key(session.program.key)], session.program.id)
    member = Member.objects.filter(account_id__in=accounts.values()).first()
    if member is None:
        return {"form": busy(request)}
    if is_there:
        return redirect(f"{reverse('till_member', args=[member.public_id])}?done=known")
    _named(request, session, member)
    return at_till.shown(request, session, member, "joined", claim.picture(request, session, member))


def _named(request: HttpRequest, session: Session, member: Member) -> None:
    """Keep the name that was typed, where one was; he is a member with or without it, and can add it himself."""
    if name := request.POST.get("name", "").strip()[:TEXT_MAX]:
        answered(request, session, f"/members/{member.public_id}/person", {"name": name}, "PATCH")

"""Join by the shop's link or QR code: one field, consents that are off, and one is in. Nothing says who is a member."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.services import sign_in_codes
from setia.storage import clock, member_sessions, members, proofs
from setia.storage import sign_in_codes as codes
from setia.storage.keys import keyed_hash
from setia.storage.members import Known
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram
from setia.web import language, pictures
from setia.web.forms import answered, new_key
from setia.web.portal import agreeing, letters, typed, visiting
from setia.web.portal.sign_in import send_confirmation
from setia.web.portal.visiting import program_named
from setia.wording.languages import Language
from setia.wording.people import People

TRIES = 3
"""Somebody else may join with the same in the same moment."""


class Newcomer(Struct, frozen=True):
    """Somebody who joins, as the API is asked for him."""

    program: LoadedProgram
    language: Language

    @property
    def people(self) -> People:
        """How he has dates and numbers, at this shop."""
        return People.of(self.language, self.program.look)

    def token(self) -> str:
        """What the API is shown."""
        return visiting.token(self.program, "", ("members",))


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """The form, and what becomes of it."""
    if (asked := visiting.which(request, code, "join_program")) is not None:
        return asked
    program = program_named(request, code)
    spoken, status = language.of(request), 200
    told: dict[str, Any] = {
        "brand": program.called(spoken),
        "code": code,
        "form": request.POST.get("form") or new_key(),
        "next": visiting.next_of(request),
        "given": request.POST.get("who", ""),
        "offered": agreeing.offered(language.speech(request), agreeing.AT_THE_DOOR),
        "is_member": visiting.of_request(request) is not None,
    }
    if request.method == "POST":
        known = typed.known(request.POST.get("who", ""), program)
        if known is None:
            status, told["mistake"] = 422, "who"
        elif not sign_in_codes.may(program, "join_by", visiting.network(request), clock.system_reading()):
            status, told["mistake"] = 429, "often"
        else:
            form = keyed_hash(program.key, "join form", request.POST.get("form", ""), known.value)
            member, no = proofs.member_of(form), ""
            if member is None:
                member, no = _joined(request, Newcomer(program, spoken), known)
            if member is not None:
                proofs.use(form, member.pk, form, clock.system_reading())  # sent twice, it is done once
                return _welcomed(request, member, known)
            status, told["mistake"], told["no"] = 409, "form", no
    return render(request, "portal/join.html", told, status=status)


def _joined(request: HttpRequest, newcomer: Newcomer, known: Known) -> tuple[Member | None, str]:
    """A new member: known by what he typed if that is nobody's, else by a random number. Why not, where there is none.

    As much is asked and written in both cases.
    """
    program, no = newcomer.program, ""
    for _ in range(TRIES):
        holder = codes.holder(program.id, known.key(program.key))
        other = Known("external", f"web-{secrets.token_hex(12)}")
        named = known if holder is None else other
        _, no = answered(request, newcomer, "/members", {"identifier": f"{named.kind}:{named.value}"})
        found = members.find([named.key(program.key)], program.id) if not no else {}
        if found:
            return Member.objects.filter(account_id__in=found.values()).first(), ""
    return None, no


def _welcomed(request: HttpRequest, member: Member, known: Known) -> HttpResponse:
    """Signed in on this device, with his language and what he agreed to; an address is confirmed next."""
    secret = visiting.begin(request, member.pk, proved=False)
    member_sessions.speaks(member.pk, language.of(request))
    visit = visiting.of_new_device(request, secret)
    agreeing.keep(request, visit, agreeing.AT_THE_DOOR)
    back = visiting.next_of(request)
    to = back or f"{reverse('me')}?done=joined"
    if known.kind == "email" and letters.can_be_sent():
        to = send_confirmation(request, visit, known.value, back)
    return visiting.with_cookie(redirect(to), secret)


def poster(request: HttpRequest, code: str = "") -> HttpResponse:
    """What hangs at the door and stands at the till: a QR code that leads to the form."""
    if (asked := visiting.which(request, code, "join_poster_program")) is not None:
        return asked
    program = program_named(request, code)
    address = request.build_absolute_uri(reverse("join_program", args=[code]) if code else reverse("join"))
    told = {"brand": program.called(language.of(request)), "address": address, "qr": pictures.qr(address)}
    return render(request, "portal/poster.html", told)

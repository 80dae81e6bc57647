"""The ways in: a code that is sent to a confirmed address, and a link that works once. Neither says who is a member."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from setia.engine.refusals import Refusal
from setia.services import claim_links, sign_in_codes
from setia.services.confirm_email import confirm_email
from setia.storage import clock, member_sessions
from setia.storage import sign_in_codes as codes
from setia.storage.models import Member, SignInCode
from setia.storage.programs import LoadedProgram
from setia.web import language
from setia.web.forms import asked_for
from setia.web.portal import letters, typed, visiting
from setia.web.portal.visiting import Visit, members_only, program_named


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str = "") -> HttpResponse:
    """Ask for a code."""
    if (asked := visiting.which(request, code, "me_sign_in_program")) is not None:
        return asked
    program = program_named(request, code)
    told: dict[str, Any] = {"next": visiting.next_of(request), "code": code, "can_send": letters.can_be_sent()}
    status = 200
    if request.method == "POST" and told["can_send"]:
        address, now = typed.email(request.POST.get("email", "")), clock.system_reading()
        if not address:
            status, told["mistake"], told["given"] = 422, "email", request.POST.get("email", "")
        elif not sign_in_codes.may(program, "code_by", visiting.network(request), now):
            status, told["mistake"] = 429, "often"
        else:
            letter = sign_in_codes.to_sign_in(program, address, now)
            _send(request, program, address, letter)
            return redirect(_to_code(letter.ticket, told["next"]))
    return _drawn(request, program, "portal/sign_in.html", told, status)


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, ticket: str) -> HttpResponse:
    """Tell the code that was sent: to come in, or to show that an address is one's own."""
    now = clock.system_reading()
    row = codes.find(ticket, now)
    if row is None:
        return render(request, "portal/code_over.html", {"brand": "Setia"}, status=410)
    program = visiting.about(request, row.program_id)
    told: dict[str, Any] = {
        "next": visiting.next_of(request),
        "address": row.address,
        "purpose": row.purpose,
        "ticket": ticket,
    }
    status = 200
    if request.method == "POST":
        if not sign_in_codes.may(program, "guess_by", visiting.network(request), now):
            status, told["mistake"] = 429, "often"
        elif (found := sign_in_codes.check(program, ticket, request.POST.get("code", ""), now)) is None:
            status, told["mistake"] = 422, "wrong"
        else:
            return _told(request, program, found, told["next"])
    return _drawn(request, program, "portal/code.html", told, status)


def _told(request: HttpRequest, program: LoadedProgram, found: tuple[SignInCode, Member], back: str) -> HttpResponse:
    """What a right code does."""
    row, member = found
    if row.purpose == "sign_in":
        return visiting.with_cookie(redirect(back or "me"), visiting.begin(request, member.pk, proved=True))
    visit = visiting.of_request(request)
    if visit is None or visit.device.member_id != member.pk:
        return redirect("me_sign_in")
    now = clock.system_reading()
    if row.purpose == "prove":
        member_sessions.proved(visit.device, member.pk, now)
        return redirect(back or "me")
    owner = confirm_email(program, member, row.address, now)
    if isinstance(owner, Refusal):
        return redirect(f"{reverse('me_settings')}?done=not_confirmed")
    if owner.pk != member.pk and not _is_new(visit):
        return redirect(f"{reverse('me_settings')}?done=two_accounts")
    if owner.pk != member.pk:
        asked_for(request, visit.asking("adjust"), f"{visit.path}/merge", {"into": owner.public_id})
    member_sessions.proved(visit.device, owner.pk, now)
    return redirect(back or f"{reverse('me')}?done=confirmed")


def _is_new(visit: Visit) -> bool:
    """Whether a member has only joined on this device, and is known by nothing that he has shown to be his."""
    return visit.device.proved_at == 0 and not codes.confirmed(visit.device.member_id, "email")


@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show that a link lets in; let in. Opening it changes nothing, so that whatever looks at links uses none up."""
    now = clock.read()
    found = claim_links.opens(secret, now) if request.method == "GET" else claim_links.use(secret, now)
    if found is None:
        return render(request, "portal/link_over.html", {"brand": "Setia"}, status=410)
    program = visiting.about(request, found.program_id)
    if request.method == "GET":
        return _drawn(request, program, "portal/link.html", {})
    return visiting.with_cookie(redirect("me"), visiting.begin(request, found.pk, proved=True))


@require_POST
@members_only
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign this device out, or all of them."""
    if request.POST.get("where") == "everywhere":
        member_sessions.end_all(visit.device)
    else:
        member_sessions.end(visit.device)
    return visiting.without_cookie(redirect(f"{reverse('me_sign_in')}?done=left"))


@require_http_methods(["GET", "POST"])
@members_only
def confirm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say which address is one's own; a code is sent there. Who has one already shows first that it is he."""
    told: dict[str, Any] = {"here": "settings", "can_send": letters.can_be_sent()}
    if codes.confirmed(visit.device.member_id, "email") and not visit.has_proved:
        return redirect(f"{reverse('me_prove')}?{urlencode({'next': request.path})}")
    status, now = 200, clock.system_reading()
    if request.method == "POST" and told["can_send"]:
        address = typed.email(request.POST.get("email", ""))
        if not address:
            status, told["mistake"], told["given"] = 422, "email", request.POST.get("email", "")
        elif not sign_in_codes.may(visit.program, "code_by", visiting.network(request), now):
            status, told["mistake"] = 429, "often"
        else:
            letter = sign_in_codes.to_confirm(visit.program, visit.member, address, now)
            _send(request, visit.program, address, letter)
            return redirect(_to_code(letter.ticket, ""))
    return visiting.draw(request, visit, "portal/email.html", told, status)


@require_http_methods(["GET", "POST"])
@members_only
def prove(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show once more that it is he, before his data is taken away or ended."""
    back, now = visiting.next_of(request), clock.system_reading()
    address = visiting.confirmed_address(visit)
    told: dict[str, Any] = {"here": "settings", "next": back, "address": address, "can_send": letters.can_be_sent()}
    status = 200
    if request.method == "POST" and address and told["can_send"]:
        if sign_in_codes.may(visit.program, "code_by", visiting.network(request), now):
            letter = sign_in_codes.to_prove(visit.program, visit.member, address, now)
            _send(request, visit.program, address, letter)
            return redirect(_to_code(letter.ticket, back))
        status, told["mistake"] = 429, "often"
    return visiting.draw(request, visit, "portal/prove.html", told, status)


def send_confirmation(request: HttpRequest, visit: Visit, address: str, back: str) -> str:
    """Send a code to the address with which somebody has joined; where to tell it, to go `back` afterwards."""
    letter = sign_in_codes.to_confirm(visit.program, visit.member, address, clock.system_reading())
    _send(request, visit.program, address, letter)
    return _to_code(letter.ticket, back)


def _send(request: HttpRequest, program: LoadedProgram, address: str, letter: sign_in_codes.Letter) -> None:
    if letter.code:
        spoken = language.of(request)
        letters.send_code(letters.Code(address, letter.code, program.called(spoken), spoken))


def _to_code(ticket: str, back: str) -> str:
    query = f"?{urlencode({'next': back})}" if back else ""
    return f"{reverse('me_code', args=[ticket])}{query}"


def _drawn(
    request: HttpRequest, program: LoadedProgram, template: str, told: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page for somebody who is not signed in."""
    spoken = language.of(request)
    return render(request, template, {"brand": program.called(spoken), **told}, status=status)

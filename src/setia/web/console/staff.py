"""Who works here: taken on, let in again and let go by the owner. A link is shown once, to whoever asks for it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.services import hiring
from setia.services.for_staff import CHANNEL
from setia.services.own_card import set_own_card
from setia.services.staff import Post, StaffFault
from setia.storage.models import Member, Staff
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.known import name_of
from setia.web.pictures import qr
from setia.web.telling import Teller
from setia.wording.alphabet import place

FIELDS = {
    "bad_name": "name",
    "name_taken": "name",
    "bad_email": "email",
    "email_taken": "email",
    "bad_role": "role",
    "unknown_member": "card",
}
"""Where on the form a fault is."""


class Colleague(Struct, frozen=True):
    """One of the staff."""

    name: str
    email: str
    role: str
    store: str
    since: str
    can_be_changed: bool
    card: str
    """What the member is called who this person is; empty: none."""


@require_http_methods(["GET", "POST"])
@staff_only("staff")
def staff(request: HttpRequest, session: Session) -> HttpResponse:
    """Who there is; what is asked for is done, and a link is shown."""
    mistakes, secret = {}, ""
    if request.method == "POST":
        try:
            secret = _done(request, session)
        except StaffFault as fault:
            mistakes = {FIELDS.get(fault.code, "form"): _said(request, fault.code)}
        else:
            if not secret:
                return redirect(f"{reverse('staff')}?done={request.POST.get('action', '')}")
    link = request.build_absolute_uri(reverse("link", args=[secret])) if secret else ""
    told: dict[str, Any] = {
        "here": "account",
        "colleagues": _colleagues(session),
        "given": request.POST if mistakes else {},
        "link": link,
        "qr": qr(link) if link else "",
        "whose": request.POST.get("name", ""),
        "done": request.GET.get("done", ""),
        "mistakes": mistakes,
    }
    return render(request, "console/staff.html", told, status=422 if mistakes else 200)


def _done(request: HttpRequest, session: Session) -> str:
    """The secret of a link, where the deed makes one. Raises StaffFault."""
    given, by = request.POST, (f"staff:{session.name}", CHANNEL)
    name = given.get("name", "").strip()
    if given.get("action") == "dismiss":
        hiring.dismiss(session.program, name, by)
        return ""
    if given.get("action") == "card":
        set_own_card(session.program, name, given.get("card", "").strip()[:200], *by)
        return ""
    if given.get("action") == "link":
        return hiring.let_in_again(session.program, name, by)
    role: Any = given.get("role", "")
    post = Post(given.get("email", "").strip(), role, given.get("store", "").strip()[:64])
    return hiring.hire(session.program, name, post, by)


def _colleagues(session: Session) -> list[Colleague]:
    rows = sorted(
        Staff.objects.filter(program_id=session.program.id, revoked_at=None),
        key=lambda one: place(session.language, one.name),
    )
    users = get_user_model().objects.filter(pk__in=[one.user_id for one in rows])
    emails: dict[int, str] = dict(users.values_list("pk", "email"))
    day = Teller(session).day
    own = {one.account_id: one for one in Member.objects.filter(account_id__in=[one.own_account_id for one in rows])}
    return [
        Colleague(
            one.name,
            emails.get(one.user_id, ""),
            one.role,
            one.store,
            day(one.created_at),
            one.role in hiring.ROLES,
            name_of(own[one.own_account_id]) if one.own_account_id in own else "",
        )
        for one in rows
    ]


def _said(request: HttpRequest, code: str) -> str:
    """A fault in words."""
    speech = language.speech(request)
    said = {
        "bad_name": speech.say("first_owner", "Please use a-z, 0-9, - and _, beginning with a letter."),
        "name_taken": speech.say("staff_name_taken", "Somebody here has or had this name."),
        "bad_email": speech.say("first_email", "Please give an e-mail address."),
        "email_taken": speech.say("staff_email_taken", "Somebody who works here or elsewhere has this address."),
        "bad_role": speech.say("form_choose", "Please choose one."),
        "is_owner": speech.say("staff_is_owner", "Owners are added and removed on the server alone."),
        "works_elsewhere": speech.say("staff_elsewhere", "This person works in another program, too."),
        "unknown_member": speech.say("staff_no_member", "No member has this number."),
        "unknown_staff": speech.say("staff_unknown", "Nobody here has this name."),
    }
    return said[code].text

"""Tills as the console has them: which devices are open, who may serve by PIN, and one's own PIN."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.engine.calendar import local_date
from setia.services import tills as work
from setia.services.for_staff import CHANNEL
from setia.storage import clock
from setia.storage import tills as rows
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.pins import pin_of, wrong_pin
from setia.wording.alphabet import place
from setia.wording.doers import doer


class Server(Struct, frozen=True):
    """One of the staff, and whether he can serve."""

    id: int
    name: str
    role: str
    store: str
    has_pin: bool
    is_locked: bool


@require_http_methods(["GET", "POST"])
@staff_only("tills")
def tills(request: HttpRequest, session: Session) -> HttpResponse:
    """Close a device, or give somebody a PIN."""
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        mistakes = _done(request, session)
        if not mistakes:
            return redirect(f"{reverse('tills')}?done={request.POST.get('action', '')}")
    people = sorted(rows.staff_of(session.program.id), key=lambda one: place(session.language, one.name))
    devices = sorted(rows.opened(session.program.id), key=lambda one: place(session.language, one.name))
    pins, now = rows.pins_of([one.id for one in people]), clock.system_reading()
    zone, said, by = session.program.latest.zone, language.people(request), language.speech(request)
    told = {
        "here": "account",
        "devices": [
            (one.id, one.name, one.store, said.day(local_date(one.opened_at, zone)), doer(by, one.opened_by))
            for one in devices
        ],
        "servers": [
            Server(
                one.id,
                one.name,
                one.role,
                one.store,
                one.id in pins,
                one.id in pins and pins[one.id].locked_until > now,
            )
            for one in people
        ],
        "chosen": request.POST.get("who", ""),
        "done": request.GET.get("done", ""),
        "mistakes": mistakes,
    }
    return render(request, "console/tills.html", told, status=422 if mistakes else 200)


def _done(request: HttpRequest, session: Session) -> dict[str, str]:
    given, by = request.POST, (f"staff:{session.name}", CHANNEL)
    if given.get("action") == "close":
        text = given.get("till", "")
        if text.isascii() and text.isdigit() and len(text) < 16:
            work.close_till(session.program, int(text), by)
        return {}
    whose = next((one for one in rows.staff_of(session.program.id) if str(one.id) == given.get("who")), None)
    if whose is None:
        return {"who": language.speech(request).say("form_choose", "Please choose one.").text}
    if whose.role == "owner" and session.role != "owner":
        raise PermissionDenied  # nobody else acts under an owner's name
    mistakes = wrong_pin(request)
    if not mistakes:
        work.set_pin(session.program, whose, pin_of(request), by)
    return mistakes


@require_http_methods(["GET", "POST"])
@staff_only("serve")
def own_pin(request: HttpRequest, session: Session) -> HttpResponse:
    """The PIN by which one says at a till that it is oneself."""
    mistakes = wrong_pin(request) if request.method == "POST" else {}
    whose = rows.working(session.program.id, session.id)
    if request.method == "POST" and not mistakes and whose is not None:
        work.set_pin(session.program, whose, pin_of(request), (f"staff:{session.name}", CHANNEL))
        return redirect(f"{reverse('account')}?done=pin")
    told = {"here": "account", "mistakes": mistakes}
    return render(request, "sign_in/own_pin.html", told, status=422 if mistakes else 200)

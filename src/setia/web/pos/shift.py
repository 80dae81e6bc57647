"""Who serves: the device shows that it is a till, and beside it who has come in by PIN and when he last did something.

A till that is left alone locks by itself: what its device shows is too old. Whoever comes in ends the shift before.
"""

from __future__ import annotations

import hmac
from functools import wraps
from typing import Any, Final, ParamSpec, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from setia.services.staff import MAY
from setia.services.tills import IDLE
from setia.storage import clock, tills
from setia.storage.models import Till
from setia.web import language, looks
from setia.web.admitted import Page, Session, View, program_of

P = ParamSpec("P")

DEVICE: Final = "setia_till"
SHIFT: Final = "setia_shift"
YEAR: Final = 365 * 24 * 3600
"""Seconds that a device stays a till, unless somebody closes it."""


def device(request: HttpRequest) -> Till | None:
    """The till that this device is; None where it is none."""
    return tills.of_secret(request.COOKIES.get(DEVICE, ""))


def serving(request: HttpRequest, till: Till) -> Session | None:
    """Who serves at it now; None where it is locked, or was left alone."""
    shown = _read(request.COOKIES.get(SHIFT, ""))
    if shown is None or not till.staff_id:
        return None
    till_id, shift, at = shown
    is_his = till_id == till.id and hmac.compare_digest(shift, str(till.shift))
    if not is_his or abs(clock.machine_reading() - at) > IDLE:
        return None
    found = tills.working(till.program_id, till.staff_id)
    if found is None or "serve" not in MAY[cast("Any", found.role)]:
        return None
    program = program_of(till.program_id)
    looks.wear(request, program)
    spoken, role, now = language.of(request), cast("Any", found.role), clock.read()
    session = Session(found.id, found.name, role, till.store, "", program, spoken, now, till.name)
    request.setia_staff = session  # type: ignore[attr-defined]  # what the frame shows
    return session


def only_serving(view: View[P]) -> Page[P]:
    """A view for whoever serves at a till; a device that is locked, or no till, is shown what to do."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        till = device(request)
        session = serving(request, till) if till is not None else None
        if till is None or session is None:
            return elsewhere(request, "till")
        return still_there(view(request, session, *args, **kwargs), till)

    return cast("Page[P]", drawn)


def elsewhere(request: HttpRequest, name: str) -> HttpResponse:
    """To another page; of a part of a page, the whole page goes there."""
    answer = redirect(name)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": answer.headers["Location"]})
    return answer


def opens(answer: HttpResponse, secret: str) -> None:
    """From now on the device is a till."""
    _show(answer, DEVICE, secret, YEAR)


def begins(answer: HttpResponse, till: Till, shift: str) -> None:
    """From now on somebody serves."""
    till.shift = shift
    still_there(answer, till)


def ends(answer: HttpResponse) -> None:
    """Nobody serves any more."""
    answer.delete_cookie(SHIFT, path="/till", samesite="Lax")


def still_there(answer: HttpResponse, till: Till) -> HttpResponse:
    """Whoever serves did something just now."""
    _show(answer, SHIFT, said(till, clock.machine_reading()), None)
    return answer


def said(till: Till, at: int) -> str:
    """What the device shows of who serves at it, and when he last did something."""
    return signing.Signer(salt=SHIFT).sign_object([till.id, till.shift, at])


def _read(shown: str) -> tuple[int, str, int] | None:
    try:
        till_id, shift, at = signing.Signer(salt=SHIFT).unsign_object(shown)
    except (signing.BadSignature, ValueError):
        return None
    return till_id, shift, at


def _show(answer: HttpResponse, name: str, value: str, seconds: int | None) -> None:
    is_secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, seconds, path="/till", secure=is_secure, httponly=True, samesite="Lax")

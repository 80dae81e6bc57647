"""The door of a till: a device becomes one, locks, and lets somebody serve by his PIN."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from setia.engine.calendar import MINUTE
from setia.services import tills as work
from setia.services.for_staff import CHANNEL
from setia.services.tills import NAME, Denied
from setia.storage import clock, tills
from setia.storage.models import Till
from setia.web import language
from setia.web.admitted import Session, of_request, program_of, staff_only
from setia.web.pins import pin_of, wrong_pin
from setia.web.pos import shift
from setia.wording.alphabet import place
from setia.wording.sentences import Said

STORE_MAX = 80


@require_http_methods(["GET", "POST"])
@staff_only("serve")
def open_till(request: HttpRequest, session: Session) -> HttpResponse:
    """Make a till of this device, and serve at it at once."""
    whose, mistakes = tills.working(session.program.id, session.id), dict[str, str]()
    has_pin = session.id in tills.pins_of([session.id])
    name = request.POST.get("name", "").strip().lower()
    store = session.store or request.POST.get("store", "").strip()
    if request.method == "POST" and whose is not None:
        mistakes = _wrong(request, name, store) | ({} if has_pin else wrong_pin(request))
        if not mistakes:
            by = (f"staff:{session.name}", CHANNEL)
            if not has_pin:
                work.set_pin(session.program, whose, pin_of(request), by)
            return _opened(request, session, work.open_till(session.program, name, store, by))
    told = {
        "name": name or "till-1",
        "store": store,
        "is_fixed": bool(session.store),
        "has_pin": has_pin,
        "mistakes": mistakes,
    }
    return render(request, "pos/open.html", told, status=422 if mistakes else 200)


def _wrong(request: HttpRequest, name: str, store: str) -> dict[str, str]:
    speech, found = language.speech(request), dict[str, str]()
    if not NAME.fullmatch(name):
        found["name"] = speech.say("till_name", "Please give a short name of letters a to z, digits and dashes.").text
    if len(store) > STORE_MAX or not store.isprintable():
        found["store"] = speech.say("till_store", "Please give the store as your tills call it.").text
    return found


def _opened(request: HttpRequest, session: Session, secret: str) -> HttpResponse:
    till = tills.of_secret(secret)
    assert till is not None  # just opened
    if request.POST.get("leave"):
        logout(request)
    answer = redirect("till")
    shift.opens(answer, secret)
    shift.begins(answer, till, tills.begin_shift(till.id, session.id))
    return answer


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Who may serve here, and his PIN."""
    till = shift.device(request)
    if till is None:
        return shift.elsewhere(request, "till_open" if of_request(request) is not None else "till_closed")
    spoken = language.of(request)
    people = sorted(tills.who_may_serve(till.program_id, till.store), key=lambda one: place(spoken, one.name))
    mistake, chosen = "", request.POST.get("who", "")
    if request.method == "POST":
        whose = next((one for one in people if str(one.id) == chosen), None)
        if whose is None:
            mistake = language.speech(request).say("pin_whose", "Please say who you are.").text
        else:
            told = work.unlock(program_of(till.program_id), till, whose, pin_of(request))
            if isinstance(told, str):
                answer = redirect("till")
                shift.begins(answer, till, told)
                return answer
            mistake = _denied(request, told)
    chosen = chosen or str(till.staff_id or (people[0].id if people else ""))
    there: dict[str, Any] = {"till": till, "people_here": people, "chosen": chosen, "mistake": mistake}
    return render(request, "pos/unlock.html", there, status=422 if mistake else 200)


def _denied(request: HttpRequest, denied: Denied) -> str:
    speech, people = language.speech(request), language.people(request)
    if denied.why == "locked":
        minutes = max(1, -(-(denied.until - clock.system_reading()) // MINUTE))
        return speech.count(
            "pin_locked",
            "Too many tries were wrong; it can be tried again in {count} minute.",
            "Too many tries were wrong; it can be tried again in {count} minutes.",
            minutes,
            count=Said(minutes, people.number(minutes)),
        ).text
    return speech.count(
        "pin_wrong",
        "This PIN is not right; {count} try is left.",
        "This PIN is not right; {count} tries are left.",
        denied.left,
        count=Said(denied.left, people.number(denied.left)),
    ).text


def closed(request: HttpRequest) -> HttpResponse:
    """A device that is no till, and nobody who could make one of it."""
    return render(request, "pos/closed.html", {})


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Nobody serves any more."""
    till = shift.device(request)
    if till is not None and shift.serving(request, till) is not None:
        tills.end_shift(till.id)
    answer = redirect("till")
    shift.ends(answer)
    return answer


def still(request: HttpRequest) -> HttpResponse:
    """Asked by the page itself: a till that was left alone shows its lock. It is nothing that anybody did."""
    till: Till | None = shift.device(request)
    if till is not None and shift.serving(request, till) is not None:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"HX-Redirect": "/till"})

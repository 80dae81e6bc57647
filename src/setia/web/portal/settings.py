"""Settings: language, address, birthday, devices, and the ways to consents and own data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from setia.engine.refusals import Refusal
from setia.services.update_person import Changes, update_person
from setia.storage import member_sessions, people
from setia.web import birthdays, language
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.wording.languages import LANGUAGES


@members_only
def settings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page."""
    person = people.read(visit.device.member_id)
    told = {
        "here": "settings",
        "birthday": language.people(request).birthday(person.birth_date) if person is not None else "",
        "address": visiting.confirmed_address(visit),
        "joined": language.people(request).day(visiting.day_of(visit, visit.device.joined_at)),
        "number": visit.device.public_id,
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/settings.html", told)


@require_http_methods(["GET", "POST"])
@members_only
def birthday(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say when one's birthday is, or take it back. After the first gift for it only the shop changes it."""
    person = people.read(visit.device.member_id)
    mistakes: dict[str, str] = {}
    known = language.people(request).birthday(person.birth_date) if person is not None else ""
    if request.method == "POST":
        given, found = request.POST.get("birthday", "").strip(), ""
        if given:
            found, mistakes = birthdays.read(request, given, visiting.day_of(visit, visit.now))
        if not mistakes:
            by = ("member", "portal")
            done = update_person(visit.program, visit.member, Changes(birth_date=found), by_staff=False, by=by)
            if not isinstance(done, Refusal):
                return redirect(f"{reverse('me_settings')}?done=birthday")
            no = language.speech(request).say(
                "birthday_kept", "You were given something for it already; only the shop can change it now."
            )
            mistakes = {"birthday": no.text}
        known = given
    told = {"here": "settings", "known": known, "mistakes": mistakes}
    return visiting.draw(request, visit, "portal/birthday.html", told, status=422 if mistakes else 200)


@require_POST
@members_only
def speak(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Read in another language from now on, on every device."""
    wanted: Any = request.POST.get("language")
    if wanted in LANGUAGES:
        member_sessions.speaks(visit.device.member_id, wanted)
    return redirect(reverse("me_settings"))

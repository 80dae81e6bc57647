"""Settings: language, address, devices, and the ways to consents and own data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from setia.storage import member_sessions, people, proofs
from setia.web import language
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.wording.languages import LANGUAGES


@members_only
def settings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page."""
    person = people.read(visit.device.member_id)
    told = {
        "here": "settings",
        "name": " · ".join(one for one in (person.name, person.call_name) if one) if person is not None else "",
        "birthday": language.people(request).birthday(person.birth_date) if person is not None else "",
        "has_pin": proofs.has_pin(visit.device.member_id),
        "address": visiting.confirmed_address(visit),
        "joined": language.people(request).day(visiting.day_of(visit, visit.device.joined_at)),
        "number": visit.device.public_id,
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/settings.html", told)


@require_POST
@members_only
def speak(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Read in another language from now on, on every device."""
    wanted: Any = request.POST.get("language")
    if wanted in LANGUAGES:
        member_sessions.speaks(visit.device.member_id, wanted)
    return redirect(reverse("me_settings"))

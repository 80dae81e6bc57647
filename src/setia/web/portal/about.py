"""Who a member is, as he says it himself: his name, what to call him, his birthday. None of it has to be said."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import UNSET, UnsetType

from setia.engine.refusals import Refusal
from setia.services.update_person import Changes, update_person
from setia.storage import people
from setia.web import birthdays, language
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only


@require_http_methods(["GET", "POST"])
@members_only
def about(request: HttpRequest, visit: Visit) -> HttpResponse:
    """As it is known; changed where it is sent. After the first gift for a birthday only the shop changes its date."""
    person = people.read(visit.device.member_id)
    if person is None:
        raise Http404
    told = language.people(request)
    known = {
        "name": person.name,
        "call_name": person.call_name,
        "birthday": told.birthday(person.birth_date),
    }
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        given = {field: request.POST.get(field, "").strip() for field in known}
        mistakes = _changed(request, visit, {field: one for field, one in given.items() if one != known[field]})
        if not mistakes:
            return redirect(f"{reverse('me_settings')}?done=about")
        known = given
    page = {"here": "settings", "given": known, "mistakes": mistakes}
    return visiting.draw(request, visit, "portal/about.html", page, status=422 if mistakes else 200)


def _changed(request: HttpRequest, visit: Visit, fields: dict[str, str]) -> dict[str, str]:
    """Change what is other; the mistakes, by field, where it cannot be."""
    birth_date: str | UnsetType = fields.get("birthday", UNSET)
    if birth_date:
        birth_date, mistakes = birthdays.read(request, birth_date, visiting.day_of(visit, visit.now))
        if mistakes:
            return mistakes
    changes = Changes(name=fields.get("name", UNSET), call_name=fields.get("call_name", UNSET), birth_date=birth_date)
    done = update_person(visit.program, visit.member, changes, by_staff=False, by=("member", "portal"))
    if not isinstance(done, Refusal):
        return {}
    speech = language.speech(request)
    said = {
        "birth_date_kept": (
            "birthday",
            speech.say("birthday_kept", "You were given something for it already; only the shop can change it now."),
        ),
        "name_missing": ("form", speech.say("about_name", "A name that was given cannot become empty.")),
    }
    other = ("form", speech.say("form_refused", "This was refused."))
    field, sentence = said.get(done.code, other)
    return {field: sentence.text}

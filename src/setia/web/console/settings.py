"""The settings of a shop's pages: what it is called, its colour, its logo, and how they speak."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec.structs import replace

from setia.engine.calendar import local_date
from setia.services import change_look
from setia.services.change_look import Wish
from setia.services.for_staff import CHANNEL
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.wording.languages import LANGUAGES
from setia.wording.people import People

OWN_COLOUR = "#0a665a"
"""Setia's, where the field begins for who has none."""


@require_http_methods(["GET", "POST"])
@staff_only("settings")
def settings(request: HttpRequest, session: Session) -> HttpResponse:
    """As they are; kept where they are sent."""
    look, mistakes = session.program.look, {}
    if request.method == "POST":
        wish = _wish(request)
        mistakes = {field: said(request, code) for field, code in change_look.faults(wish).items()}
        if wish.language not in ("", *LANGUAGES):
            mistakes["language"] = said(request, "choice")
        if not mistakes:
            change_look.change_look(session.program, wish, (f"staff:{session.name}", CHANNEL))
            return redirect(f"{reverse('settings')}?done=1")
        kept = {field: getattr(wish, field) for field in ("name", "colour", "language", "era", "digits")}
        look = replace(look, **kept)
    told = {
        "here": "settings",
        "given": look,
        "called": session.program.called(session.language),
        "colour": look.colour or OWN_COLOUR,
        "years": _years(session),
        "kilobytes": change_look.LOGO_MAX // 1024,
        "done": "done" in request.GET,
        "mistakes": mistakes,
    }
    return render(request, "console/settings.html", told, status=422 if mistakes else 200)


def _years(session: Session) -> dict[str, str]:
    """This year as Thai pages may have it, by the name of its era."""
    year = local_date(session.now, session.program.latest.zone).year
    return {"buddhist": People("th").year(year), "common": People("th", "common").year(year)}


def _wish(request: HttpRequest) -> Wish:
    given, picture = request.POST, request.FILES.get("logo")
    logo: bytes | None = b"" if given.get("without_logo") else None
    if picture is not None:
        logo = picture.read(change_look.LOGO_MAX + 1)
    return Wish(
        name=given.get("name", "").strip(),
        colour=given.get("colour", "").strip().lower() if given.get("own_colour") else "",
        language=given.get("language", ""),
        era=given.get("era", ""),
        digits=given.get("digits", ""),
        logo=logo,
    )


def said(request: HttpRequest, code: str) -> str:
    """A mistake in words."""
    speech = language.speech(request)
    words = {
        "name": speech.say("settings_name", "Please give a name of at most 60 letters."),
        "colour": speech.say("settings_colour", "Please choose a colour, such as #0a665a."),
        "choice": speech.say("form_choose", "Please choose one."),
        "large": speech.say("settings_large", "This picture is larger than 64 kB. Please save it smaller."),
        "kind": speech.say("settings_kind", "Please choose a picture as PNG, JPEG or WebP."),
    }
    return words[code].text

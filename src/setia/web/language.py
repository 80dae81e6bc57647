"""The reader's language: the one chosen, kept on the device; else what the browser asks for; else the shop's own.

Where somebody is signed in it is kept in the session; the device keeps it beyond that, for whoever signs out and in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from setia.wording.languages import LANGUAGES, Language, spoken_of
from setia.wording.people import People
from setia.wording.sentences import Speech

NAMES: Final[dict[Language, str]] = {
    "en": "English",
    "ms": "Bahasa Melayu",
    "id": "Bahasa Indonesia",
    "th": "ไทย",
}
KEPT_AS: Final = "language"
COOKIE: Final = "setia_language"
KEPT_FOR: Final = 365 * 24 * 3600
"""Seconds that a device keeps it."""


class ReadersLanguage:
    """Middleware behind the session: from here on `of(request)` says which language it is."""

    def __init__(self, next_one: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = next_one

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language; sentences of Django's own follow it, too."""
        asked = _read(request)
        request.setia_language = asked or "en"  # type: ignore[attr-defined]  # where Django keeps what middleware finds
        request.setia_asks_for_none = asked is None  # type: ignore[attr-defined]
        with translation.override(of(request)):
            answer = self._next(request)
        answer.headers.setdefault("Content-Language", of(request))
        return answer


def of(request: HttpRequest) -> Language:
    """The language of this request."""
    found: Language = getattr(request, "setia_language", "en")
    return found


def settle(request: HttpRequest, own: str) -> None:
    """Let a shop's own language be that of this request, where the reader asks for none that Setia speaks."""
    found = next((one for one in LANGUAGES if one == own), None)
    if found is not None and getattr(request, "setia_asks_for_none", False):
        request.setia_language = found  # type: ignore[attr-defined]
        translation.activate(found)


def speech(request: HttpRequest) -> Speech:
    """Who says the page's own sentences."""
    return Speech(people(request))


def people(request: HttpRequest) -> People:
    """How the reader has dates and numbers, at the shop that the page is about."""
    program = getattr(request, "setia_program", None)
    return People.of(of(request), program.look) if program is not None else People(of(request))


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a language for as long as the session, and go back."""
    wanted: Any = request.POST.get("language")
    if wanted in LANGUAGES:
        request.session[KEPT_AS] = wanted
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    answer = HttpResponseRedirect(back if is_ours else "/")
    if wanted in LANGUAGES:
        answer.set_cookie(
            COOKIE, wanted, KEPT_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return answer


def _read(request: HttpRequest) -> Language | None:
    for kept in (request.session.get(KEPT_AS), request.COOKIES.get(COOKIE)):
        if kept in LANGUAGES:
            return next(one for one in LANGUAGES if one == kept)
    wanted = [part.partition(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    return spoken_of(wanted)

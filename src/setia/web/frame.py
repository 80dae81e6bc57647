"""What every page has around it: who reads it, in which program and language, and where else he can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from msgspec import Struct

from setia.services.staff import MAY, Deed
from setia.web import clocks, language, looks


class Place(Struct, frozen=True):
    """An entry of the navigation."""

    name: str
    """Of its address, its icon and its message."""
    needs: Deed
    is_at_hand: bool = True
    """Whether it is at the thumb on a phone, too, where there is room for a few."""
    picture: str = ""
    """Of its icon, where that is not called as it is."""

    @property
    def icon(self) -> str:
        """The template of its picture."""
        return f"design/icons/{self.picture or self.name}.html"


PLACES = (
    Place("dashboard", "figures"),
    Place("till", "serve"),
    Place("members", "members"),
    Place("purchases", "purchases"),
    Place("waiting", "waiting", is_at_hand=False),
    Place("rewards", "program", is_at_hand=False, picture="gift"),
    Place("program", "program", is_at_hand=False),
    Place("audit", "audit", is_at_hand=False),
    Place("settings", "settings", is_at_hand=False),
)


def of_request(request: HttpRequest) -> dict[str, Any]:
    """Django's templates have these on every page."""
    spoken = language.of(request)
    session = getattr(request, "setia_staff", None)
    own = MAY[session.role] if session is not None else frozenset()
    return {
        "language": spoken,
        "languages": language.NAMES,
        "people": language.people(request),
        "staff": session,
        "may": own,
        "places": [one for one in PLACES if one.needs in own],
        "look": looks.of_request(request),
        "is_local": not settings.PUBLIC_URLS,
        **clocks.of_request(request),
    }

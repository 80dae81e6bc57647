"""The link by which a new member makes his membership his own, as a picture that his phone reads."""

from __future__ import annotations

from django.http import HttpRequest
from msgspec import Struct

from setia.storage.models import Member
from setia.web.admitted import Session


class Picture(Struct, frozen=True):
    """A link, and its QR code."""

    link: str
    image: str
    """A data URI."""


def picture(request: HttpRequest, session: Session, member: Member) -> Picture | None:
    """A link of this member's, made now; None where nothing makes links."""
    return None

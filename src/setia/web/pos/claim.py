"""The link by which a new member makes his membership his own, as a picture that his phone reads."""

from __future__ import annotations

from django.http import HttpRequest
from msgspec import Struct

from setia.services import claim_links
from setia.storage.models import Member
from setia.web.admitted import Session
from setia.web.pictures import qr


class Picture(Struct, frozen=True):
    """A link, and its QR code."""

    link: str
    image: str


def picture(request: HttpRequest, session: Session, member: Member) -> Picture | None:
    """A link of this member's, made now: it opens his page once, within a quarter of an hour.

    None for whoever did not join just now: whoever serves would get at what is somebody else's by it.
    """
    if session.now - member.joined_at > claim_links.LIVES:
        return None
    link = request.build_absolute_uri(claim_links.make(member, session.now))
    return Picture(link, qr(link))

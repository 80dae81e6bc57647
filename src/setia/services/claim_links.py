"""Claim links: how a till lets a member in on his own phone, once, by a QR code that it shows (ADR 0030)."""

from __future__ import annotations

from setia.engine.calendar import MINUTE
from setia.storage import aliases, links, privacy
from setia.storage.models import Member, MemberLink

LIVES = 15 * MINUTE
"""How long a link is good, unless it is used before."""

PATH = "/me/link/"


def make(member: Member, now: int) -> str:
    """The path of a new link for a member, at `now` of the deployment's clock. Whoever opens it first is let in.

    It is for nobody but the member to see: it is shown to him, printed or sent nowhere, and stands in no log.
    """
    secret = links.add(MemberLink(member_id=member.pk, created_at=now, expires_at=now + LIVES))
    return f"{PATH}{secret}"


def opens(secret: str, now: int) -> Member | None:
    """Whom a link would let in; None where it is used, over, or none at all. Looking uses nothing up."""
    return _living(links.opens(MemberLink, secret, now))


def use(secret: str, now: int) -> Member | None:
    """Whom a link lets in, now and never again; of two who use it at once, one is let in."""
    if opens(secret, now) is None:
        return None
    return _living(links.use(MemberLink, secret, now))


def _living(link: MemberLink | None) -> Member | None:
    """A link's member, or whom he was merged into; nobody where he has been erased."""
    if link is None:
        return None
    found = aliases.now_known_as(link.member_id)
    return None if found is None or privacy.erased_accounts([found.account_id]) else found

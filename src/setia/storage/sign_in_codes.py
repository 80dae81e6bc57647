"""Codes that are sent to addresses, which addresses are confirmed, and how often something was tried: rows only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db.models import F

from setia.engine.calendar import DAY
from setia.storage import links
from setia.storage.models import ConfirmedIdentifier, Identifier, Member, MemberAttempt, SignInCode
from setia.storage.rows import insert_new


def add(code: SignInCode) -> str:
    """Keep a code, which lacks only its ticket; what the ticket says, for the browser alone. Old ones are deleted."""
    SignInCode.objects.filter(created_at__lte=code.created_at - DAY).delete()
    ticket = secrets.token_urlsafe(32)
    code.ticket = links.digest(ticket)
    code.save(force_insert=True)
    return ticket


def find(ticket: str, now: int) -> SignInCode | None:
    """A code that can still be told; None where it is used or over."""
    return SignInCode.objects.filter(ticket=links.digest(ticket), used_at=None, expires_at__gt=now).first()


def begin_try(ticket: str, most: int, now: int) -> SignInCode | None:
    """Count a try before it is looked at, so that many at once are not more; None where there is none left."""
    mine = SignInCode.objects.filter(ticket=links.digest(ticket), used_at=None, expires_at__gt=now, failed__lt=most)
    return find(ticket, now) if mine.update(failed=F("failed") + 1) else None


def use(code: SignInCode, now: int) -> bool:
    """Use a code up; whether it was not before."""
    return bool(SignInCode.objects.filter(ticket=code.ticket, used_at=None).update(used_at=now, address=""))


def is_confirmed(member_id: int, key: bytes) -> bool:
    """Whether a member has shown that this identifier is his."""
    return ConfirmedIdentifier.objects.filter(member_id=member_id, key=key).exists()


def confirm(member_id: int, key: bytes, now: int) -> None:
    """He has shown it."""
    insert_new("confirmed_identifier", "member_id, key, confirmed_at", [(member_id, key, now)])


def confirmed(member_id: int, kind: str) -> bool:
    """Whether a member has an identifier of a kind that he has shown to be his."""
    keys = Identifier.objects.filter(member_id=member_id, kind=kind).values("key")
    return ConfirmedIdentifier.objects.filter(member_id=member_id, key__in=keys).exists()


def holder(program_id: int, key: bytes) -> Member | None:
    """Whose an identifier is."""
    return Member.objects.filter(identifier__program_id=program_id, identifier__key=key).first()


def tried(key: bytes, limits: Sequence[tuple[int, int]], now: int) -> bool:
    """Note that something is tried; whether it was not too often: each limit is how many, in how long."""
    MemberAttempt.objects.filter(at__lte=now - DAY).delete()
    MemberAttempt.objects.create(key=key, at=now)
    return all(MemberAttempt.objects.filter(key=key, at__gt=now - within).count() <= most for most, within in limits)

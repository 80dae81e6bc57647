"""The staff: added, found by their user, and let in once by a link."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db.models import Max

from setia.storage.models import Secret, Staff, StaffLink


def add(program_id: int, name: str, user_id: int, given: tuple[str, str], by: tuple[str, int]) -> Staff:
    """Somebody with a role, and the only store that he works in; `by` is who adds him, and when.

    Raises IntegrityError where the program has one of that name.
    """
    highest = Staff.objects.aggregate(highest=Max("id"))["highest"] or 0
    role, store = given
    actor, now = by
    return Staff.objects.create(
        id=highest + 1,
        program_id=program_id,
        user_id=user_id,
        name=name,
        role=role,
        store=store,
        created_at=now,
        created_by=actor,
    )


def of_user(user_id: int) -> list[Staff]:
    """What a user is in which programs, oldest first."""
    return list(Staff.objects.filter(user_id=user_id, revoked_at=None).order_by("id"))


def add_link(staff_id: int, now: int, expires_at: int) -> str:
    """The secret of a new link, shown once and never again."""
    secret = secrets.token_urlsafe(32)
    StaffLink.objects.create(digest=_digest(secret), staff_id=staff_id, created_at=now, expires_at=expires_at)
    return secret


def link_opens(secret: str, now: int) -> Staff | None:
    """Whom a link would let in; None where it is used, over, or none at all."""
    found = StaffLink.objects.filter(digest=_digest(secret), used_at=None, expires_at__gt=now).first()
    return None if found is None else Staff.objects.filter(id=found.staff_id, revoked_at=None).first()


def use_link(secret: str, now: int) -> Staff | None:
    """Whom a link lets in, now and never again; of two who use it at once, one is let in."""
    found = link_opens(secret, now)
    if found is None:
        return None
    used = StaffLink.objects.filter(digest=_digest(secret), used_at=None).update(used_at=now)
    return found if used else None


def signing_key() -> str:
    """The key that this deployment's pages sign with; made when it is first asked for."""
    found, _ = Secret.objects.get_or_create(id=1, defaults={"key": secrets.token_bytes(48)})
    return bytes(found.key).hex()


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()

"""The staff: added, found by their user, and let in once by a link."""

from __future__ import annotations

import secrets

from django.contrib.auth import get_user_model
from django.db.models import Max

from setia.storage import links
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


def addresses(program_id: int, role: str) -> list[str]:
    """E-mail addresses of who has a role now, in order."""
    users = Staff.objects.filter(program_id=program_id, role=role, revoked_at=None).values("user_id")
    found = get_user_model().objects.filter(pk__in=users, is_active=True).exclude(email="")
    return list(found.order_by("email").values_list("email", flat=True))


def add_link(staff_id: int, now: int, expires_at: int) -> str:
    """The secret of a new link, shown once and never again."""
    return links.add(StaffLink(staff_id=staff_id, created_at=now, expires_at=expires_at))


def link_opens(secret: str, now: int) -> Staff | None:
    """Whom a link would let in; None where it is used, over, or none at all."""
    return _at_work(links.opens(StaffLink, secret, now))


def use_link(secret: str, now: int) -> Staff | None:
    """Whom a link lets in, now and never again; of two who use it at once, one is let in."""
    if link_opens(secret, now) is None:
        return None
    return _at_work(links.use(StaffLink, secret, now))


def _at_work(link: StaffLink | None) -> Staff | None:
    return None if link is None else Staff.objects.filter(id=link.staff_id, revoked_at=None).first()


def signing_key() -> str:
    """The key that this deployment's pages sign with; made when it is first asked for."""
    found, _ = Secret.objects.get_or_create(id=1, defaults={"key": secrets.token_bytes(48)})
    return bytes(found.key).hex()

"""Tills and the PINs of the staff as rows: opened, closed, found by what a device shows; tries counted."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from setia.storage.models import Staff, StaffPin, Till


def add(program_id: int, name: str, store: str, by: tuple[str, int]) -> str:
    """Open a till; one that is open under this name is closed. The secret that its device shows from now on."""
    actor, now = by
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Till.objects.filter(program_id=program_id, name=name, closed_at=None).update(closed_at=now, staff_id=0)
        highest = Till.objects.aggregate(highest=Max("id"))["highest"] or 0
        Till.objects.create(
            id=highest + 1,
            program_id=program_id,
            name=name,
            store=store,
            digest=_digest(secret),
            opened_at=now,
            opened_by=actor,
        )
    return secret


def of_secret(secret: str) -> Till | None:
    """The open till whose device shows this."""
    return Till.objects.filter(digest=_digest(secret), closed_at=None).first() if secret else None


def opened(program_id: int) -> list[Till]:
    """All that are open, in order of their names."""
    return list(Till.objects.filter(program_id=program_id, closed_at=None).order_by("name"))


def close(program_id: int, till_id: int, now: int) -> str:
    """Close a till: its device shows nothing any more. Its name; empty where none is open by this id."""
    found = Till.objects.filter(program_id=program_id, id=till_id, closed_at=None).first()
    if found is None:
        return ""
    Till.objects.filter(id=till_id).update(closed_at=now, staff_id=0, shift="")
    return str(found.name)


def begin_shift(till_id: int, staff_id: int) -> str:
    """Let somebody serve, and nobody else; what his device shows beside the till's own secret."""
    shift = secrets.token_urlsafe(16)
    Till.objects.filter(id=till_id).update(staff_id=staff_id, shift=shift)
    return shift


def end_shift(till_id: int) -> None:
    """Nobody serves any more."""
    Till.objects.filter(id=till_id).update(staff_id=0, shift="")


def who_may_serve(program_id: int, store: str) -> list[Staff]:
    """Those with a PIN who work in this store, or in any, in order of their names."""
    pinned = StaffPin.objects.values("staff_id")
    found = Staff.objects.filter(program_id=program_id, revoked_at=None, id__in=pinned)
    return list(found.filter(store__in=("", store)).order_by("name"))


def staff_of(program_id: int) -> list[Staff]:
    """All of the staff, in order of their names."""
    return list(Staff.objects.filter(program_id=program_id, revoked_at=None).order_by("name"))


def working(program_id: int, staff_id: int) -> Staff | None:
    """One of the staff, unless he was removed."""
    return Staff.objects.filter(program_id=program_id, id=staff_id, revoked_at=None).first()


def pins_of(staff_ids: list[int]) -> dict[int, StaffPin]:
    """PINs by whose they are."""
    return StaffPin.objects.in_bulk(staff_ids)


def set_pin(staff_id: int, hashed: str, now: int) -> None:
    """Give somebody a PIN, instead of the one that he has; what was wrong before counts no more."""
    StaffPin.objects.update_or_create(
        staff_id=staff_id, defaults={"hashed": hashed, "failed": 0, "locked_until": 0, "set_at": now}
    )


def locked_pin(staff_id: int) -> StaffPin | None:
    """Somebody's PIN, locked; inside a transaction."""
    return StaffPin.objects.select_for_update().filter(staff_id=staff_id).first()


def clear_pin(staff_id: int, hashed: str) -> None:
    """What was wrong before counts no more, if the PIN is still this one."""
    StaffPin.objects.filter(staff_id=staff_id, hashed=hashed).update(failed=0, locked_until=0)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()

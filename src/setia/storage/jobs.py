"""Claiming jobs: by one conditional update, so that of several processes one does it (design section 5)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from msgspec import Struct

from setia.storage.models import Job
from setia.storage.rows import insert_new


class Claimed(Struct, frozen=True):
    """A job that this process does now."""

    program_id: int
    name: str
    holder: str


def claim(claimed: Claimed, now: int, lease: int) -> bool:
    """Take a job that is due and that nobody holds, for so many microseconds. Whether it is ours now."""
    mine = Job.objects.filter(program_id=claimed.program_id, name=claimed.name)
    if mine.exists() and not _free(mine, now).exists():  # mostly: then nothing is locked
        return False
    with transaction.atomic():
        row = (claimed.program_id, claimed.name, "", 0, 0)
        insert_new("job", "program_id, name, holder, held_until, next_at", [row])
        return _free(mine, now).update(holder=claimed.holder, held_until=now + lease) == 1


def _free(mine: QuerySet[Job], now: int) -> QuerySet[Job]:
    """Of these jobs, those that are due and that nobody holds."""
    return mine.filter(held_until__lte=now, next_at__lte=now)


def finish(claimed: Claimed, now: int, next_at: int) -> bool:
    """It is done until `next_at`. False where the lease ran out meanwhile, and somebody else has it."""
    mine = Job.objects.filter(program_id=claimed.program_id, name=claimed.name, holder=claimed.holder)
    return mine.update(held_until=0, next_at=next_at, done_at=now) == 1

"""Alerts: laid out once, claimed by conditional update with a lease, and found again by the link in their letter."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from setia.storage import links, outbox
from setia.storage.models import Alert, AlertReach, Member
from setia.storage.outbox import Told
from setia.storage.rows import insert_new

COLUMNS = (
    "program_id, position, member_id, number, state, made_at, tries, next_at, holder, held_until, digest, expires_at"
)


def reach(program_id: int) -> int:
    """How far a program's alerts have come in the log; from the first look on, everything after that moment."""
    found = AlertReach.objects.filter(program_id=program_id).values_list("position", flat=True).first()
    if found is not None:
        return found
    insert_new("alert_reach", "program_id, position", [(program_id, outbox.last_position())])
    return AlertReach.objects.values_list("position", flat=True).get(program_id=program_id)


def lay_out(program_id: int, stretch: tuple[int, int], used: Sequence[Told], now: int) -> bool:
    """Lay alerts out for a stretch of the log. False, and nothing done, where somebody else has moved on meanwhile."""
    ids = dict(Member.objects.filter(public_id__in={one.member for one in used}).values_list("public_id", "pk"))
    rows = [
        (program_id, one.position, ids[one.member], one.seq, "waiting", now, 0, now, "", 0, b"", 0)
        for one in used
        if one.member in ids
    ]
    with transaction.atomic():
        mine = AlertReach.objects.filter(program_id=program_id, position=stretch[0])
        if mine.update(position=stretch[1]) != 1:
            return False
        insert_new("alert", COLUMNS, rows)
    return True


def claim(program_id: int, holder: str, lease: tuple[int, int], limit: int) -> list[Alert]:
    """Alerts that are due and that nobody holds; `lease` is now, and until when they are ours."""
    now, until = lease
    ids = list(_free(program_id, now).order_by("next_at", "id").values_list("id", flat=True)[:limit])
    if not ids or not _free(program_id, now).filter(id__in=ids).update(holder=holder, held_until=until):
        return []
    return list(Alert.objects.filter(id__in=ids, holder=holder, held_until=until).order_by("id"))


def _free(program_id: int, now: int) -> QuerySet[Alert]:
    return Alert.objects.filter(program_id=program_id, state="waiting", next_at__lte=now, held_until__lte=now)


def new_link(alert: Alert, expires_at: int) -> str:
    """The secret of a new link for a letter that is about to be sent; one that was made before is good no more."""
    secret = secrets.token_urlsafe(32)
    Alert.objects.filter(pk=alert.pk).update(digest=links.digest(secret), expires_at=expires_at)
    return secret


def settle(alert: Alert, state: str, next_at: int) -> bool:
    """What became of a try. False where the lease ran out meanwhile: then it is for whoever has it now."""
    mine = Alert.objects.filter(pk=alert.pk, holder=alert.holder, held_until=alert.held_until, state="waiting")
    return mine.update(state=state, tries=F("tries") + 1, next_at=next_at, holder="", held_until=0) == 1


def of_link(secret: str, now: int) -> Alert | None:
    """The alert whose letter had this link; None where it is over, or none at all."""
    return Alert.objects.filter(digest=links.digest(secret), expires_at__gt=now).first()


def deny(alert: Alert, now: int) -> None:
    """The member has said that it was not he."""
    Alert.objects.filter(pk=alert.pk, denied_at=None).update(denied_at=now)


def forget(program_id: int, before: int, limit: int = 1_000) -> int:
    """Delete some of those that were laid out before an instant and wait no more. Returns how many."""
    over = Alert.objects.filter(program_id=program_id, made_at__lt=before).exclude(state="waiting")
    ids = list(over.order_by("id").values_list("id", flat=True)[:limit])
    return Alert.objects.filter(id__in=ids).delete()[0] if ids else 0

"""Flags stored: raised with what they are about, listed oldest first, taken on, and done with."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from msgspec import Struct

from setia.storage.models import Flag
from setia.storage.streaming import fetch

RAISED_AT_ONCE = 500


class Raised(Struct, frozen=True, kw_only=True):
    """What is to be looked at; the fields are those of the table."""

    kind: str
    reason: str
    number: int
    event_at: int
    received_at: int
    actor: str
    channel: str
    account_id: int | None = None
    order_key: bytes | None = None
    upload_id: int | None = None


def put(program_id: int, raised: Sequence[Raised]) -> None:
    """Raise flags, in the transaction of what they are about."""
    rows = [
        Flag(program_id=program_id, **{name: getattr(one, name) for name in one.__struct_fields__}) for one in raised
    ]
    Flag.objects.bulk_create(rows, batch_size=RAISED_AT_ONCE)


def is_open(program_id: int, kind: str, account_id: int, number: int) -> bool:
    """Whether such a flag is there already that nobody is done with."""
    return bool(_open(program_id).filter(kind=kind, account_id=account_id, number=number).exists())


def waiting(
    program_id: int, kinds: Sequence[str], owner: str | None, after: tuple[int, int], most: int
) -> tuple[int, list[Flag]]:
    """How many of some kinds nobody is done with, and the oldest of them; of one owner if wished.

    `after` is when one was received, and its number: those that come later are told, all are counted.
    """
    found = _open(program_id).filter(kind__in=kinds)
    if owner is not None:
        found = found.filter(owner=owner)
    at, id_ = after
    later = found.filter(Q(received_at__gt=at) | Q(received_at=at, id__gt=id_))
    return found.count(), list(later.order_by("received_at", "id")[:most])


def own(program_id: int, id_: int, owner: str) -> bool:
    """Say who has taken one on; empty: nobody. Whether there is one."""
    return bool(_open(program_id).filter(id=id_).update(owner=owner))


def seen(program_id: int, id_: int, by: str, at: int) -> bool:
    """Somebody has looked at it and is done. Whether there was one."""
    return bool(_open(program_id).filter(id=id_).update(seen_by=by, seen_at=at))


def seen_of(program_id: int, kind: str, number: int, by: tuple[str, int]) -> None:
    """Somebody is done with everything of a kind that is about one thing."""
    _open(program_id).filter(kind=kind, number=number).update(seen_by=by[0], seen_at=by[1])


def guard(program_id: int, id_: int) -> Flag | None:
    """One of a guard, whether or not somebody is done with it."""
    return Flag.objects.filter(program_id=program_id, id=id_, kind="guard").first()


def receipts(order_keys: Sequence[bytes]) -> dict[bytes, str]:
    """Readable numbers of purchases, those that are still kept."""
    if not order_keys:
        return {}
    marks = ",".join(["%s"] * len(order_keys))
    rows = fetch(
        "SELECT k.key, r.reference FROM natural_key k JOIN purchase_reference r ON r.purchase_id = k.purchase_id"
        f" WHERE k.key IN ({marks})",
        list(order_keys),
    )
    return {bytes(key): receipt for key, receipt in rows}


def _open(program_id: int) -> QuerySet[Flag]:
    return Flag.objects.filter(program_id=program_id, seen_by="")

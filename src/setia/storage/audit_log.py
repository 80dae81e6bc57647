"""The audit log written and read: what was done to a program, and what was done by hand in its ledger, in one list."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from setia.storage import clock
from setia.storage.models import AuditLog
from setia.storage.models.ledger import BY_HAND
from setia.storage.streaming import fetch

ADMINISTRATION, LEDGER = 1, 0
"""Which of two lists an entry is from: of one instant the ledger's come last."""


class Deed(Struct, frozen=True):
    """One thing that somebody did."""

    at: int
    actor: str
    channel: str
    action: str
    """Such as program_applied; of the ledger the command, such as adjust."""
    subject: str
    details: dict[str, Any]
    place: tuple[int, int, int]
    """What a further page begins before: instant, list, number."""


class Sought(Struct, frozen=True):
    """Which deeds are meant; what is empty may be anything."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    before: tuple[int, int, int] | None = None


def note(program_id: int, by: tuple[str, str], action: str, subject: str = "", **details: int | str) -> None:
    """Append a deed, now. `by` is the actor and his channel."""
    actor, channel = by
    AuditLog.objects.create(
        program_id=program_id,
        at=clock.read(),
        actor=actor,
        channel=channel,
        action=action,
        subject=subject,
        details=msgspec.json.encode(details).decode() if details else "",
    )


def deeds(program_id: int, sought: Sought, most: int) -> list[Deed]:
    """What was done, newest first."""
    found = [*_administration(program_id, sought, most), *_ledger(program_id, sought, most)]
    return sorted(found, key=lambda one: one.place, reverse=True)[:most]


def _administration(program_id: int, sought: Sought, most: int) -> list[Deed]:
    rows = AuditLog.objects.filter(program_id=program_id)
    for field in ("actor", "action", "subject"):
        if wanted := getattr(sought, field):
            rows = rows.filter(**{field: wanted})
    if sought.before is not None:
        at, kind, id_ = sought.before
        earlier = rows.filter(at__lt=at)
        if kind > ADMINISTRATION:
            earlier = rows.filter(at__lte=at)
        elif kind == ADMINISTRATION:
            earlier = earlier | rows.filter(at=at, id__lt=id_)
        rows = earlier
    return [
        Deed(
            row.at,
            row.actor,
            row.channel,
            row.action,
            row.subject,
            msgspec.json.decode(row.details) if row.details else {},
            (row.at, ADMINISTRATION, row.id),
        )
        for row in rows.order_by("-at", "-id")[:most]
    ]


def _ledger(program_id: int, sought: Sought, most: int) -> list[Deed]:
    # As in the index of what is done by hand, or SQLite does not see that it has all of them, newest first.
    by_hand = ", ".join(f"'{kind}'" for kind in BY_HAND)
    where: list[str] = [f"j.kind IN ({by_hand})", "+a.program_id = %s"]
    parameters: list[int | str] = [program_id]
    for column, wanted in (("j.actor", sought.actor), ("j.kind", sought.action), ("m.public_id", sought.subject)):
        if wanted:
            where.append(f"{column} = %s")
            parameters.append(wanted)
    if sought.before is not None:
        at, kind, id_ = sought.before
        where.append("(j.recorded_at < %s OR (j.recorded_at = %s AND j.transaction_id < %s))")
        parameters += [at, at, id_ if kind == LEDGER else 2**62]
    rows = fetch(
        "SELECT j.recorded_at, j.actor, j.channel, j.kind, coalesce(m.public_id, ''), j.seq, t.reason, x.note,"
        " j.transaction_id FROM journal j JOIN account a ON a.id = j.account_id"
        " LEFT JOIN member m ON m.account_id = j.account_id"
        " LEFT JOIN ledger_transaction t ON t.id = j.transaction_id"
        " LEFT JOIN transaction_text x ON x.account_id = j.account_id AND x.seq = j.seq"
        f" WHERE {' AND '.join(where)} ORDER BY j.recorded_at DESC, j.transaction_id DESC LIMIT %s",
        [*parameters, most],
    )
    return [
        Deed(at, actor, channel, kind, subject, _told(seq, reason, text), (at, LEDGER, id_))
        for at, actor, channel, kind, subject, seq, reason, text, id_ in rows
    ]


def _told(seq: int, reason: str | None, text: str | None) -> dict[str, Any]:
    told = {"transaction": seq, "reason": reason or "", "note": text or ""}
    return {name: value for name, value in told.items() if value}

"""Reviews stored: commands that were set aside, found again, and decided."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands import Command, RecordPurchase, body, from_body, name
from setia.engine.purchase import from_bytes
from setia.storage.members import Known
from setia.storage.models import Review

PURCHASE = "record_purchase"


class Aside(Struct, frozen=True, kw_only=True):
    """A command that waits for somebody to look at it, or did."""

    key: bytes
    kind: str
    reason: str
    command: Command
    account_id: int | None
    member: Known | None
    member_key: bytes = b""
    order: bytes = b""
    reference: str = ""
    note: str = ""
    received_at: int
    actor: str
    channel: str
    id: int = 0
    state: str = "open"
    owner: str = ""


def put(program_id: int, aside: Aside) -> Aside:
    """Keep a command, unless it was set aside before. Returns what is kept."""
    member = aside.member
    row, _ = Review.objects.get_or_create(
        program_id=program_id,
        key=aside.key,
        defaults={
            "kind": aside.kind,
            "reason": aside.reason,
            "command": name(aside.command),
            "body": body(aside.command),
            "account_id": aside.account_id,
            "order_key": aside.order or None,
            "member_kind": member.kind if member is not None else "",
            "member_value": member.value if member is not None else "",
            "member_key": aside.member_key or None,
            "reference": aside.reference,
            "note": aside.note,
            "event_at": aside.command.event_at,
            "received_at": aside.received_at,
            "actor": aside.actor,
            "channel": aside.channel,
        },
    )
    return _read(row)


def open_reviews(program_id: int) -> list[Aside]:
    """What nobody has decided yet, oldest first."""
    return [_read(row) for row in Review.objects.filter(program_id=program_id, state="open").order_by("id")]


def find_review(program_id: int, id_: int) -> Aside | None:
    """One review, in whatever state; locked until the transaction ends."""
    row = Review.objects.select_for_update().filter(program_id=program_id, id=id_).first()
    return _read(row) if row is not None else None


def close(id_: int, state: str, by: str, at: int) -> None:
    """Decide a review: `approved` or `rejected`, by whom, when."""
    Review.objects.filter(id=id_).update(state=state, decided_by=by, decided_at=at)


def own(program_id: int, id_: int, owner: str) -> bool:
    """Say who has taken on an open review; empty: nobody. Whether there is one."""
    return bool(Review.objects.filter(program_id=program_id, id=id_, state="open").update(owner=owner))


def command_of(name: str, content: bytes) -> Command:
    """A command by its name and its body, as they were kept."""
    return RecordPurchase(from_bytes(content)) if name == PURCHASE else from_body(content)


def _read(row: Review) -> Aside:
    content = bytes(row.body)
    return Aside(
        key=bytes(row.key),
        kind=row.kind,
        reason=row.reason,
        command=command_of(row.command, content),
        account_id=row.account_id,
        member=Known(row.member_kind, row.member_value) if row.member_value else None,
        member_key=bytes(row.member_key or b""),
        order=bytes(row.order_key or b""),
        reference=row.reference,
        note=row.note,
        received_at=row.received_at,
        actor=row.actor,
        channel=row.channel,
        id=row.id,
        state=row.state,
        owner=row.owner,
    )

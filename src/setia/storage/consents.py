"""Consents as history: rows are only added, and the latest of a member, purpose and channel holds (ledger 4.13a)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

from setia.storage.keys import placeholders
from setia.storage.models import Consent, ConsentText
from setia.storage.streaming import fetch


class ConsentRecord(Struct, frozen=True):
    """One decision of a member, as it was recorded."""

    purpose: str
    channel: str
    decision: str
    text_version: str
    language: str
    text: str
    """Word for word what was shown; empty where nothing was."""
    sha256: str
    how: str
    place: str
    actor: str
    at: int


def keep_text(text: str) -> bytes:
    """The digest of a text, which is kept if it has not been yet."""
    digest = hashlib.sha256(text.encode()).digest()
    ConsentText.objects.bulk_create([ConsentText(digest=digest, text=text)], ignore_conflicts=True)
    return digest


def add(member_id: int, record: ConsentRecord) -> None:
    """Append a decision; its text is kept, its digest reckoned here."""
    Consent.objects.create(
        member_id=member_id,
        purpose=record.purpose,
        channel=record.channel,
        decision=record.decision,
        text_version=record.text_version,
        text_digest=keep_text(record.text) if record.text else None,
        language=record.language,
        how=record.how,
        place=record.place,
        actor=record.actor,
        at=record.at,
    )


def latest(member_ids: Sequence[int], purpose: str, channel: str) -> str | None:
    """`given` or `withdrawn`, as one person decided last under any of his memberships; None if it was never asked."""
    rows = fetch(
        f"SELECT decision FROM consent WHERE member_id IN ({placeholders(member_ids)})"
        " AND purpose = %s AND channel = %s ORDER BY id DESC LIMIT 1",
        [*member_ids, purpose, channel],
    )
    return str(rows[0][0]) if rows else None


def history(member_id: int) -> list[ConsentRecord]:
    """Every decision of a member, oldest first."""
    return [one for _, one in _decisions("c.member_id = %s ORDER BY c.id", [member_id])]


def page(member_id: int, after: int, most: int) -> list[tuple[int, ConsentRecord]]:
    """So many decisions of a member, oldest first, after the one with a number; each with its number."""
    return _decisions("c.member_id = %s AND c.id > %s ORDER BY c.id LIMIT %s", [member_id, after, most])


def newest(member_id: int) -> ConsentRecord:
    """The last decision of a member who has made one."""
    ((_, found),) = _decisions("c.member_id = %s ORDER BY c.id DESC LIMIT 1", [member_id])
    return found


def _decisions(where: str, parameters: list[int]) -> list[tuple[int, ConsentRecord]]:
    rows = fetch(
        "SELECT c.id, c.purpose, c.channel, c.decision, c.text_version, c.language, t.text, c.text_digest, c.how,"
        " c.place, c.actor, c.at FROM consent c LEFT JOIN consent_text t ON t.digest = c.text_digest"
        f" WHERE {where}",
        parameters,
    )
    return [
        (id_, ConsentRecord(*(*asked, text or "", bytes(digest or b"").hex(), how, place, actor, at)))
        for id_, *asked, text, digest, how, place, actor, at in rows
    ]

"""Idempotency keys: claimed before a command is decided, kept with its answer in the same commit (ledger 4.10).

A claim is never seen by another transaction: whoever else claims the same key waits until this one has committed, and
then finds the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from django.db import connection
from msgspec import Struct

from setia.engine.calendar import DAY
from setia.storage.keys import CHUNK, placeholders
from setia.storage.rows import insert_new
from setia.storage.streaming import fetch

RETENTION = 30 * DAY
"""How long an answer is kept at least."""

PURGED_AT_ONCE = 1_000
"""Answers forgotten in one statement, so that no other writer waits long."""

SEVERAL: Final = 0
"""The account of an answer that tells of several members: it is forgotten with any of them."""

State = Literal["claimed", "kept", "expired", "erased"]


class Stored(Struct, frozen=True):
    """What is known of a key."""

    fingerprint: bytes
    state: State
    account_id: int | None
    seq: int
    answer: bytes


class Claim(Struct, frozen=True):
    """A key about to be decided."""

    key: bytes
    client: str
    fingerprint: bytes


class Answer(Struct, frozen=True):
    """What was answered to a key, and where it can be looked up once the answer is forgotten."""

    key: bytes
    account_id: int | None
    seq: int
    content: bytes


def recall(keys: Iterable[bytes]) -> dict[bytes, Stored]:
    """What is known of these keys."""
    wanted = sorted(set(keys))
    found: dict[bytes, Stored] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        rows = fetch(
            "SELECT key, fingerprint, state, account_id, seq, answer FROM idempotency_key"
            f" WHERE key IN ({placeholders(part)})",
            part,
        )
        for key, fingerprint, state, account_id, seq, answer in rows:
            found[bytes(key)] = Stored(bytes(fingerprint), state, account_id, seq, bytes(answer or b""))
    return found


def claim(program_id: int, claims: Iterable[Claim], now: int) -> dict[bytes, Stored]:
    """Take keys that are free, in order of key; what is then known of all of them: `claimed` are this batch's own."""
    unique = {one.key: one for one in claims}
    rows = [(key, program_id, one.client, one.fingerprint, "claimed", 0, now) for key, one in sorted(unique.items())]
    insert_new("idempotency_key", "key, program_id, client, fingerprint, state, seq, recorded_at", rows)
    return recall(unique)


def keep(answers: Sequence[Answer]) -> None:
    """Store what was answered to keys that this batch has claimed."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE idempotency_key SET state = 'kept', account_id = %s, seq = %s, answer = %s"
            " WHERE key = %s AND state = 'claimed'",
            [(one.account_id, one.seq, one.content, one.key) for one in answers],
        )


def give_up(keys: Iterable[bytes]) -> None:
    """Free keys that this batch has claimed and nothing was answered to."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM idempotency_key WHERE key = %s AND state = 'claimed'", [(key,) for key in keys])


def purge(now: int) -> int:
    """Forget answers older than they are kept, some at a time; the keys stay for ever. Returns how many were forgotten.

    Call it again while it returns PURGED_AT_ONCE.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE idempotency_key SET state = 'expired', answer = NULL WHERE key IN"
            " (SELECT key FROM idempotency_key WHERE state = 'kept' AND recorded_at < %s"
            " ORDER BY recorded_at LIMIT %s)",
            [now - RETENTION, PURGED_AT_ONCE],
        )
        return int(cursor.rowcount)


def erase(account_id: int) -> None:
    """Forget every answer of an account at once, because its member has been erased (ledger 4.13).

    So is what tells of several members of his program: he may be one of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE idempotency_key SET state = 'erased', answer = NULL WHERE state = 'kept' AND (account_id = %s"
            " OR account_id = %s AND program_id = (SELECT program_id FROM account WHERE id = %s))",
            [account_id, SEVERAL, account_id],
        )

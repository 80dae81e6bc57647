"""Natural keys: what makes an event that is sent twice the same event, for ever (ledger 4.10 h, 4.13).

Only keyed hashes are stored, 128 bits of HMAC-SHA256 under the program's own key.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

import msgspec
from django.db import connection
from msgspec import Struct

from setia.storage import among

KEY_BYTES = 16
CHUNK = 10_000
"""Parameters in one statement; SQLite allows 32,766."""


class Accepted(Struct, frozen=True):
    """What was accepted under a key."""

    account_id: int | None
    """Whose it is now: after a merge the account merged into. None: a guest's."""
    digest: bytes
    purchase_id: int | None
    seq: int | None
    booked_in: int | None = None
    """The account whose history has it, under `seq`."""
    was_guest: bool = False
    """Whether it was a guest's when it was recorded."""


def keyed_hash(program_key: bytes, *parts: str) -> bytes:
    """The stored form of a readable key; parts cannot run into each other."""
    return hmac.digest(program_key, msgspec.json.encode(parts), "sha256")[:KEY_BYTES]


def accepted(keys: Iterable[bytes]) -> dict[bytes, Accepted]:
    """Which of these keys were used before, and for what."""
    wanted = sorted(set(keys))
    found: dict[bytes, Accepted] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            where, parameters = among.digests("k.key", part)
            cursor.execute(
                "SELECT k.key, coalesce(a.alias_of, o.account_id, k.account_id), k.digest, k.purchase_id,"
                " coalesce(o.seq, k.seq), coalesce(o.account_id, k.account_id), k.account_id IS NULL"
                " FROM natural_key k LEFT JOIN order_owner o ON o.order_key = k.key"
                " LEFT JOIN account a ON a.id = coalesce(o.account_id, k.account_id)"
                f" WHERE {where}",
                parameters,
            )
            for key, account_id, digest, purchase_id, seq, booked_in, was_guest in cursor.fetchall():
                found[bytes(key)] = Accepted(
                    account_id, bytes(digest), purchase_id, seq, booked_in, was_guest=bool(was_guest)
                )
    return found


def placeholders(values: Sequence[object]) -> str:
    """As many parameter marks as there are values."""
    return ",".join(["%s"] * len(values))

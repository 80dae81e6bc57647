"""Checkpoints: what every account's chain had come to at a position of the log, to be kept outside the database.

A record is 48 bytes: account id and sequence number, 8 bytes each, and 32 bytes that seal the head. The digest of a
checkpoint is SHA-256 over the records of all accounts with a history in order of id. The chain covers all that an
account ever did, and the seal what stood beside it, so whoever has the record of then can tell whether any of it has
changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Literal

from msgspec import Struct

from setia.storage.audit.covering import Covering
from setia.storage.streaming import fetch, stream

RECORD_BYTES = 48


class Head(Struct, frozen=True):
    """Where an account's chain stood."""

    account_id: int
    seq: int
    head: bytes
    """Sealed with what stood beside it."""

    def record(self) -> bytes:
        """The head as it is kept and hashed."""
        return self.account_id.to_bytes(8) + self.seq.to_bytes(8) + self.head


class Changed(Struct, frozen=True):
    """An account that is not what a checkpoint says it was."""

    account_id: int
    seq: int
    """The first sequence number that is not as it was."""
    what: Literal["account_gone", "transaction_gone", "transaction_changed", "transaction_added"]


def position() -> int:
    """How far the log has come."""
    return int(fetch("SELECT position FROM log WHERE id = 1")[0][0])


def created_at() -> int:
    """When this database was set up: what tells its checkpoints from another's."""
    return int(fetch("SELECT created_at FROM deployment WHERE id = 1")[0][0])


def heads_at(up_to: int) -> Iterator[Head]:
    """The head that each account had at a position, from its transactions as they are now; inside a snapshot."""
    covering = Covering()
    rows = stream(
        "SELECT t.account_id, t.seq, t.hash, l.version, t.recorded_at FROM ledger_transaction t JOIN"
        " (SELECT i.account_id, max(i.seq) AS seq, max(i.program_version) AS version"
        "    FROM ledger_transaction i JOIN outbox o ON o.transaction_id = i.id"
        f"   WHERE o.position <= {int(up_to)} GROUP BY i.account_id) l ON l.account_id = t.account_id AND l.seq = t.seq"
        " ORDER BY t.account_id"
    )
    for account_id, seq, head, version, recorded_at in rows:
        yield Head(account_id, seq, covering.sealed(account_id, bytes(head), version, recorded_at))


def digest_of(heads: Iterator[Head]) -> tuple[int, str]:
    """How many accounts, and the digest of their records in hexadecimal."""
    count, hashed = 0, hashlib.sha256()
    for head in heads:
        count += 1
        hashed.update(head.record())
    return count, hashed.hexdigest()


def read_records(content: bytes) -> Iterator[Head]:
    """Inverse of `Head.record` for many. Raises ValueError for what is no whole number of them."""
    if len(content) % RECORD_BYTES:
        raise ValueError("not a whole number of records")
    for start in range(0, len(content), RECORD_BYTES):
        record = content[start : start + RECORD_BYTES]
        yield Head(int.from_bytes(record[:8]), int.from_bytes(record[8:16]), record[16:])


def differences(then: Iterator[Head], up_to: int) -> list[Changed]:
    """The accounts whose chain no longer leads through the head that it had; inside a snapshot.

    What was added behind the checkpoint's back, up to its position, is named only where nothing else is: positions
    that were given anew would else put the blame on accounts that merely went on.
    """
    changed: list[Changed] = []
    added: list[Changed] = []
    covering = Covering()
    known = next(then, None)
    for account_id, rows in groupby(_transactions(up_to), key=lambda row: row[0]):
        while known is not None and known.account_id < account_id:
            changed.append(Changed(known.account_id, 1, "account_gone"))
            known = next(then, None)
        seq, head, last = 0, b"", 0
        if known is not None and known.account_id == account_id:
            seq, head = known.seq, known.head
            known = next(then, None)
        hashes: dict[int, bytes] = {}
        version = 0
        for _, at, found, is_covered, judged_by, recorded_at in rows:
            version = max(version, judged_by) if at <= seq else version
            last, hashes[at] = (at if is_covered else last), b""
            if at == seq:
                hashes[at] = covering.sealed(account_id, bytes(found), version, recorded_at)
        if seq and seq not in hashes:
            changed.append(Changed(account_id, min(set(range(1, seq + 1)) - hashes.keys()), "transaction_gone"))
        elif seq and hashes[seq] != head:
            changed.append(Changed(account_id, seq, "transaction_changed"))
        elif last > seq:
            added.append(Changed(account_id, seq + 1, "transaction_added"))
    while known is not None:
        changed.append(Changed(known.account_id, 1, "account_gone"))
        known = next(then, None)
    return changed or added


def _transactions(up_to: int) -> Iterator[tuple[Any, ...]]:
    """Account, number, hash, whether at or before a position, version and instant, of all transactions in order."""
    return stream(
        "SELECT t.account_id, t.seq, t.hash, coalesce(o.position, 0) BETWEEN 1 AND"
        f" {int(up_to)}, t.program_version, t.recorded_at"
        " FROM ledger_transaction t LEFT JOIN outbox o ON o.transaction_id = t.id"
        " ORDER BY t.account_id, t.seq"
    )

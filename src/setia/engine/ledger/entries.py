"""Entries and transactions: what is written, once, and never changed (ledger 4.2)."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec
from msgspec import Struct

from setia.engine.ledger.accounts import AccountName
from setia.engine.ledger.lots import Lot

Kind = Literal[
    "record",
    "earn",
    "activate",
    "expire",
    "open",
    "hold",
    "hold_extend",
    "capture",
    "release",
    "hold_expire",
    "redeem",
    "reverse_earn",
    "breakage_correction",
    "forgive",
    "restore",
    "adjust",
    "transfer",
    "merge",
    "unexpire",
    "redate",
    "tier_change",
    "reward",
]

WITHOUT_ENTRIES: frozenset[Kind] = frozenset({"record", "hold_extend", "redate", "tier_change", "reward"})
"""`record` is an accepted command that moved nothing (docs/adr/0006)."""


Redated = tuple[int, int | None, int | None]
"""A lot's number, the end it had, and the end it has now."""


# What follows cannot be part of a cycle: the collector need not look at it.


class Entry(Struct, frozen=True, gc=False):
    """Units of one wallet moved between two accounts: balanced by construction, `amount` > 0."""

    wallet: str
    source: AccountName
    target: AccountName
    amount: int
    lot: int
    """The lot's number within its account; 0 for a movement of no lot: debt incurred, or something forgiven."""


class Stamp(Struct, frozen=True, gc=False):
    """Who did it, when and why: what every transaction of one command shares."""

    command: str
    """Its verb."""
    recorded_at: int
    event_at: int
    effective_at: int
    horizon: int
    """Dues at or before it are booked first: the recording instant, or the event's own for an import of history."""
    actor: str
    channel: str
    natural_key: bytes = b""
    body_digest: bytes = b""
    """SHA-256 of the command as journalled, so that the chain also covers what was asked."""


class Transaction(Struct, frozen=True, gc=False):
    """An immutable header with its entries and the lots that it opened."""

    seq: int
    kind: Kind
    effective_at: int
    program_version: int
    entries: tuple[Entry, ...]
    opened: tuple[Lot, ...]
    prev_hash: bytes
    hash: bytes
    redated: tuple[Redated, ...] = ()
    idle_from: int | None = None
    """The activity that it is, where that puts off the end by idleness."""
    reason: str = ""
    origin_seq: int | None = None
    counterpart: str = ""
    """The other account of a transfer or merge: its random key in hexadecimal."""
    why: str = ""
    """Canonical JSON of the verdicts that led to it; worded by the surfaces."""
    changes: str = ""
    """Canonical JSON of what it changes besides units (engine.ledger.changes)."""
    closes: bool = False
    """Whether it is the last of its command, and so carries the natural key, the body's digest and `given`."""
    given: str = ""
    """Canonical JSON of every value that decided the command and is not in the journal already (engine.given)."""


_ENCODER = msgspec.json.Encoder()


def genesis(account_key: bytes) -> bytes:
    """The head of an account before its first transaction, from its own random key."""
    return hashlib.sha256(b"setia account " + account_key).digest()


def chained(draft: Transaction, stamp: Stamp, prev_hash: bytes, given: str | None) -> Transaction:
    """A transaction put at the end of a chain; with `given` it closes its command."""
    closes = given is not None
    hash_ = _hash(draft, stamp, prev_hash, given)
    return msgspec.structs.replace(draft, prev_hash=prev_hash, hash=hash_, closes=closes, given=given or "")


def chain(transaction: Transaction, stamp: Stamp) -> bytes:
    """The transaction's hash: SHA-256 over the hash before it and its canonical content.

    Covers header, entries, the dates of the lots opened, verdicts, the command's digest and what it was given; only
    numbers that are local to the account, never a database's own ids, so that a restored copy hashes alike.
    """
    return _hash(transaction, stamp, transaction.prev_hash, transaction.given if transaction.closes else None)


def _hash(transaction: Transaction, stamp: Stamp, prev_hash: bytes, given: str | None) -> bytes:
    closing = (
        (
            stamp.command,
            stamp.effective_at,
            stamp.horizon,
            stamp.natural_key.hex(),
            stamp.body_digest.hex(),
            given,
        )
        if given is not None
        else ()
    )
    content = (
        transaction.seq,
        transaction.kind,
        transaction.reason,
        transaction.origin_seq,
        transaction.counterpart,
        stamp.actor,
        stamp.channel,
        stamp.event_at,
        transaction.effective_at,
        stamp.recorded_at,
        transaction.program_version,
        [(entry.wallet, entry.source, entry.target, entry.amount, entry.lot) for entry in transaction.entries],
        [_dates(lot) for lot in transaction.opened],
        transaction.redated,
        transaction.idle_from,
        transaction.why,
        transaction.changes,
        closing,
    )
    return hashlib.sha256(prev_hash + _ENCODER.encode(content)).digest()


def _dates(lot: Lot) -> tuple[object, ...]:
    return lot.no, lot.wallet, lot.earned_at, lot.active_at, lot.expires_at, lot.funding, lot.program_version

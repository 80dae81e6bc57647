"""The hash chain, verified: every account's history hashed again from its rows (I12).

Streams its tables in the same order, (account, seq), so that memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from setia.engine.commands import digest
from setia.engine.ledger.entries import Entry, Stamp, Transaction, chain, genesis
from setia.engine.ledger.lots import Lot
from setia.storage.appending import redated_from, redated_text
from setia.storage.streaming import stream


class _Row(NamedTuple):
    """One transaction with its account and, where it closes a command, its journal row and purchase."""

    account_id: int
    account_key: bytes
    account_seq: int
    account_head: bytes
    lot_count: int
    seq: int | None
    kind: Any
    reason: str
    origin_seq: int | None
    counterpart: str
    redated: str
    idle_from: int | None
    actor: str
    channel: str
    event_at: int
    effective_at: int
    recorded_at: int
    program_version: int
    natural_key: bytes | None
    prev_hash: bytes
    hash: bytes
    why: str
    changes: str
    command: str | None
    j_natural_key: bytes | None
    j_recorded_at: int
    j_event_at: int
    j_effective_at: int
    horizon: int
    j_actor: str
    j_channel: str
    given: str
    body: bytes | None
    purchase_id: int | None
    purchase_account_id: int | None
    purchase_body: bytes | None


_TRANSACTIONS = """
    SELECT a.id, a.key, a.seq, a.head_hash, a.lot_count,
           t.seq, t.kind, t.reason, t.origin_seq, t.counterpart, t.redated, t.idle_from,
           t.actor, t.channel, t.event_at, t.effective_at,
           t.recorded_at, t.program_version, t.natural_key, t.prev_hash, t.hash, t.why, t.changes,
           j.kind, j.natural_key, j.recorded_at, j.event_at, j.effective_at, j.horizon, j.actor, j.channel, j.given,
           j.body, j.purchase_id, p.account_id, p.body
      FROM account a
      LEFT JOIN ledger_transaction t ON t.account_id = a.id
      LEFT JOIN journal j ON j.transaction_id = t.id AND j.account_id = a.id AND j.seq = t.seq
      LEFT JOIN purchase p ON p.id = j.purchase_id
     ORDER BY a.id, t.seq
"""
_ENTRIES = """
    SELECT t.account_id, t.seq, e.wallet_type, e.from_account, e.to_account, e.amount, e.lot_no
      FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
     ORDER BY t.account_id, t.seq, e.n
"""
_LOTS = """
    SELECT account_id, origin_seq, no, wallet_type, earned_at, active_at, expires_at, funding, program_version
      FROM lot ORDER BY account_id, origin_seq, no
"""


class Break(Struct, frozen=True):
    """Where a chain stops agreeing with its rows: the account and the first bad sequence."""

    account_id: int
    seq: int
    what: str


def breaks() -> Iterator[Break]:
    """The first break of every account that has one, in order of account."""
    entries, lots = _Grouped(_ENTRIES), _Grouped(_LOTS)
    rows = (_Row._make(columns) for columns in stream(_TRANSACTIONS))
    for _, of_account in groupby(rows, key=lambda row: row.account_id):
        if (found := _verify(list(of_account), entries, lots)) is not None:
            yield found


class _Grouped:
    """Rows of an ordered query handed out by their first two columns; keys are asked for in ascending order."""

    def __init__(self, sql: str) -> None:
        self._rows = stream(sql)
        self._next: tuple[Any, ...] | None = next(self._rows, None)

    def take(self, account_id: int, seq: int) -> list[tuple[Any, ...]]:
        """The rows of one transaction; rows that belong to none before it are skipped, and so are missed."""
        found: list[tuple[Any, ...]] = []
        while self._next is not None and self._next[:2] <= (account_id, seq):
            if self._next[:2] == (account_id, seq):
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _verify(rows: list[_Row], entries: _Grouped, lots: _Grouped) -> Break | None:
    account = rows[0]
    rows = [row for row in rows if row.seq is not None]
    head, opened_count, found = genesis(bytes(account.account_key)), 0, None
    if unreadable := next((n for n, row in enumerate(rows, 1) if not _as_written(row.redated)), 0):
        return Break(account.account_id, unreadable, "redated")
    first_ends, last_ends = _ends(rows)
    for n, row in enumerate(rows, 1):
        stored = [
            Lot(no, wallet, n, earned_at, active_at, expires_at, 0, version, funding)
            for _, _, no, wallet, earned_at, active_at, expires_at, funding, version in lots.take(row.account_id, n)
        ]
        moved = tuple(Entry(*columns[2:]) for columns in entries.take(row.account_id, n))
        opened_count += len(stored)
        fault = "seq" if row.seq != n else ""
        if any(lot.no in last_ends and lot.expires_at != last_ends[lot.no] for lot in stored):
            fault = "lot"
        for lot in stored:
            lot.expires_at = first_ends.get(lot.no, lot.expires_at)
        fault = fault or _fault(row, head, moved, tuple(stored))
        found = found or (Break(row.account_id, n, fault) if fault else None)
        head = bytes(row.hash)
    if found is None and (account.account_seq, bytes(account.account_head)) != (len(rows), head):
        found = Break(account.account_id, len(rows) + 1, "head")
    if found is None and account.lot_count != opened_count:
        found = Break(account.account_id, len(rows) + 1, "lot_count")
    if found is None and rows and rows[-1].command is None:
        found = Break(account.account_id, len(rows), "journal")
    return found


def _as_written(redated: str) -> bool:
    """Whether a column has not only the meaning but the very text that was written: the chain covers the meaning."""
    try:
        return redated_text(redated_from(redated)) == redated
    except msgspec.DecodeError:
        return False


def _ends(rows: list[_Row]) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """Of lots that got another end: the one they were opened with, and the one they must have now."""
    first: dict[int, int | None] = {}
    last: dict[int, int | None] = {}
    for row in rows:
        for no, before, now in redated_from(row.redated):
            first.setdefault(no, before)
            last[no] = now
    return first, last


def _fault(row: _Row, head: bytes, moved: tuple[Entry, ...], opened: tuple[Lot, ...]) -> str:
    """What is wrong with one transaction; nothing if it hashes as it says."""
    if bytes(row.prev_hash) != head:
        return "prev_hash"
    if row.command is None:
        if row.natural_key is not None:
            return "natural_key"
        stamp = Stamp("", row.recorded_at, row.event_at, row.effective_at, 0, row.actor, row.channel)
    else:
        told = (row.j_natural_key, row.j_recorded_at, row.j_event_at, row.j_actor, row.j_channel)
        if told != (row.natural_key, row.recorded_at, row.event_at, row.actor, row.channel):
            return "journal"
        body = row.body if row.purchase_id is None else row.purchase_body
        if row.purchase_id is not None and row.body is not None:
            return "journal"
        if body is None or (row.purchase_id is not None and row.purchase_account_id != row.account_id):
            return "purchase" if row.purchase_id is not None else "journal"
        stamp = Stamp(
            command=row.command,
            recorded_at=row.recorded_at,
            event_at=row.event_at,
            effective_at=row.j_effective_at,
            horizon=row.horizon,
            actor=row.actor,
            channel=row.channel,
            natural_key=bytes(row.natural_key or b""),
            body_digest=digest(bytes(body)),
        )
    rebuilt = Transaction(
        seq=row.seq or 0,
        kind=row.kind,
        effective_at=row.effective_at,
        program_version=row.program_version,
        entries=moved,
        opened=opened,
        prev_hash=head,
        hash=b"",
        reason=row.reason,
        origin_seq=row.origin_seq,
        counterpart=row.counterpart,
        redated=redated_from(row.redated),
        idle_from=row.idle_from,
        why=row.why,
        changes=row.changes,
        closes=row.command is not None,
        given=row.given if row.command is not None else "",
    )
    return "" if chain(rebuilt, stamp) == bytes(row.hash) else "hash"

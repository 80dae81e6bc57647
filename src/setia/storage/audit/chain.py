"""The hash chain, verified: every account's history hashed again from its rows (I12).

Streams five tables in the same order, (account, seq), so that memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain as flatten
from typing import Any

from django.db import connection
from msgspec import Struct

from setia.engine.commands import digest
from setia.engine.ledger.entries import Entry, Stamp, Transaction, chain, genesis
from setia.engine.ledger.lots import Lot

FETCH = 5_000

_HEADERS = """
    SELECT a.id, a.key, a.seq, a.head_hash, a.lot_count,
           t.id, t.seq, t.kind, t.reason, t.origin_seq, t.actor, t.channel, t.event_at, t.effective_at, t.recorded_at,
           t.program_version, t.natural_key, t.prev_hash, t.hash, t.why,
           j.transaction_id, j.natural_key, j.recorded_at, j.event_at, j.actor, j.channel, j.given, j.body, p.body,
           p.account_id, p.event_at, j.effective_at
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
    SELECT account_id, origin_seq, no, wallet_type, earned_at, active_at, expires_at
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
    for account in _accounts():
        if (found := _verify(account, entries, lots)) is not None:
            yield found


class _Grouped:
    """Rows of an ordered query handed out by their first two columns; keys are asked for in ascending order."""

    def __init__(self, sql: str) -> None:
        self._rows = _stream(sql)
        self._next: tuple[Any, ...] | None = next(self._rows, None)

    def take(self, account_id: int, seq: int) -> list[tuple[Any, ...]]:
        """The rows of one transaction; rows that belong to none before it are skipped, and so are missed."""
        found: list[tuple[Any, ...]] = []
        while self._next is not None and self._next[:2] <= (account_id, seq):
            if self._next[:2] == (account_id, seq):
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _accounts() -> Iterator[list[tuple[Any, ...]]]:
    rows: list[tuple[Any, ...]] = []
    for row in flatten(_stream(_HEADERS), [(None,)]):
        if rows and rows[0][0] != row[0]:
            yield rows
            rows = []
        rows.append(row)


def _verify(rows: list[tuple[Any, ...]], entries: _Grouped, lots: _Grouped) -> Break | None:
    account_id, key, seq_now, head_now, lot_count, first_id = rows[0][:6]
    head, opened_count, found = genesis(bytes(key)), 0, None
    if first_id is None:
        rows = []
    for n, row in enumerate(rows, 1):
        seq = row[6]
        opened = [Lot(no, w, seq, e, a, x, 0, 0) for _, _, no, w, e, a, x in lots.take(account_id, seq)]
        moved = tuple(Entry(*columns[2:]) for columns in entries.take(account_id, seq))
        opened_count += len(opened)
        fault = "seq" if seq != n else _fault(row, head, moved, tuple(opened))
        found = found or (Break(account_id, n, fault) if fault else None)
        head = bytes(row[18])
    if found is None and (seq_now, bytes(head_now), lot_count) != (len(rows), head, opened_count):
        found = Break(account_id, len(rows) + 1, "head")
    if found is None and rows and rows[-1][20] is None:
        found = Break(account_id, len(rows), "journal")
    return found


def _fault(row: tuple[Any, ...], head: bytes, moved: tuple[Entry, ...], opened: tuple[Lot, ...]) -> str:
    """What is wrong with one transaction; nothing if it hashes as it says."""
    _, seq, kind, reason, origin_seq, actor, channel, event_at, effective_at, recorded_at = row[5:15]
    version, natural_key, prev_hash, hash_, why = row[15:20]
    closes = row[20] is not None
    given, natural, body_digest = "", b"", b""
    if closes:
        journalled = (_bytes(row[21]), *row[22:26])
        if journalled != (_bytes(natural_key), recorded_at, event_at, actor, channel):
            return "journal"
        if row[28] is not None and (row[29], row[30]) != (row[0], event_at):
            return "purchase"
        body = row[27] if row[28] is None else row[28]
        if body is None or (kind != "expire" and kind != "activate" and row[31] != effective_at):
            return "journal"
        given, natural, body_digest = row[26], _bytes(natural_key), digest(bytes(body))
    elif natural_key is not None:
        return "natural_key"
    if bytes(prev_hash) != head:
        return "prev_hash"
    stamp = Stamp(recorded_at, event_at, effective_at, actor, channel, natural, body_digest, given)
    rebuilt = Transaction(seq, kind, effective_at, version, moved, opened, head, b"", reason, origin_seq, why, closes)
    return "" if chain(rebuilt, stamp) == bytes(hash_) else "hash"


def _bytes(value: Any) -> bytes:
    return bytes(value) if value is not None else b""


def _stream(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(FETCH):
            yield from rows

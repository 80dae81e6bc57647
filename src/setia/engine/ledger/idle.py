"""Idleness: what a member does puts off the end of what he has; done late, it undoes an end booked meanwhile (4.3a)."""

from __future__ import annotations

import msgspec

from setia.engine.calendar import deadline
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.past import Past
from setia.engine.rules.compiled import Compiled


def note_activity(book: Book, compiled: Compiled, at: int, header: Header, past: dict[int, Past]) -> tuple[bool, bool]:
    """Something that counts happened at an instant. Returns whether an end moved, and whether one was undone.

    `past` has the transactions that booked an end by idleness after that instant, for wallets that have one.
    """
    moved = undone = False
    for unit in compiled.units.values():
        wallet = book.wallet(unit.id)
        if unit.idle is None or wallet.paused:
            continue
        idle_at = deadline(at, unit.idle, compiled.zone)
        if wallet.idle_at is not None and idle_at <= wallet.idle_at:
            continue
        moved = True
        expiry = past.get(wallet.idle_expired_seq) if wallet.idle_expired_at and at < wallet.idle_expired_at else None
        changed = msgspec.structs.replace(wallet, idle_at=idle_at)
        if expiry is not None:
            changed = msgspec.structs.replace(changed, idle_expired_at=None, idle_expired_seq=0)
        book.set_wallet(unit.id, changed)
        if expiry is not None:
            undone = True
            _unexpire(book, unit.id, expiry, at, header)
    return moved, undone


def _unexpire(book: Book, wallet: str, expiry: Past, at: int, header: Header) -> None:
    back = 0
    for entry in expiry.entries:
        amount = min(entry.amount, book.lots[entry.lot].expired) if entry.wallet == wallet else 0
        if amount:
            book.credit(entry.lot, "expired", amount)
            back += amount
    if back:
        book.write("unexpire", at, msgspec.structs.replace(header, origin_seq=expiry.seq))

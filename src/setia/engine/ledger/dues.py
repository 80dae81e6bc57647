"""What falls due by itself: activations, expiries and ends of holds, each at its own instant.

Booking is exact whenever it runs: each due is a transaction with its due instant as effective time, in order of
instant, so that the ledger's content does not depend on when a sweep ran (design section 3).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from setia.engine.calendar import sooner
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot, in_order_of_consumption

IDLE = "idle"
"""Reason of an expiry that idleness brought."""

VersionAt = Callable[[int], int]
"""The number of the program version in force at an instant."""


def book_dues(book: Book, horizon: int, version_at: VersionAt) -> None:
    """Write everything due at or before `horizon`; all open lots and holds of the account must be loaded.

    At one instant: activations, then ends of holds, then expiries.
    """
    while (instant := _earliest(book)) is not None and instant <= horizon:
        header = Header(version_at(instant))
        _activate(book, instant, header)
        for hold in _ended(book, instant):
            free_parts(book, hold, 0, instant)
            book.set_hold(msgspec.structs.replace(hold, state="expired"))
            book.write("hold_expire", instant, msgspec.structs.replace(header, origin_seq=hold.seq))
        _expire(book, instant, header)


def free_parts(book: Book, hold: Hold, kept: int, at: int) -> None:
    """Give a hold's units back, all but the first `kept`: to available, or to expired where their lot has ended."""
    for lot_no, amount in hold.parts:
        skipped = min(kept, amount)
        kept -= skipped
        back = amount - skipped
        if not back:
            continue
        lot = book.lots[lot_no]
        end = book.deadline(lot)
        if end is not None and end <= at:
            book.move(lot_no, "held", "expired", back)
        else:
            book.credit(lot_no, "held", back)


def _earliest(book: Book) -> int | None:
    soonest: int | None = None
    for lot in book.lots.values():
        soonest = sooner(soonest, lot.next_due(book.idle_at(lot)))
    for hold in book.holds.values():
        if hold.state == "open":
            soonest = sooner(soonest, hold.ends_at)
    return soonest


def _ended(book: Book, instant: int) -> list[Hold]:
    return sorted(
        (hold for hold in book.holds.values() if hold.state == "open" and hold.ends_at <= instant),
        key=lambda hold: (hold.ends_at, hold.seq),
    )


def _activate(book: Book, instant: int, header: Header) -> None:
    ripe = [lot for lot in book.lots.values() if lot.pending and lot.usable(instant, book.idle_at(lot))]
    for lot in in_order_of_consumption(ripe):
        book.credit(lot.no, "pending", lot.pending)
    if ripe:
        book.write("activate", instant, header)


def _expire(book: Book, instant: int, header: Header) -> None:
    """Lots that end by their own date, then those that idleness ends: two transactions, for a late event undoes one."""
    over = [lot for lot in book.lots.values() if (lot.pending or lot.free) and _over(book, lot, instant)]
    by_date = [lot for lot in over if lot.expires_at is not None and lot.expires_at <= instant]
    by_idleness = [lot for lot in over if lot not in by_date]
    if by_date:
        _end(book, by_date)
        book.write("expire", instant, header)
    if by_idleness:
        _end(book, by_idleness)
        for wallet in {lot.wallet: None for lot in by_idleness}:
            ended = {"idle_expired_at": instant, "idle_expired_seq": book.seq}
            book.set_wallet(wallet, msgspec.structs.replace(book.wallet(wallet), **ended))
        book.write("expire", instant, msgspec.structs.replace(header, reason=IDLE))


def _over(book: Book, lot: Lot, instant: int) -> bool:
    end = book.deadline(lot)
    return end is not None and end <= instant


def _end(book: Book, lots: list[Lot]) -> None:
    for lot in in_order_of_consumption(lots):
        if lot.pending:
            book.move(lot.no, "pending", "expired", lot.pending)
        if free := book.lots[lot.no].free:
            book.move(lot.no, "available", "expired", free)

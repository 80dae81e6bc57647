"""What falls due by itself: activations and expiries, each at its own instant (design: every command books dues first).

Booking is exact whenever it runs: each due is a transaction with its due instant as effective time, in order of
instant, so that the ledger's content does not depend on when a sweep ran.
"""

from __future__ import annotations

from collections.abc import Callable

from setia.engine.ledger.book import Book, sooner
from setia.engine.ledger.lots import in_order_of_consumption


def book_dues(book: Book, horizon: int, version_at: Callable[[int], int]) -> None:
    """Write every activation and expiry due at or before `horizon`; all open lots of the account must be loaded.

    `version_at` tells the number of the program version in force at an instant.
    """
    booked = False
    while (instant := _earliest(book)) is not None and instant <= horizon:
        booked = True
        _activate(book, instant, version_at(instant))
        _expire(book, instant, version_at(instant))
    if booked:
        book.set_next_due()


def _earliest(book: Book) -> int | None:
    soonest: int | None = None
    for lot in book.lots.values():
        soonest = sooner(soonest, lot.next_due())
    return soonest


def _activate(book: Book, instant: int, version: int) -> None:
    ripe = [lot for lot in book.lots.values() if lot.pending and lot.usable(instant)]
    for lot in in_order_of_consumption(ripe):
        book.move(lot.no, "pending", "available", lot.pending)
    if ripe:
        book.write("activate", instant, version)


def _expire(book: Book, instant: int, version: int) -> None:
    over = [
        lot
        for lot in book.lots.values()
        if (lot.pending or lot.free) and lot.expires_at is not None and lot.expires_at <= instant
    ]
    for lot in in_order_of_consumption(over):
        if lot.pending:
            book.move(lot.no, "pending", "expired", lot.pending)
        if free := book.lots[lot.no].free:
            book.move(lot.no, "available", "expired", free)
    if over:
        book.write("expire", instant, version)

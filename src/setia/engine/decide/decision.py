"""What a decision is made from and what it comes to."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.accounts import Account
from setia.engine.ledger.book import Book
from setia.engine.ledger.dues import book_dues
from setia.engine.ledger.entries import Stamp, Transaction
from setia.engine.ledger.lots import Lot
from setia.engine.rules.versions import Versions


class Setting(Struct, frozen=True):
    """Everything about a command that is not the command: who, when, under which programs, how far to book dues."""

    stamp: Stamp
    versions: Versions
    horizon: int
    """Dues at or before it are booked first: the recording instant, or the event's own for an import of history."""


class Decision(Struct, frozen=True):
    """What will be written, and the account as it will then be."""

    account: Account
    transactions: tuple[Transaction, ...]
    changed: dict[int, Lot]
    """Lots opened or moved, by number, as they then are."""
    awarded: dict[str, int] = {}
    """Units given, by wallet."""


def open_book(account: Account, setting: Setting) -> Book:
    """The account's book with everything due by the horizon already written into it."""
    book = Book(account, setting.stamp)
    if account.next_due_at is not None and account.next_due_at <= setting.horizon:
        recorded_at = setting.stamp.recorded_at
        book_dues(book, setting.horizon, lambda instant: setting.versions.number_at(instant, recorded_at))
    return book


def conclude(book: Book, awarded: dict[str, int] | None = None) -> Decision:
    """The decision that a book amounts to."""
    return Decision(book.account(), tuple(book.transactions), book.changed, awarded or {})

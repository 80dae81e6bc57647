"""An account as it is at an instant, whether or not anybody has booked what fell due: what reads show (ledger 4.3)."""

from __future__ import annotations

from setia.engine.ledger.book import Book
from setia.engine.ledger.dues import book_dues
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.state import Account


def as_of(account: Account, now: int) -> Account:
    """The account with everything due by `now` counted as done; all open lots and holds must be loaded."""
    if account.next_due_at is None or account.next_due_at > now:
        return account
    book = Book(account, Stamp("", now, now, now, now, "", ""))
    book_dues(book, now, lambda _: 0)
    return book.account()

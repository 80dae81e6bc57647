"""An account as it is at an instant, whether or not anybody has booked what fell due: what reads show (ledger 4.3)."""

from __future__ import annotations

from setia.engine.ledger.book import Book
from setia.engine.ledger.dues import book_dues
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.redating import due_at, waiting
from setia.engine.ledger.state import Account
from setia.engine.rules.versions import Versions


def as_of(account: Account, now: int, versions: Versions) -> Account:
    """The account with everything due by `now` counted as done; all that is open must be loaded, counters too."""
    due = due_at(account, versions, now)
    if due is None or due > now:
        return account
    book = Book(account, Stamp("", now, now, now, now, "", ""))
    book.redatings = waiting(account, versions, now)
    book_dues(book, now, lambda instant: versions.in_force(instant, now))
    return book.account()

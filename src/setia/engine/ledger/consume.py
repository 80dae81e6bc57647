"""Taking units from lots in the order of consumption; the allocation is stored as entries, never worked out again."""

from __future__ import annotations

from setia.engine.ledger.accounts import AccountName
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import in_order_of_consumption

Parts = tuple[tuple[int, int], ...]


def take(book: Book, wallet: str, amount: int, target: AccountName) -> Parts:
    """Move up to `amount` free units of a wallet to `target`. Returns what each lot gave, in order.

    Everything due must be booked and all open lots loaded: then what is free is what is usable (ledger 4.3).
    """
    parts: list[tuple[int, int]] = []
    free = [lot for lot in book.lots.values() if lot.wallet == wallet and lot.free]
    for lot in in_order_of_consumption(free):
        if not amount:
            break
        part = min(amount, lot.free)
        book.move(lot.no, "available", target, part)
        parts.append((lot.no, part))
        amount -= part
    return tuple(parts)

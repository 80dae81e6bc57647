"""What an account's own history says of one earlier transaction: what a return or a restoration starts from."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.entries import Entry, Kind
from setia.engine.purchase import Purchase


class Refund(Struct, frozen=True):
    """A return of part of a purchase: whole lines, some of a line's quantity, or an amount off the whole."""

    id: str
    lines: tuple[tuple[int, int], ...] = ()
    """Line number and returned quantity in thousandths."""
    amount: int = 0
    """Minor units, where it names no lines."""


class Past(Struct, frozen=True):
    """One transaction, and every movement that named it as its origin since."""

    seq: int
    kind: Kind
    effective_at: int
    recorded_at: int
    program_version: int
    entries: tuple[Entry, ...]
    since: tuple[tuple[Kind, Entry], ...] = ()
    counterpart: str = ""
    purchase: Purchase | None = None
    refunds: tuple[Refund, ...] = ()

    def moved(self, source: str, target: str, wallet: str, lot: int | None = None) -> int:
        """Units that went from one account to another since, of a wallet or of one lot of it."""
        return sum(
            entry.amount
            for _, entry in self.since
            if (entry.source, entry.target, entry.wallet) == (source, target, wallet) and lot in (None, entry.lot)
        )

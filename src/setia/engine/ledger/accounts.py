"""An account and what it holds: the unit of lock, of sequence and of the hash chain (ledger 4.2)."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

BALANCE_MAX = 9 * 10**15
"""Largest absolute balance, exact even in a JSON reader that knows only doubles (ledger 4.1)."""

AMOUNT_MAX = 10**12
"""Largest amount of one entry (ledger 4.1)."""

Bucket = Literal["pending", "available", "held", "debt"]
"""Where a wallet keeps units. Every other account name is a system account of the program."""

SystemAccount = Literal["issued", "redeemed", "expired", "adjusted", "opening", "clearing"]

AccountName = Literal[Bucket, SystemAccount]

BUCKETS: frozenset[str] = frozenset(get_args(Bucket))

Status = Literal["open", "closed", "merged"]


class Wallet(Struct, frozen=True, gc=False):
    """One unit's balances of one account: a cache of the sum of its entries, true only before `next_due_at`."""

    pending: int = 0
    available: int = 0
    held: int = 0
    debt: int = 0
    """What is owed, as a positive number; the ledger account behind it carries the opposite sign."""
    idle_at: int | None = None
    """When idleness ends what is here, unless something happens before (ledger 4.3a)."""
    paused_at: int | None = None
    """Since when nothing here ends, for the time being; None: things end."""

    def in_pause(self, end: int | None, since: int) -> int | None:
        """The end of what there is `since` an instant, as a pause leaves it; None is never.

        What had ended when the pause began has ended, whenever it is heard of (ledger 4.3a); nothing else ends.
        """
        if end is None or self.paused_at is None or (since < self.paused_at and end <= self.paused_at):
            return end
        return None

    def moved(self, account: AccountName, amount: int) -> Wallet:
        """This wallet after `amount` (signed) has come into one of its buckets; coming into `debt` repays it.

        A system account is no wallet's: it changes nothing.
        """
        if account not in BUCKETS:
            return self
        pending, available, held, debt = self.pending, self.available, self.held, self.debt
        if account == "available":
            available += amount
        elif account == "pending":
            pending += amount
        elif account == "held":
            held += amount
        else:
            debt -= amount
        return Wallet(pending, available, held, debt, self.idle_at, self.paused_at)

"""Lots: units that were earned together, with their dates; and the order in which they are used (ledger 4.3, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from setia.engine.calendar import DAY, sooner
from setia.engine.ledger.accounts import Wallet

Part = Literal["pending", "free", "held", "spent", "expired", "reversed", "transferred", "debt_repaid"]

Funding = Literal["granted", "paid"]

PART_OF_ACCOUNT: dict[str, Part] = {
    "pending": "pending",
    "available": "free",
    "held": "held",
    "debt": "debt_repaid",
    "redeemed": "spent",
    "expired": "expired",
    "issued": "reversed",
    "adjusted": "reversed",
    "opening": "reversed",
    "clearing": "transferred",
}
"""Which part of a lot an entry's two accounts stand for. Every movement of units of a lot follows from this table."""


KEPT = 7_000 * 365 * DAY
"""The end of units that were promised for ever, in the year 8965: neither a date nor idleness ends them."""

UNTIL_CHECKED = KEPT
"""When units become usable that wait until somebody has looked at why so much was given: by themselves never."""


class Lot(Struct, gc=False):
    """A lot's units are partitioned over its parts: they add up to `amount` at all times (I4)."""

    no: int
    wallet: str
    origin_seq: int
    earned_at: int
    active_at: int
    expires_at: int | None
    """Exclusive instant; None is never. A pause leaves it as it is: see `ends_by_date`."""
    amount: int
    program_version: int
    funding: Funding = "granted"
    """Where money came from: `paid` units never expire by themselves and are spent last (ledger 4.20)."""
    pending: int = 0
    free: int = 0
    held: int = 0
    spent: int = 0
    expired: int = 0
    reversed: int = 0
    transferred: int = 0
    debt_repaid: int = 0

    def is_open(self) -> bool:
        """Whether anything of it can still move without a return."""
        return bool(self.pending or self.free or self.held)

    @property
    def waits_for_check(self) -> bool:
        """Whether what is pending of it waits for somebody, and not for a date."""
        return self.active_at == UNTIL_CHECKED and self.pending > 0

    def ends_by_date(self, wallet: Wallet) -> int | None:
        """When its own date ends it, as its wallet now stands; None is never, or not in this pause."""
        return None if self.expires_at == KEPT else wallet.in_pause(self.expires_at, self.earned_at)

    def deadline(self, wallet: Wallet) -> int | None:
        """When it ends, by its own date or by idleness, whichever comes first; None is never (ledger 4.3a).

        What was paid for is never ended by idleness, and what was promised for ever by nothing.
        """
        if self.expires_at == KEPT:
            return None
        idle_at = None if self.funding == "paid" else wallet.idle_at
        return wallet.in_pause(sooner(self.expires_at, idle_at), self.earned_at)

    def next_due(self, wallet: Wallet) -> int | None:
        """The earliest instant at which it activates or ends by itself, as its wallet now stands, or None."""
        end = self.deadline(wallet)
        if self.pending and (end is None or self.active_at < end):
            return self.active_at
        return end if self.pending or self.free else None


def in_order_of_consumption(lots: Iterable[Lot]) -> list[Lot]:
    """Granted before paid; soonest expiring first, never-expiring last; then the oldest; then by number.

    Written once, here (ledger 4.4, 4.20).
    """
    return sorted(lots, key=_rank)


def _rank(lot: Lot) -> tuple[bool, bool, int, int, int]:
    return lot.funding == "paid", lot.expires_at is None, lot.expires_at or 0, lot.earned_at, lot.no

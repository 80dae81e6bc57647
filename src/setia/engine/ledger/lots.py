"""Lots: units that were earned together, with their dates; and the order in which they are used (ledger 4.3, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from setia.engine.calendar import sooner

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


class Lot(Struct):
    """A lot's units are partitioned over its parts: they add up to `amount` at all times (I4)."""

    no: int
    wallet: str
    origin_seq: int
    earned_at: int
    active_at: int
    expires_at: int | None
    """Exclusive instant; None is never."""
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
    paused_days: int | None = None
    """Days of life left when a pause of expiry began, while it lasts."""

    def is_open(self) -> bool:
        """Whether anything of it can still move without a return."""
        return bool(self.pending or self.free or self.held)

    def usable(self, at: int, idle_at: int | None = None) -> bool:
        """Whether its free units may be used at an instant, whether or not a sweep has run."""
        end = sooner(self.expires_at, idle_at)
        return self.active_at <= at and (end is None or at < end)

    def next_due(self, idle_at: int | None = None) -> int | None:
        """The earliest instant at which it activates or ends by itself, or None; `idle_at` is its wallet's."""
        end = sooner(self.expires_at, idle_at)
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

"""Holds: units of named lots set aside until captured, released or ended by their interval (ledger 4.5)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.calendar import DAY, MINUTE

TTL_DEFAULT = 15 * MINUTE
TTL_MAX = 7 * DAY
"""Longest life of a hold, extensions included, from its creation."""

HoldState = Literal["open", "captured", "released", "expired"]


class Hold(Struct, frozen=True, gc=False):
    """A hold is known by the sequence number of the transaction that made it."""

    seq: int
    wallet: str
    reference: str
    created_at: int
    ends_at: int
    """From this instant on it has ended, whether or not anybody has booked it."""
    parts: tuple[tuple[int, int], ...]
    """Which lots, and how many units of each, in order of consumption."""
    state: HoldState = "open"
    captured: int = 0

    @property
    def amount(self) -> int:
        """Units held."""
        return sum(amount for _, amount in self.parts)

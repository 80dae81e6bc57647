"""A member's status in one tier set: which level, since when, until when, and every change before (ledger 4.15)."""

from __future__ import annotations

from msgspec import Struct


class TierStatus(Struct, frozen=True, omit_defaults=True):
    """Where a member stands in one tier set. Nobody without one is anywhere but at the lowest level."""

    level: str
    since: int
    until: int | None = None
    """When it runs out, exclusive, before any grace; None: never."""
    falls_at: int | None = None
    """When it is reviewed: `until` and the grace after it."""
    earned_at: int | None = None
    """An instant in whose window it was earned; None for what was given, and for what a fall left over."""
    granted: bool = False
    """Given by hand or by a rule, and so not lost when a purchase is returned."""
    origin_seq: int = 0
    """The order that reached it; 0 for none."""
    before: TierStatus | None = None
    """What it came from, without history: where it falls back to if that order is returned, or the grant is over."""
    history: tuple[tuple[int, str], ...] = ()
    """Every change: its instant, and the level from then on."""

    def level_at(self, instant: int, lowest: str) -> str:
        """The level at an instant, as known now."""
        found = lowest
        for at, level in self.history:
            if at > instant:
                break
            found = level
        return found


class TierChange(Struct, frozen=True, array_like=True):
    """One change, as its transaction names it."""

    set: str
    before: str
    after: str
    until: int | None
    cause: str

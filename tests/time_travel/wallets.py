"""One wallet as the oracle sees it: lots with what is left of them, and the stretches of activity that keep them.

A lot ends at the earlier of two instants: its own end, and the end of the stretch in which it was earned. A stretch is
a run of activities, each of which happened before the idle time after the one before was over. News of the past may
join two stretches, and then what ended between them had not ended after all (ledger 4.3a).

In a pause nothing ends but what had ended before it began.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NEVER = 1 << 62

FOR_EVER = 7_000 * 365 * 86_400_000_000
"""The end that is written down for units that were promised for ever."""


@dataclass(slots=True)
class Lot:
    """Units earned together."""

    no: int
    earned: int
    active: int
    end: int
    """Its own; in a pause the one that it would have without."""
    left: int
    """Neither used nor ended nor taken back."""
    waiting: bool
    """Until it is active."""
    ended: int = 0

    @property
    def rank(self) -> tuple[int, int, int]:
        """Which is used first (ledger 4.4)."""
        return self.end, self.earned, self.no


@dataclass
class Wallet:
    """One wallet of one member."""

    id: str
    lots: list[Lot] = field(default_factory=list)
    """With something left."""
    stretches: list[tuple[int, int]] = field(default_factory=list)
    """From the first activity on until idleness ends what there is, oldest first."""
    idle_ends: list[tuple[int, Lot, int]] = field(default_factory=list)
    """What idleness has ended: when, which, how much."""
    paused_at: int = NEVER
    """Since when it is paused."""
    due: int = NEVER
    """Nothing happens by itself before."""

    @property
    def paused(self) -> bool:
        """Whether nothing ends at present."""
        return self.paused_at != NEVER

    def own_end(self, lot: Lot) -> int:
        """When its date ends it, as things stand."""
        return NEVER if lot.end > self.paused_at or lot.end == FOR_EVER else lot.end

    def idle_end(self, lot: Lot) -> int:
        """The end of the stretch in which it was earned; what was promised for ever needs none."""
        if lot.end == FOR_EVER:
            return NEVER
        for begins, ends in reversed(self.stretches):
            if begins <= lot.earned < ends:
                return ends
        return NEVER

    def end(self, lot: Lot) -> int:
        """When it ends, from what is known."""
        return min(self.own_end(lot), self.idle_end(lot))

    def stretch(self, at: int, until: int) -> None:
        """Something happened: it joins what it reaches."""
        apart = [one for one in self.stretches if one[1] <= at or until <= one[0]]
        joined = [one for one in self.stretches if one not in apart]
        begins = min([at, *(one[0] for one in joined)])
        self.stretches = sorted([*apart, (begins, max([until, *(one[1] for one in joined)]))])

    def pause(self, at: int) -> None:
        """Idleness stands still."""
        self.paused_at = at
        self.stretch(at, NEVER)

    def resume(self, until: int) -> None:
        """Idleness goes on, as if something had just happened that lasts so long."""
        self.paused_at = NEVER
        self.stretches[-1] = (self.stretches[-1][0], until)

    def usable(self, at: int) -> list[Lot]:
        """Lots of which something can be used at an instant, in order of use."""
        return sorted((lot for lot in self.lots if lot.active <= at < self.end(lot)), key=lambda lot: lot.rank)

    def look(self, at: int) -> tuple[int, int]:
        """Units that can be used at an instant, and units that wait."""
        waiting = sum(lot.left for lot in self.lots if at < lot.active and at < self.end(lot))
        return sum(lot.left for lot in self.usable(at)), waiting

    def remember_due(self) -> None:
        """Forget lots with nothing left, and look ahead."""
        self.lots = [lot for lot in self.lots if lot.left]
        instants = [lot.active for lot in self.lots if lot.waiting] + [self.end(lot) for lot in self.lots]
        self.due = min(instants, default=NEVER)

"""Where one account stands in its tier sets, until something of it is told; and whether a purchase lifts it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from setia.engine.ledger.state import Account
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.rules.tier_set import Ladder
from setia.engine.what_if.shape import Shape

When = tuple[int, int, date]
"""When a purchase takes effect, when it is known of, and the day of the former."""


class _Step(Struct, frozen=True):
    """One tier set."""

    ladder: Ladder
    status: TierStatus | None
    held: int


class Climbing:
    """The levels of an account as its last decision left them."""

    def __init__(self, shape: Shape, account: Account) -> None:
        self._shape, self._joined_at = shape, account.progress.joined_at
        self.lowest: dict[str, int] = {}
        """By measure, from where on anything can change."""
        self._levels: dict[str, str] = {}
        self._since: int | None = None
        self._known = True
        self._steps = tuple([self._step(ladder, account.progress.tiers) for ladder in shape.ladders])

    def _step(self, ladder: Ladder, tiers: dict[str, TierStatus]) -> _Step:
        status, level = tiers.get(ladder.id), ladder.rungs[0].id
        if status is not None:
            if ladder.on_return == "now" or not status.history:
                self._known = False
            else:
                since, found = status.history[-1]
                self._since = max(since, self._since or since)
                level = found if found in ladder.ranks else level
        self._levels[ladder.id] = level
        held = ladder.rank(status.level) if status is not None else 0
        for rank, at_least in self._shape.climbs[ladder.id]:
            for name, least in at_least.items() if rank >= held else ():
                self.lowest[name] = min(least, self.lowest.get(name, least))
        return _Step(ladder, status, held)

    def levels(self, at: int) -> dict[str, str] | None:
        """Level by tier set. Shared: to read.

        None where one has changed since, or may be lost with what is no more in its window.
        """
        if not self._known or (self._since is not None and self._since > at):
            return None
        return self._levels

    def moves(self, comes_to: dict[str, int], when: When) -> bool:
        """Whether a level is reached, or lasts longer, when measures come to so much."""
        return any(self._moves(step, comes_to, when) for step in self._steps)

    def _moves(self, step: _Step, comes_to: dict[str, int], when: When) -> bool:
        for rank, at_least in self._shape.climbs[step.ladder.id]:
            if rank < step.held:
                break
            for name, least in at_least.items():
                if comes_to.get(name, 0) >= least:
                    return rank > step.held or self._renews(step, when)
        return False

    def _renews(self, step: _Step, when: When) -> bool:
        (at, now, day), ladder, status = when, step.ladder, step.status
        if status is None or (ladder.lasts.kind == "duration" and not status.granted):
            return False
        until = self._shape.ends(ladder, at, day, self._joined_at)
        if until is not None and until <= now:
            return False
        return status.until is not None and (until is None or until > status.until)

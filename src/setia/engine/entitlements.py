"""Entitlements: whether a member's levels give him a benefit at an instant. It decides nothing."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.progress import Progress
from setia.engine.rules.compiled import Compiled
from setia.engine.tiers import level_at


class Entitlement(Struct, frozen=True):
    """Whether a member may, and by what."""

    may: bool
    set: str = ""
    """The tier set whose level gives it."""
    level: str = ""
    until: int | None = None
    """When that level falls unless it is kept, exclusive; None: never, or it is over already."""
    levels: tuple[str, ...] = ()
    """All levels that give it, as `set/level`: what the member would have to reach."""


def entitled(progress: Progress, compiled: Compiled, thing: str, at: int) -> Entitlement | None:
    """Whether `progress` gives a benefit at an instant, as known now. None if no level gives such a thing.

    Of several levels that give it the one that lasts longest. What has not come yet may still be renewed, and is
    answered as if it were not.
    """
    best: Entitlement | None = None
    givers = tuple(
        (one.id, level.id) for one in compiled.program.tiers for level in one.levels if thing in level.benefits
    )
    if not givers:
        return None
    named = tuple(f"{set_id}/{level}" for set_id, level in givers)
    for set_id, level in givers:
        falls_at = _falls_at(progress, set_id, level)
        is_there = level_at(progress, compiled.ladders[set_id], at) == level and (falls_at is None or at < falls_at)
        if is_there and (best is None or _lasts(falls_at) > _lasts(best.until)):
            best = Entitlement(True, set_id, level, falls_at, named)
    return best or Entitlement(False, levels=named)


def _falls_at(progress: Progress, set_id: str, level: str) -> int | None:
    """When the level that a member has now ends; None for one that he does not have now, or that never does."""
    status = progress.tiers.get(set_id)
    return status.falls_at if status is not None and status.level == level else None


def _lasts(instant: int | None) -> tuple[bool, int]:
    return instant is None, instant or 0

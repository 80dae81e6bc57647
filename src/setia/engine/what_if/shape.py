"""What has to be known of a program to count purchases: found once for all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from setia.engine.ledger.state import Counter
from setia.engine.qualifying import ends, period
from setia.engine.rules.amounts import Amounts, can_tell
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.member import DaysSinceLastVisit
from setia.engine.rules.effects.points_per_amount import PointsPerAmount
from setia.engine.rules.evaluate import COUNTS
from setia.engine.rules.limit import Cap
from setia.engine.rules.limit import period as limit_period
from setia.engine.rules.tier_set import Ladder
from setia.engine.rules.versions import Version, Versions


def shape_of(version: Version) -> Shape | None:
    """None for a program of which no purchase may be counted: all have to be told."""
    compiled = version.compiled
    countable = (
        can_tell(compiled)
        and not compiled.shares
        and not compiled.redates
        and not version.watched
        and all(unit.idle is None for unit in compiled.units.values())
        and all(ladder.window.kind != "rolling" for ladder in compiled.ladders.values())
    )
    return Shape(version) if countable else None


class Shape:
    """Of the only version there is. What follows from a day alone is reckoned once a day."""

    def __init__(self, version: Version) -> None:
        self.versions = Versions((version,))
        compiled = self.compiled = version.compiled
        self.amounts = Amounts(compiled)
        self.number = version.number
        self.applied_at, self.begins_at = version.applied_at, compiled.effective_from
        self.zone, self.currency = compiled.zone, compiled.program.currency
        self.statuses = COUNTS[compiled.program.earns_at]
        self.ladders = tuple(compiled.ladders.values())
        self.climbs = {ladder.id: _climb(ladder) for ladder in self.ladders}
        """By tier set, from the highest level down: its rank, and by counter from where on it is reached."""
        self.caps = _caps(compiled)
        self.fills = tuple(
            (one.wallet, min(choice.amount for choice in one.choices)) for one in compiled.conversions.values()
        )
        """By wallet, from how many units on something may become of them."""
        kinds = set(_kinds(compiled.program.rules))
        self.reads_days = DaysSinceLastVisit in kinds
        effects = [effect for rule in compiled.program.rules for effect in rule.effects]
        crosses = any(isinstance(one, PointsPerAmount) and one.tier_at != "before" for one in effects)
        self.follows = not crosses and not compiled.pausable
        """Whether what a purchase brings about can be booked after it: no level that it reaches decides it."""
        self._windows: dict[tuple[str, date, int | None], str] = {}
        self._ends: dict[tuple[str, date, int | None], int | None] = {}
        self._periods: dict[date, list[Counter]] = {}
        self._dates: dict[tuple[str, date], tuple[int, int | None]] = {}

    def window(self, ladder: Ladder, at: int, day: date, joined_at: int | None) -> str:
        """The name of the window that an instant of a day is in."""
        key = ladder.id, day, joined_at
        if (known := self._windows.get(key)) is None:
            known = self._windows[key] = period(ladder, at, self.zone, joined_at)
        return known

    def ends(self, ladder: Ladder, at: int, day: date, joined_at: int | None) -> int | None:
        """When a level ends that is earned on a day."""
        key = ladder.id, day, joined_at
        if key not in self._ends:
            self._ends[key] = ends(ladder, at, self.zone, joined_at)
        return self._ends[key]

    def periods(self, day: date) -> list[Counter]:
        """The counters of limits on a store's day, in the order of `caps`."""
        if (known := self._periods.get(day)) is None:
            known = self._periods[day] = [(name, limit_period(day, cap.every)) for cap, name, _ in self.caps]
        return known

    def dates(self, wallet: str, at: int, day: date) -> tuple[int, int | None]:
        """When a lot earned at an instant of a day becomes usable, and when it ends."""
        unit = self.compiled.units[wallet]
        key = wallet, day
        if (known := self._dates.get(key)) is None:
            known = self._dates[key] = unit.dates(at, self.zone)
        return (at, known[1]) if unit.wait is None else known


def _climb(ladder: Ladder) -> list[tuple[int, dict[str, int]]]:
    rungs = list(enumerate(ladder.rungs))[:0:-1]
    return [(rank, {one.counter: one.at_least for one in reversed(rung.thresholds)}) for rank, rung in rungs]


def _caps(compiled: Compiled) -> tuple[tuple[Cap, str, frozenset[str]], ...]:
    """Limits that are counted: each with its counter, and the rules under it."""
    judges = [judge for track in compiled.tracks for judge in track.judges]
    return tuple(
        (cap, cap.counter(), frozenset(judge.id for judge in judges if cap in judge.caps))
        for cap in compiled.caps.values()
        if cap.every != "purchase"
    )


def _kinds(value: Any) -> list[type]:
    """The kinds of all that is inside rules."""
    if isinstance(value, tuple):
        return [kind for one in value for kind in _kinds(one)]
    if isinstance(value, msgspec.Struct):
        inside = [kind for name in value.__struct_fields__ for kind in _kinds(getattr(value, name))]
        return [type(value), *inside]
    return []

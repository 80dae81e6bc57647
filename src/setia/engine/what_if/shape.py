"""What has to be known of a program to count purchases: found once for all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

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


DAYS_KEPT = 10_000
"""Of all members together, where what follows from a day depends on when somebody joined."""


class Measure(Struct, frozen=True):
    """What purchases of a day add to."""

    counter: Counter
    """By name and window."""
    of: str
    """What is measured."""
    rules: frozenset[str]
    """Of points, those whose units count."""


class OfDay(Struct, frozen=True):
    """What follows from a day alone, in the program's zone."""

    month: str
    """`2017-03`."""
    measures: tuple[Measure, ...]
    """Of all tier sets."""
    dates: dict[str, tuple[int, int | None]]
    """By wallet, when a lot earned on it becomes usable, and when it ends; of one that need not wait, the latter."""


class Shape:
    """Of the only version there is. What follows from a day alone is reckoned once a day."""

    def __init__(self, version: Version) -> None:
        self.versions = Versions((version,))
        compiled = self.compiled = version.compiled
        self.amounts = Amounts(compiled)
        self.number = version.number
        self.applied_at, self.begins_at = version.applied_at, compiled.effective_from
        self.scene = compiled.scene
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
        self._by_joining = any(ladder.window.kind == "anniversary" for ladder in self.ladders)
        self.waits = frozenset(unit.id for unit in compiled.units.values() if unit.wait is not None)
        """Wallets whose units cannot be used at once."""
        self._days: dict[tuple[date, int | None], OfDay] = {}
        self._ends: dict[tuple[str, date, int | None], int | None] = {}
        self._periods: dict[date, list[Counter]] = {}

    def of_day(self, day: date, at: int, joined_at: int | None) -> OfDay:
        """What follows from the day of an instant, for a member who joined at some time."""
        key = day, joined_at if self._by_joining else None
        if (known := self._days.get(key)) is None:
            _make_room(self._days)
            known = self._days[key] = self._of_day(day, at, joined_at)
        return known

    def _of_day(self, day: date, at: int, joined_at: int | None) -> OfDay:
        zone = self.zone
        measures = [
            Measure((name, period(ladder, at, zone, joined_at)), one.measure, one.rules)
            for ladder in self.ladders
            for name, one in ladder.measures.items()
        ]
        dates = {id_: unit.dates(at, zone) for id_, unit in self.compiled.units.items()}
        return OfDay(day.isoformat()[:7], tuple(measures), dates)

    def ends(self, ladder: Ladder, at: int, day: date, joined_at: int | None) -> int | None:
        """When a level ends that is earned on a day."""
        key = ladder.id, day, joined_at if ladder.window.kind == "anniversary" else None
        if key not in self._ends:
            _make_room(self._ends)
            self._ends[key] = ends(ladder, at, self.zone, joined_at)
        return self._ends[key]

    def periods(self, day: date) -> list[Counter]:
        """The counters of limits on a store's day, in the order of `caps`."""
        if (known := self._periods.get(day)) is None:
            known = self._periods[day] = [(name, limit_period(day, cap.every)) for cap, name, _ in self.caps]
        return known


def _make_room(days: dict[Any, Any]) -> None:
    if len(days) >= DAYS_KEPT:  # of members who have been told of already
        days.clear()


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

"""Tier sets: levels that members reach by what they buy and do, how long they stay, and how they fall (ledger 4.15)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.calendar import Duration
from setia.engine.once import once
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.limit import TOTAL_MAX
from setia.engine.rules.wallet_type import NOTHING, OnLeave, Text, Unit

MeasureName = Literal["spend", "points", "purchases", "event"]


class Measure(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to qualify. Where a level has several, any of them is enough."""

    measure: MeasureName
    """spend: shelf value of what counts. points: what some rules gave, net of what was taken back. purchases: orders.
    event: custom events of one kind."""
    at_least: int | str
    """spend in major units; the others whole."""
    rules: tuple[str, ...] = ()
    """For points: the rules whose points count, so that a bonus need not."""
    event: str = ""


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """The time over which qualifying events are added up."""

    kind: Literal["calendar_year", "rolling", "anniversary", "lifetime"]
    months: int = 12
    """For rolling."""


class Lasts(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a level lasts once it is reached; reaching it again begins anew."""

    kind: Literal["end_of_year", "end_of_month", "duration", "for_ever"]
    years: int = 1
    """end_of_year: of how many years later; 0 is this year's. end_of_month: of that month, so many years later."""
    month: int = 12
    duration: str = "P12M"


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    """One level. The first of a set is everybody's and has nothing to qualify by."""

    id: str
    name: Text = {}
    qualify: tuple[Measure, ...] = ()
    benefits: tuple[str, ...] = ()
    """Codes of what it entitles to, for surfaces and other systems."""
    pauses_expiry: tuple[str, ...] = ()
    """Wallets in which nothing ends while a member is at this level."""
    on_leave: OnLeave = "restart"
    """What becomes of them when the level is lost: see the choices of `OnLeave`."""


class TierSet(Struct, frozen=True, forbid_unknown_fields=True):
    """Levels from the lowest up."""

    id: str
    levels: tuple[Level, ...]
    window: Window = Window("calendar_year")
    lasts: Lasts = Lasts("end_of_year")
    downgrade: Literal["one_level", "to_earned"] = "to_earned"
    grace: str = "P0D"
    """How long a level is kept after it has run out."""
    on_return: Literal["period_end", "now"] = "period_end"
    return_window: str = "P30D"
    """A level reached by a purchase that is returned within this is lost at once, whatever `on_return` says."""
    name: Text = {}


class Threshold(Struct, frozen=True):
    """A measure ready for use."""

    measure: MeasureName
    counter: str
    """The name under which the measure is counted."""
    at_least: int
    rules: frozenset[str]
    event: str


class Rung(Struct, frozen=True):
    """A level ready for use."""

    id: str
    thresholds: tuple[Threshold, ...]
    pauses_expiry: tuple[str, ...]
    on_leave: OnLeave


class Ladder(Struct, frozen=True, dict=True):
    """A tier set ready for use."""

    id: str
    rungs: tuple[Rung, ...]
    window: Window
    lasts: Lasts
    duration: Duration
    downgrade: Literal["one_level", "to_earned"]
    grace: Duration
    on_return: Literal["period_end", "now"]
    return_window: Duration

    def rank(self, level: str) -> int:
        """How high a level is: 0 the lowest, also for one that the set no longer has."""
        return self.ranks.get(level, 0)

    @once
    def ranks(self) -> dict[str, int]:
        """How high each level is."""
        return {rung.id: i for i, rung in enumerate(self.rungs)}

    @once
    def measures(self) -> dict[str, Threshold]:
        """One threshold of every measure that is counted, by the counter's name."""
        return {one.counter: one for rung in self.rungs for one in rung.thresholds}


class Names(Struct, frozen=True):
    """What tier sets may refer to."""

    exponent: int
    units: dict[str, Unit]
    rules: frozenset[str]
    events: frozenset[str]


def ladders(sets: tuple[TierSet, ...], names: Names, faults: Faults) -> dict[str, Ladder]:
    """Tier sets by id, ready for use."""
    faults.names([one.id for one in sets], ("tiers",))
    return {one.id: _ladder(one, names, ("tiers", i), faults) for i, one in enumerate(sets)}


def _ladder(tier_set: TierSet, names: Names, path: Path, faults: Faults) -> Ladder:
    faults.names([level.id for level in tier_set.levels], (*path, "levels"))
    if len(tier_set.levels) < 2:
        faults.add((*path, "levels"), "too_few", len(tier_set.levels), "2")
    faults.within(tier_set.window.months, 1, 60, (*path, "window", "months"))
    faults.within(tier_set.lasts.years, 0, 10, (*path, "lasts", "years"))
    faults.within(tier_set.lasts.month, 1, 12, (*path, "lasts", "month"))
    rungs = []
    for i, level in enumerate(tier_set.levels):
        at: Path = (*path, "levels", i)
        if bool(level.qualify) == (i == 0):
            faults.add((*at, "qualify"), "first_level_is_everybodys" if i == 0 else "empty_list")
        for j, wallet in enumerate(level.pauses_expiry):
            faults.known(wallet, names.units, (*at, "pauses_expiry", j), "wallet")
        thresholds = tuple(
            _threshold(tier_set.id, one, names, (*at, "qualify", j), faults) for j, one in enumerate(level.qualify)
        )
        rungs.append(Rung(level.id, thresholds, level.pauses_expiry, level.on_leave))
    return Ladder(
        id=tier_set.id,
        rungs=tuple(rungs),
        window=tier_set.window,
        lasts=tier_set.lasts,
        duration=faults.duration(tier_set.lasts.duration, (*path, "lasts", "duration")) or NOTHING,
        downgrade=tier_set.downgrade,
        grace=faults.duration(tier_set.grace, (*path, "grace")) or NOTHING,
        on_return=tier_set.on_return,
        return_window=faults.duration(tier_set.return_window, (*path, "return_window")) or NOTHING,
    )


def _threshold(set_id: str, measure: Measure, names: Names, path: Path, faults: Faults) -> Threshold:
    if measure.measure == "spend":
        at_least = faults.money(measure.at_least, names.exponent, (*path, "at_least"))
    else:
        text = str(measure.at_least)
        at_least = int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0
        if not 1 <= at_least <= TOTAL_MAX:
            faults.add((*path, "at_least"), "out_of_range", text, f"a whole number from 1 to {TOTAL_MAX}")
    if (measure.measure == "points") != bool(measure.rules):
        faults.add((*path, "rules"), "points_of_rules")
    for i, rule in enumerate(measure.rules):
        faults.known(rule, sorted(names.rules), (*path, "rules", i), "rule")
    if measure.measure == "event" or measure.event:
        faults.known(measure.event, sorted(names.events), (*path, "event"), "event")
    what = {"points": ",".join(sorted(measure.rules)), "event": measure.event}.get(measure.measure, "")
    counter = f"tier:{set_id}:{measure.measure}" + (f":{what}" if what else "")
    return Threshold(measure.measure, counter, at_least, frozenset(measure.rules), measure.event)

"""Notice: what is worse for members takes effect only once they could know it long enough (programs 2, ledger 4.3a)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from setia.engine.calendar import add, resolve, round_up, to_datetime
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Life, Versions
from setia.engine.rules.wallet_type import Unit
from setia.services.compare_programs import differences, place_of
from setia.services.for_members import effect_of

Reason = tuple[str, dict[str, int | str]]
"""A code, and the numbers that explain it."""

CYCLE = [date(2023, 1, 1) + timedelta(n) for n in range(4 * 365 + 1)]
"""Days of every kind: any two lives compare on all days as they do on these."""


def against_notice(before: Versions, after: Compiled, now: int) -> Reason | None:
    """Why the lots that are there may not get the ends that a new version names, or None."""
    latest = before.applied[-1].compiled
    for id_, unit in after.units.items():
        announced = id_ in latest.units and _same(latest.units[id_], unit) and latest.zone == after.zone
        if unit.existing_from is None or announced:
            continue
        found: dict[str, int | str] = {"wallet": id_, "asked_at": unit.existing_from, "zone": after.zone}
        if unit.existing_from < after.effective_from:
            return "existing_before_start", {**found, "starts_at": after.effective_from}
        lives = [(one.compiled.units[id_], one.compiled.zone) for one in before.applied if id_ in one.compiled.units]
        earliest = max(_later(now, one, after.zone) for one in (latest, after))
        if unit.existing_from < earliest and any(_may_shorten(one, (unit, after.zone)) for one in lives):
            return "notice_too_short", {**found, "earliest_at": earliest}
    return None


def _same(one: Unit, other: Unit) -> bool:
    """Whether two versions announce the same."""
    return (one.existing_from, one.life, one.round_to) == (other.existing_from, other.life, other.round_to)


def worse_too_soon(before: Versions, after: Compiled, now: int) -> Reason | None:
    """Which change is worse for members and takes effect before they could know it long enough, or None.

    A document is compared with the version that would else be in force when it begins: what was announced in time for
    that day is nothing new then.
    """
    latest = before.applied[-1].compiled
    version = before.in_force(after.effective_from, now)
    other = version.compiled if version is not None else latest
    earliest = max(_later(now, one, after.zone) for one in (latest, other, after))
    if after.effective_from >= earliest:
        return None
    worse = [one for one in differences(other.program, after.program) if effect_of(one) == "worse"]
    if not worse:
        return None
    found: dict[str, int | str] = {"field": place_of(worse[0]), "changes": len(worse), "earliest_at": earliest}
    return "worse_too_soon", {**found, "starts_at": after.effective_from, "zone": after.zone}


def notice_ends(at: int, compiled: Compiled) -> int:
    """Until when a version that was applied at an instant has not been known as long as its own notice."""
    return _later(at, compiled, compiled.zone)


def _later(at: int, of: Compiled, zone: str) -> int:
    """The same time of day after a version's notice."""
    wall = to_datetime(at, zone).replace(tzinfo=None)
    return resolve(datetime.combine(add(wall.date(), of.notice_period), wall.time()), zone)


def _may_shorten(before: Life, after: Life) -> bool:
    """Whether there is a day on which something earned would end earlier."""
    (old, old_zone), (new, new_zone) = before, after
    if new.life is None or old.life is None:
        return new.life is not None
    lives = old.life, new.life
    ends = (
        tuple(round_up(add(day, life), to) for life, to in zip(lives, (old.round_to, new.round_to), strict=True))
        for day in CYCLE
    )
    return old_zone != new_zone or any(now < then for then, now in ends)

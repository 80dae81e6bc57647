"""Notice: what members have may end earlier than it did only if they could know it long enough before (ledger 4.3a)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from setia.engine.calendar import Duration, add, resolve, round_up, to_datetime
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Life, Versions
from setia.engine.rules.wallet_type import Unit

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
        earliest = max(_later(now, one.notice_period, after.zone) for one in (latest, after))
        if unit.existing_from < earliest and any(_may_shorten(one, (unit, after.zone)) for one in lives):
            return "notice_too_short", {**found, "earliest_at": earliest}
    return None


def _same(one: Unit, other: Unit) -> bool:
    """Whether two versions announce the same."""
    return (one.existing_from, one.life, one.round_to) == (other.existing_from, other.life, other.round_to)


def _later(at: int, period: Duration, zone: str) -> int:
    """The same time of day after a period."""
    wall = to_datetime(at, zone).replace(tzinfo=None)
    return resolve(datetime.combine(add(wall.date(), period), wall.time()), zone)


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

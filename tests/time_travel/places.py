"""Local days, found by walking: through UTC for the offsets of a place, through the calendar for days and months.

Nothing here converts a local time into an instant by rule; a wall clock is looked up among the stretches of UTC during
which the place's clocks stood at one offset.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1971, 2045
"""What places know of; no history of the test goes beyond."""

STEP = 3 * DAY
"""In which no place has ever changed its clocks there and back."""


class Stretch(NamedTuple):
    """From `begins` on, clocks are ahead of UTC by `offset`; both in microseconds."""

    begins: int
    offset: int


def instant(year: int, month: int = 1, day: int = 1) -> int:
    """Midnight UTC of a date."""
    return (date(year, month, day) - FIRST_DAY).days * DAY


class Place:
    """A time zone, as its own clocks show it."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._clock = ZoneInfo(zone)
        self.stretches = self._walk()
        self._begins = [stretch.begins for stretch in self.stretches]
        self.midnight = lru_cache(maxsize=None)(self._midnight)
        self.day_after = lru_cache(maxsize=None)(self._day_after)

    @property
    def transitions(self) -> list[int]:
        """Instants at which the clocks jumped."""
        return self._begins[1:]

    def jumps_near(self, at: int) -> bool:
        """Whether the clocks jump within a few hours of an instant."""
        following = bisect_right(self._begins, at - 3 * HOUR, lo=1)
        return following < len(self._begins) and self._begins[following] < at + 3 * HOUR

    def day_of(self, at: int) -> date:
        """The date on the wall at an instant."""
        offset = self.stretches[bisect_right(self._begins, at) - 1].offset
        return FIRST_DAY + timedelta(days=(at + offset) // DAY)

    def days_between(self, at: int, end: int) -> int:
        """Local days, that of `at` among them, that begin before `end`; one that a place skipped is over by then."""
        day, count = self.day_of(at), 0
        while self.midnight(day) < end or self.midnight(day + ONE_DAY) <= end:
            day, count = day + ONE_DAY, count + 1
        return count

    def _midnight(self, day: date) -> int:
        """The instant at which clocks show 00:00 of a day: the last of several, or where they jump over it."""
        wall = (day - FIRST_DAY).days * DAY
        near = bisect_right(self._begins, wall)
        found = jumped = None
        for n in range(max(near - 3, 0), min(near + 3, len(self.stretches))):
            begins, offset = self.stretches[n]
            ends = self._begins[n + 1] if n + 1 < len(self.stretches) else wall + 2 * DAY
            if begins <= wall - offset < ends:
                found = wall - offset
            elif wall - offset < begins and jumped is None:
                jumped = begins
        if found is not None:
            return found
        assert jumped is not None, (self.zone, day)
        return jumped

    def _day_after(self, at_day: date, months: int, days: int, round_to: str) -> int:
        """The first instant of the day after the last of so many months and days, and of the period it lies in."""
        return self.midnight(last_of_period(days_on(months_on(at_day, months), days), round_to) + ONE_DAY)

    def end(self, at: int, months: int, days: int, round_to: str = "day") -> int:
        """When something of an instant ends that lives for so long (exclusive)."""
        return self.day_after(self.day_of(at), months, days, round_to)

    def _walk(self) -> list[Stretch]:
        """Ask for the offset every few days; where it has changed, go back to the hour, the minute and the second."""
        at, last = instant(FIRST_YEAR), instant(LAST_YEAR)
        stretches = [Stretch(at, self._offset(at))]
        while at < last:
            at += STEP
            offset = self._offset(at)
            if offset != stretches[-1].offset:
                changed = at
                for step in (HOUR, MINUTE, SECOND):
                    while self._offset(changed - step) == offset:
                        changed -= step
                stretches.append(Stretch(changed, offset))
        return stretches

    def _offset(self, at: int) -> int:
        offset = datetime.fromtimestamp(at // SECOND, UTC).astimezone(self._clock).utcoffset()
        assert offset is not None
        return offset // timedelta(microseconds=1)


@lru_cache
def place(zone: str) -> Place:
    """A place, walked through once."""
    return Place(zone)


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last that this month has."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    number = day.day
    while not is_date(year, month, number):
        number -= 1
    return date(year, month, number)


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def days_on(day: date, days: int) -> date:
    """So many days on, one at a time."""
    for _ in range(days):
        day += ONE_DAY
    return day


def last_of_period(day: date, period: str) -> date:
    """Walk until tomorrow is another month, quarter or year."""
    if period == "day":
        return day
    starts = {"end_of_month": range(1, 13), "end_of_quarter": (1, 4, 7, 10), "end_of_year": (1,)}[period]
    while not ((day + ONE_DAY).day == 1 and (day + ONE_DAY).month in starts):
        day += ONE_DAY
    return day

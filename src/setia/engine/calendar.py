"""Durations and days in a place's own time, as instants in UTC.

An instant is a whole number of microseconds since 1970-01-01T00:00Z. Calendar arithmetic counts from the anchor, never
from an earlier result, so that 31 January + 2 months is 31 March whatever 31 January + 1 month was (ledger 4.14).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, reset_tzpath

from msgspec import Struct

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

RoundTo = Literal["day", "end_of_month", "end_of_quarter", "end_of_year"]

# The pinned zone data, not the machine's: a zone means the same wherever the ledger is read (docs/adr/0008).
reset_tzpath(to=())

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(
    _DATE.pattern + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_DURATION = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?", re.ASCII)


class Duration(Struct, frozen=True):
    """A calendar duration: whole months and whole days. Never a number of hours."""

    months: int
    days: int


def parse_duration(text: str) -> Duration:
    """Read an ISO 8601 duration of years, months, weeks and days, such as P12M or P30D.

    Raises ValueError for anything else, for hours, and for a duration of nothing that is not written P0D.
    """
    found = _DURATION.fullmatch(text)
    if found is None or (text != "P0D" and not any(int(part or 0) for part in found.groups())):
        raise ValueError(f"not a duration such as P12M or P30D: {text[:20]!r}")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Duration(months=12 * years + months, days=7 * weeks + days)


def parse_instant(text: str, zone: str) -> int:
    """`2027-01-31`, the start of that day in `zone`, or an instant with its offset: `2027-01-31T12:00:00+08:00`.

    Raises ValueError or OverflowError for anything else, and for what no calendar shows in UTC.
    """
    if _DATE.fullmatch(text):
        instant = start_of_day(date.fromisoformat(text), zone)
    elif _INSTANT.fullmatch(text):
        instant = to_instant(datetime.fromisoformat(text))
    else:
        raise ValueError("neither a date nor an instant with its offset")
    to_datetime(instant)
    return instant


def sooner(one: int | None, other: int | None) -> int | None:
    """The earlier of two instants, where None is never."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def to_datetime(instant: int, zone: str = "UTC") -> datetime:
    """The wall clock of `zone` at `instant`."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))


def to_instant(moment: datetime) -> int:
    """The instant of a datetime that knows its offset."""
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=65_536)
def _date_in_utc(days: int) -> date:
    return date.fromordinal(_EPOCH_ORDINAL + days)


def local_date(instant: int, zone: str) -> date:
    """The calendar date of `zone` at `instant`."""
    if zone == "UTC":
        return _date_in_utc(instant // DAY)
    return _date_of_hour(instant // HOUR, zone) or to_datetime(instant, zone).date()


@lru_cache(maxsize=65_536)
def _date_of_hour(hour: int, zone: str) -> date | None:
    """The date on which a whole hour since 1970 lies; None where it lies on two, or clocks change in it."""
    try:
        first, last = to_datetime(hour * HOUR, zone), to_datetime((hour + 1) * HOUR - 1, zone)
    except OverflowError:  # at either end of the calendar
        return None
    alike = first.date() == last.date() and first.utcoffset() == last.utcoffset()
    return first.date() if alike else None


@lru_cache(maxsize=65_536)
def start_of_day(day: date, zone: str) -> int:
    """The first instant of a local day; see `resolve` for days without a midnight, or with two."""
    return resolve(datetime(day.year, day.month, day.day), zone)


def resolve(wall: datetime, zone: str) -> int:
    """The instant of a wall-clock time without offset.

    A time that a gap skips is the first instant after the gap; a time that occurs twice is the later of the two,
    which is the one in the member's favour where it ends something.
    """
    place = ZoneInfo(zone)
    earlier = to_instant(wall.replace(tzinfo=place, fold=0))
    later = to_instant(wall.replace(tzinfo=place, fold=1))
    if later >= earlier:
        return later
    # Inside a gap `fold` runs the other way round: the change of offset lies in (later, earlier].
    before = to_datetime(later, zone).utcoffset()
    low, high = later, earlier
    while high - low > 1:
        middle = (low + high) // 2
        if to_datetime(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def add(day: date, duration: Duration) -> date:
    """`day` plus months (the day of the month clamped to the month's end), then plus days."""
    month_number = day.year * 12 + day.month - 1 + duration.months
    year, month = month_number // 12, month_number % 12 + 1
    clamped = date(year, month, min(day.day, monthrange(year, month)[1]))
    return clamped + timedelta(days=duration.days)


def round_up(day: date, to: RoundTo) -> date:
    """The last day of the month, quarter or year that `day` lies in; the day itself for `day`."""
    if to == "day":
        return day
    month = {"end_of_month": day.month, "end_of_quarter": (day.month + 2) // 3 * 3, "end_of_year": 12}[to]
    return date(day.year, month, monthrange(day.year, month)[1])


@lru_cache(maxsize=65_536)
def _deadline_of_day(day: date, duration: Duration, zone: str, to: RoundTo) -> int:
    last_valid = round_up(add(day, duration), to)
    return start_of_day(last_valid + timedelta(days=1), zone)


def deadline(anchor: int, duration: Duration, zone: str, to: RoundTo = "day") -> int:
    """The exclusive instant at which something that lives for `duration` from `anchor` ends.

    It is usable through the whole anniversary day (15 January + P6M: through 15 July), or through the end of that
    month, quarter or year; the result is the start of the next local day (ledger 4.3a, 4.14).
    """
    return _deadline_of_day(local_date(anchor, zone), duration, zone, to)

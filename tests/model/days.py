"""Days and months by the calendar of a place: the reference's own reckoning, which shares nothing with the engine's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Term(NamedTuple):
    """So many calendar months and days."""

    months: int = 0
    days: int = 0

    def text(self) -> str:
        """As a program document writes it."""
        return f"P{self.months}M{self.days}D" if self.months else f"P{self.days}D"


def after(anchor: int, term: Term, zone: str) -> int:
    """The start of the local day after the anniversary (ledger 4.3a: usable through the anniversary day)."""
    local = (EPOCH + timedelta(microseconds=anchor)).astimezone(ZoneInfo(zone))
    return _end_of(_anniversary(local.date(), term.months) + timedelta(days=term.days), zone)


@lru_cache(maxsize=10_000)
def _end_of(day: date, zone: str) -> int:
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return (midnight - EPOCH) // timedelta(microseconds=1)


def _anniversary(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def text_of(instant: int) -> str:
    """An instant with its offset, to the microsecond."""
    return (EPOCH + timedelta(microseconds=instant)).isoformat()

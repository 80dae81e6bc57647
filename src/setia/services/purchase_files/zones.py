"""Periods of one offset in a time zone, cut so that every local time belongs to exactly one of them.

A local time that happened twice belongs to the later period; one that was skipped to the earlier, whose end it may not
pass: it means the first instant after the gap (ledger 4.14).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STRIDE = timedelta(days=1)
"""No zone has kept an offset for less than a week since 1900, so none is stepped over."""
_MARGIN = timedelta(days=2)
_SECOND = timedelta(seconds=1)
_FOR_EVER = 10**18


class Period(Struct, frozen=True):
    """Local times from `wall_from` up to, not including, `wall_until` are `shift` ahead of UTC; all in microseconds."""

    wall_from: int
    wall_until: int
    shift: int
    latest: int
    """The instant at which the period ends; no local time of the period means a later one."""


def periods(zone: ZoneInfo, first: date, last: date) -> list[Period]:
    """The periods that local times of the days from `first` to `last` can fall into."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - _MARGIN
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + _MARGIN
    changes = [(_us(at - _EPOCH), _shift(zone, at)) for at in _changes(zone, start, end)]
    starts = [(-_FOR_EVER, _shift(zone, start)), *changes, (_FOR_EVER, timedelta())]
    return [
        Period(since + _us(shift), until + _us(next_shift), _us(shift), until)
        for (since, shift), (until, next_shift) in pairwise(starts)
    ]


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Instants in UTC at which the zone's offset changes."""
    changes = []
    while start < end:
        ahead = start + _STRIDE
        if _shift(zone, start) != _shift(zone, ahead):
            changes.append(_change_between(zone, start, ahead))
        start = ahead
    return changes


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _shift(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _shift(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _shift(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)

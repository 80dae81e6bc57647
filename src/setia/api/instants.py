"""Instants in and out: RFC 3339 with an offset outside, microseconds since 1970 UTC inside."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from setia.api.problems import Stop, problem
from setia.engine.calendar import to_datetime, to_instant


def read(moment: datetime, field: str) -> int:
    """An instant that somebody sent. It must say its offset: a time without one could be anybody's."""
    if moment.tzinfo is None:
        raise Stop(problem(422, "no_offset", "give the offset, such as 2027-01-31T14:00:00+08:00", field))
    try:
        return to_instant(moment.astimezone(UTC))
    except (OverflowError, ValueError):
        raise Stop(problem(422, "instant_out_of_range", field=field)) from None


def show(instant: int) -> datetime:
    """An instant as it is sent."""
    return to_datetime(instant, "UTC")


def text(instant: int) -> str:
    """An instant to the second in UTC, as it stands among the numbers of a problem."""
    told: str = msgspec.to_builtins(show(instant).replace(microsecond=0))
    return told


def show_end(instant: int | None) -> datetime | None:
    """The instant from which something is not usable any more; None: never."""
    return None if instant is None else show(instant)

"""Instants in and out of the command line."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from setia.cli.terminal import fail
from setia.engine.calendar import local_date, parse_instant, start_of_day, to_datetime
from setia.storage import clock


def read_instant(text: str, option: str, zone: str = "UTC") -> int:
    """`2018-03-01` (the start of that day in `zone`) or `2018-03-01T12:00:00Z`; exits naming the option."""
    try:
        return parse_instant(text, zone)
    except (ValueError, OverflowError):
        pass
    return fail(
        f"{option}: {text[:40]!r} is not a date such as 2018-03-01, or an instant such as 2018-03-01T12:00:00Z."
    )


def read_day(text: str, option: str, zone: str) -> int:
    """`2018-03-01`: the start of that day in `zone`; exits naming the option."""
    return start_of_day(_day(text, option), zone)


def read_last_day(text: str, option: str, zone: str) -> int:
    """`2018-03-01`: the exclusive instant at which what is usable through that day ends; exits naming the option."""
    day = _day(text, option)
    if day == date.max:
        fail(f"{option}: after {text} there is no day.")
    return start_of_day(day + timedelta(days=1), zone)


def _day(text: str, option: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return fail(f"{option}: {text[:40]!r} is not a date such as 2018-03-01.")


def show_instant(instant: int, zone: str = "UTC") -> str:
    """Date and time to the second, with the zone's offset."""
    moment = to_datetime(instant, zone)
    return f"{moment:%Y-%m-%d %H:%M:%S} {'UTC' if zone == 'UTC' else f'{moment:%z}'}"


def iso_instant(instant: int) -> str:
    """For machines: ISO 8601 in UTC, to the second, such as 2018-03-01T12:00:00Z."""
    return f"{to_datetime(instant):%Y-%m-%dT%H:%M:%SZ}"


def show_day(instant: int, zone: str = "UTC") -> str:
    """The local date."""
    return local_date(instant, zone).isoformat()


def show_last_day(expires_at: int | None, zone: str = "UTC") -> str:
    """The last day on which something is usable, of the exclusive instant at which it ends."""
    return "no end" if expires_at is None else local_date(expires_at - 1, zone).isoformat()


def clock_jump(jump: clock.ClockJump) -> str:
    """What to say of a clock that cannot be right."""
    return (
        f"Error: the machine's clock says {show_instant(jump.reading)}, far from {show_instant(jump.expected)},"
        " which it should be near.\nSet it right, or say that it is with `setia clock accept`."
    )


def clock_note(zone: str) -> str:
    """What to say of the clock: nothing for the system's, the instant for a simulated one."""
    if clock.kind() == "system":
        return ""
    return f"Simulated clock: it is {show_instant(clock.read(), zone)}."

"""The clock: read once per batch, never behind its own highest reading, and not believed when it jumps (ledger 4.14).

The only module that asks a machine what time it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

from setia.engine.calendar import DAY, MINUTE
from setia.storage.models import Deployment
from setia.storage.streaming import fetch

BEHIND_MAX = 5 * MINUTE
"""How far a reading may lie behind the highest one: then time stands still until it is caught up."""

AHEAD_MAX = 5 * MINUTE
"""How far a reading may lie ahead of what has passed since the last one in this process."""

AHEAD_AT_START_MAX = 7 * DAY
"""How far the first reading of a process may lie ahead of the highest one stored."""


class NotInitialised(Exception):
    """The database has no deployment row yet: `setia init` has not been run."""


class ClockRefusal(Exception):
    """The clock cannot be moved so: a system clock moves by itself, a simulated one only forwards."""


class ClockJump(Exception):
    """The machine's clock says something that cannot be; nothing that depends on time is done until it is right again.

    `reading` is what it says, `expected` what it should be near; both in microseconds since 1970 UTC.
    """

    def __init__(self, reading: int, expected: int) -> None:
        super().__init__("clock_jump")
        self.reading, self.expected = reading, expected


_seen: dict[str, tuple[int, int]] = {}
"""By database: the last reading that this process believed, and the machine's uptime then."""


SERVER_CLOCK = "clock_timestamp()"
"""What PostgreSQL's own clock says, in a statement: for how long its sessions have waited, and never for the ledger."""


def system_reading() -> int:
    """The time in microseconds since 1970 UTC: the database server's where there is one, else the machine's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
            return int(cursor.fetchone()[0])
    return machine_reading()


def machine_reading() -> int:
    """What this machine's own clock says, in microseconds since 1970 UTC."""
    return time.time_ns() // 1000


def uptime() -> int:
    """Microseconds since the machine started, sleep included: it never jumps."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


def stopwatch() -> float:
    """Seconds since some moment or other: to measure how long something takes, never to say when it happened."""
    return time.monotonic()


def read() -> int:
    """The deployment's time now: the simulated instant, or the system's but never behind an earlier reading.

    Raises ClockJump.
    """
    clock, highest = _row()
    if clock == "simulated":
        return highest
    reading = system_reading()
    _believe(reading, highest)
    return max(reading, highest)


def next_instant(is_taken: Callable[[int], bool]) -> int:
    """An instant later than every one at which something that matters was recorded, stored. Raises ClockJump.

    By the system's clock it is later than all readings so far. A simulated clock moves on to it, by a microsecond,
    where `is_taken` says of its present instant that something was recorded then.
    """
    clock, highest = _row()
    later = read()
    if later == highest and (clock == "system" or is_taken(later)):
        later += 1
    Deployment.objects.filter(id=1, now__lt=later).update(now=later)
    return later


def kind() -> str:
    """`system` or `simulated`."""
    return _row()[0]


def remember(reading: int) -> None:
    """Store a system reading as the highest so far; inside the transaction that used it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deployment SET now = %s WHERE id = 1 AND clock = 'system' AND now < %s", [reading, reading]
        )


def accept() -> int:
    """Take the system's clock as it now is for right: an operator's word after a jump. Returns the reading.

    Raises ClockRefusal for a simulated clock.
    """
    if kind() != "system":
        raise ClockRefusal("not_system")
    reading = system_reading()
    Deployment.objects.filter(id=1).update(now=reading)
    _seen.pop(_database(), None)
    return reading


def accept_later() -> None:
    """Take the system's clock for right however much later it is than all that was recorded; not where it is behind."""
    clock, highest = _row()
    if clock == "system" and system_reading() > highest:
        accept()


def advance(to: int) -> None:
    """Move a simulated clock forwards. Raises ClockRefusal for a system clock or a step back."""
    clock, now = _row()
    if clock != "simulated":
        raise ClockRefusal("not_simulated")
    if to < now:
        raise ClockRefusal("backwards")
    Deployment.objects.filter(id=1).update(now=to)


def _believe(reading: int, highest: int) -> None:
    up = uptime()
    last = _seen.get(_database())
    expected = highest if last is None else last[0] + up - last[1]
    ahead_max = AHEAD_AT_START_MAX if last is None else AHEAD_MAX
    if not max(highest, expected) - BEHIND_MAX <= reading <= expected + ahead_max:
        raise ClockJump(reading, expected)
    _seen[_database()] = (reading, up)


def _database() -> str:
    settings = connection.settings_dict
    return f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def _row() -> tuple[str, int]:
    rows = fetch("SELECT clock, now FROM deployment ORDER BY id LIMIT 1")  # before every batch: without the mapper
    if not rows:
        raise NotInitialised
    return str(rows[0][0]), int(rows[0][1])

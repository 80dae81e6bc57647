"""The clock: read once per batch, never behind its own highest reading (ledger 4.14).

The only module that asks a machine what time it is.
"""

from __future__ import annotations

import time

from django.db import connection

from setia.storage.models import Deployment


class NotInitialised(Exception):
    """The database has no deployment row yet: `setia init` has not been run."""


class ClockRefusal(Exception):
    """The clock cannot be moved so: a system clock moves by itself, a simulated one only forwards."""


def system_reading() -> int:
    """The machine's time in microseconds since 1970 UTC."""
    return time.time_ns() // 1000


def read() -> int:
    """The deployment's time now: the simulated instant, or the system's but never behind an earlier reading."""
    kind, highest = _row()
    return highest if kind == "simulated" else max(system_reading(), highest)


def kind() -> str:
    """`system` or `simulated`."""
    return _row()[0]


def remember(reading: int) -> None:
    """Store a system reading as the highest so far; inside the transaction that used it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deployment SET now = %s WHERE id = 1 AND clock = 'system' AND now < %s", [reading, reading]
        )


def advance(to: int) -> None:
    """Move a simulated clock forwards. Raises ClockRefusal for a system clock or a step back."""
    clock, now = _row()
    if clock != "simulated":
        raise ClockRefusal("not_simulated")
    if to < now:
        raise ClockRefusal("backwards")
    Deployment.objects.filter(id=1).update(now=to)


def _row() -> tuple[str, int]:
    row = Deployment.objects.values_list("clock", "now").first()
    if row is None:
        raise NotInitialised
    return row

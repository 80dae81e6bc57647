"""Whether the clock can be believed: which it is, and how far it lies from the latest time that was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from setia.engine.calendar import MINUTE
from setia.storage import clock
from setia.storage.models import Deployment
from setia.storage.safety.check import Check

APART_MAX = 5 * MINUTE
"""How far this machine's clock and the database server's may lie apart."""


def checks() -> Iterator[Check]:
    """Everything about the clock of a deployment that has been set up."""
    kind, highest = Deployment.objects.values_list("clock", "now").get()
    if kind == "simulated":
        yield Check("clock_simulated", "warning", {"now": highest})
        return
    reading = clock.system_reading()
    numbers: dict[str, int | str] = {"reading": reading, "highest": highest}
    if reading < highest - clock.BEHIND_MAX:
        yield Check("clock_behind", "unsafe", numbers)
    elif reading > highest + clock.AHEAD_AT_START_MAX:
        yield Check("clock_ahead", "unsafe", numbers)
    else:
        yield Check("clock", "ok", numbers)
    if connection.vendor == "postgresql":
        apart = abs(clock.machine_reading() - reading)
        yield Check("clocks_apart", "warning" if apart > APART_MAX else "ok", {"apart": apart})

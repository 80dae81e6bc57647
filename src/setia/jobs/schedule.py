"""The schedule: every job with how often it is done, and how long it may take before another process may try."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.calendar import HOUR, MINUTE, SECOND
from setia.jobs.forget import forget
from setia.services.advance import sweep
from setia.services.settle_guard import settle_rest
from setia.services.uploads import import_waiting
from setia.storage.programs import LoadedProgram


class Scheduled(Struct, frozen=True):
    """One kind of job."""

    name: str
    every: int
    """Microseconds from its end to its next beginning."""
    lease: int
    """Microseconds after which a process that has not finished is thought dead. Doing it twice changes nothing."""
    run: Callable[[LoadedProgram], object]


SCHEDULE = (
    Scheduled("sweep", MINUTE, 10 * MINUTE, sweep),
    Scheduled("import", 2 * SECOND, 10 * MINUTE, import_waiting),
    Scheduled("settle_guards", MINUTE, 10 * MINUTE, settle_rest),
    Scheduled("forget_deliveries", HOUR, 10 * MINUTE, forget),
)

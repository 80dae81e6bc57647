"""Advance: book for every account what has fallen due; on a simulated clock, after moving it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.commands import Advance
from setia.services.batch import Manner, Request, apply
from setia.services.birthdays import celebrate_due
from setia.storage import baskets, clock, idempotency, loading
from setia.storage.programs import LoadedProgram

BATCH = 500


class Swept(Struct, frozen=True):
    """What a sweep did."""

    accounts: int
    """Accounts for which something was booked."""
    now: int
    """The deployment's time that it booked up to."""
    birthdays: int = 0
    """To how many it gave something for their birthdays."""


def move_clock(to: int) -> None:
    """Move the simulated clock. Raises storage.clock.ClockRefusal."""
    clock.advance(to)


def due_count(program: LoadedProgram) -> int:
    """How many accounts have something due by now."""
    return loading.count_due(program.id, clock.read())


def sweep(program: LoadedProgram, on_progress: Callable[[int], None] | None = None) -> Swept:
    """Book everything due by now; `on_progress` is told how many accounts each batch did.

    Booking is exact whenever it runs, and running it twice books nothing more. Whose birthday it is gets what the
    program gives on the day. Baskets that nobody paid in time are ended, and answers to requests that were kept long
    enough are forgotten, too.
    """
    now = clock.read()
    done, last_id = 0, 0
    while ids := loading.accounts_due(program.id, now, last_id, BATCH):
        outcomes = apply(
            program,
            [Request(Advance(now), account_id=account_id) for account_id in ids],
            Manner(actor="system", channel="sweep"),
        )
        done += sum(outcome.status == "done" for outcome in outcomes)
        last_id = ids[-1]
        if on_progress is not None:
            on_progress(len(ids))
    while baskets.end_overdue(program.id, now) == baskets.ENDED_AT_ONCE:
        pass
    while idempotency.purge(now) == idempotency.PURGED_AT_ONCE:
        pass
    return Swept(done, now, celebrate_due(program, now))

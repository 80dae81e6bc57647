"""Instants that a command may name: those that the calendar shows in the program's zone, and so every column holds."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.calendar import DAY, to_datetime
from setia.engine.commands import Command, ExtendLots, OpenBalance
from setia.engine.refusals import Refusal

SHOWN_EVERYWHERE = 7_000 * 365 * DAY
"""Up to this, in the year 8965, the calendar shows every instant since 1970, whatever the zone."""


def instant_refusal(command: Command, zone: str) -> Refusal | None:
    """The first instant of a command that is out of range; the number itself may be too large to be told."""
    for field, instant in _instants(command):
        if 0 <= instant <= SHOWN_EVERYWHERE:
            continue
        try:
            to_datetime(instant, zone)
        except (OverflowError, ValueError):
            return Refusal("instant_out_of_range", {"field": field, "zone": zone})
    return None


def _instants(command: Command) -> Iterator[tuple[str, int]]:
    yield "event_at", command.event_at
    if isinstance(command, ExtendLots):
        yield "until", command.until
    elif isinstance(command, OpenBalance):
        for lot in command.lots:
            yield "earned_at", lot.earned_at
            yield "active_at", lot.active_at
            if lot.expires_at is not None:
                yield "expires_at", lot.expires_at

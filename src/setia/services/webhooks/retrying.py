"""When a message is tried again: the schedule of the Standard Webhooks specification, with a little chance."""

from __future__ import annotations

from typing import Final

from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND

SCHEDULE: Final = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
"""From each try to the next; the first is made at once, and after the last the message has failed."""
JITTER_MAX: Final = 10
"""So many percent longer at most, so that not all come back in the same moment."""
FAILING_MAX: Final = 5 * DAY
"""An endpoint that has taken nothing for so long is disabled."""
ASKED_MAX: Final = DAY
"""The longest wait that a receiver can ask for."""


def next_try(tries: int, chance: int, asked_seconds: int = 0) -> int | None:
    """Microseconds until the next try, after so many; None: there is none.

    `chance` is a whole number from 0 to 1,000. `asked_seconds` is what the receiver asked for (Retry-After).
    """
    if tries > len(SCHEDULE):
        return None
    wait = SCHEDULE[tries - 1]
    wait += wait * JITTER_MAX * chance // 100_000
    return max(wait, min(asked_seconds * SECOND, ASKED_MAX))

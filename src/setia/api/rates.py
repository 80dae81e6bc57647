"""Rates: how many calls a client may make, so that one that runs wild does not keep the others from working.

A bucket of calls that fills at a steady rate, for each client in each process: short rushes pass, long ones do not.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from msgspec import Struct

from setia.api.problems import Stop, problem

PER_SECOND = 200
RUSH = 1_000
"""Calls that may come at once after a quiet time."""


class _Bucket(Struct):
    left: float
    at: float


class Rates:
    """Of one process."""

    def __init__(self, now: Callable[[], float], per_second: float = PER_SECOND, rush: int = RUSH) -> None:
        self._now, self._per_second, self._rush = now, per_second, rush
        self._buckets: dict[int, _Bucket] = {}

    def count(self, client_id: int, calls: int = 1) -> None:
        """Count some calls of a client. Stops with 429 and when to come back where there are too many."""
        now = self._now()
        bucket = self._buckets.setdefault(client_id, _Bucket(self._rush, now))
        bucket.left = min(bucket.left + (now - bucket.at) * self._per_second, self._rush)
        bucket.at = now
        if bucket.left < calls:
            wait = max(1, ceil((calls - bucket.left) / self._per_second))
            raise Stop(problem(429, "too_many_calls", per_second=int(self._per_second)), {"Retry-After": str(wait)})
        bucket.left -= calls

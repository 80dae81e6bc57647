"""Rates: how many calls a client may make, so that one that runs wild does not keep the others from working.

A bucket of calls that fills at a steady rate, for each client in each process: short rushes pass, long ones do not.
Every answer says how much is left (draft-ietf-httpapi-ratelimit-headers).
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

    def fields(self, client_id: int) -> list[tuple[bytes, bytes]]:
        """What is left to a client, as headers: how many calls, and in how many seconds there will be all of them."""
        bucket = self._filled(client_id)
        full_in = ceil((self._rush - bucket.left) / self._per_second)
        window = ceil(self._rush / self._per_second)
        return [
            (b"ratelimit-policy", f'"calls";q={self._rush};w={window}'.encode()),
            (b"ratelimit", f'"calls";r={int(bucket.left)};t={full_in}'.encode()),
        ]

    def count(self, client_id: int, calls: int = 1) -> None:
        """Count some calls of a client. Stops with 429 and when to come back where there are too many."""
        bucket = self._filled(client_id)
        if bucket.left < calls:
            wait = max(1, ceil((calls - bucket.left) / self._per_second))
            raise Stop(problem(429, "too_many_calls", per_second=int(self._per_second)), {"Retry-After": str(wait)})
        bucket.left -= calls

    def _filled(self, client_id: int) -> _Bucket:
        now = self._now()
        bucket = self._buckets.setdefault(client_id, _Bucket(self._rush, now))
        bucket.left = min(bucket.left + (now - bucket.at) * self._per_second, self._rush)
        bucket.at = now
        return bucket

"""Rates: how many calls a client may make, so that one that runs wild does not keep the others from working.

A bucket of calls that fills at a steady rate, for each client in each process: short rushes pass, long ones do not.
Every answer says how much is left (draft-ietf-httpapi-ratelimit-headers).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from msgspec import Struct

from setia.api.problems import Stop, problem
from setia.storage.clients import Caller

MINUTE = 60
"""Seconds."""


class Limit(Struct, frozen=True):
    """So many calls may come at once after a quiet time, and as many again in so many seconds."""

    calls: int
    seconds: int

    @property
    def per_minute(self) -> int:
        """Calls that are taken for as long as one likes."""
        return self.calls * MINUTE // self.seconds


USUAL = Limit(1_000, 5)
"""Of a client that has none of its own, of a person's console or till, and of all members' pages together."""


class Bucket(Struct):
    """How many calls were left at an instant of the stopwatch."""

    left: float
    at: float

    def fill(self, now: float, limit: Limit) -> None:
        """What came back since then."""
        self.left = min(self.left + (now - self.at) * limit.calls / limit.seconds, limit.calls)
        self.at = now


class Rates:
    """Of one process."""

    def __init__(self, now: Callable[[], float], usual: Limit = USUAL) -> None:
        self._now, self._usual = now, usual
        self._buckets: dict[int, Bucket] = {}

    def fields(self, caller: Caller) -> list[tuple[bytes, bytes]]:
        """What is left to a client, as headers: how many calls, and in how many seconds there will be all of them."""
        limit = self._limit(caller)
        left = self._filled(caller.client_id, limit).left
        full_in = ceil((limit.calls - left) * limit.seconds / limit.calls)
        return [
            (b"ratelimit-policy", f'"calls";q={limit.calls};w={limit.seconds}'.encode()),
            (b"ratelimit", f'"calls";r={int(left)};t={full_in}'.encode()),
        ]

    def count(self, caller: Caller, calls: int = 1) -> None:
        """Count some calls of a client. Stops with 429 and when to come back where there are too many.

        What is worth more than may ever come at once is taken when all of that is left.
        """
        limit = self._limit(caller)
        bucket = self._filled(caller.client_id, limit)
        calls = min(calls, limit.calls)
        if bucket.left < calls:
            wait = max(1, ceil((calls - bucket.left) * limit.seconds / limit.calls))
            raise Stop(problem(429, "too_many_calls", per_minute=limit.per_minute), {"Retry-After": str(wait)})
        bucket.left -= calls

    def weigh(self, caller: Caller, calls: int) -> None:
        """A call that was counted as one is worth so many. Stops as `count` does, and then it has cost nothing."""
        limit = self._limit(caller)
        bucket = self._filled(caller.client_id, limit)
        bucket.left = min(bucket.left + 1, limit.calls)
        self.count(caller, calls)

    def _limit(self, caller: Caller) -> Limit:
        own = caller.calls_per_minute
        return self._usual if own is None else Limit(own, MINUTE)

    def _filled(self, client_id: int, limit: Limit) -> Bucket:
        now = self._now()
        bucket = self._buckets.setdefault(client_id, Bucket(limit.calls, now))
        bucket.fill(now, limit)
        return bucket

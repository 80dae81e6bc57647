"""Failures: how many keys that are good for nothing one address may show, so that nobody tries them without end.

A bucket as for calls (`rates`), by address in each process. A key that is good is never kept out by others that were
not: those who share an address, such as behind a proxy, cannot lock each other out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

from setia.api.problems import Stop, problem
from setia.api.rates import Bucket, Limit

USUAL: Final = Limit(60, 60)
"""A till whose key was taken back asks again and again, and is told why for a while."""

ADDRESSES_MAX: Final = 10_000
"""So many are remembered; of more, those that have not been seen for the longest time are forgotten."""

NETWORK_BITS: Final = 64
"""Of an IPv6 address: whoever has one has all that begin so."""


class Failures:
    """Of one process."""

    def __init__(self, now: Callable[[], float], usual: Limit = USUAL) -> None:
        self._now, self._usual = now, usual
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def count(self, address: str) -> None:
        """Count a key that was good for nothing. Stops with 429 and when to come back where there were too many."""
        now, where = self._now(), _network(address)
        bucket = self._buckets.setdefault(where, Bucket(self._usual.calls, now))
        bucket.fill(now, self._usual)
        self._buckets.move_to_end(where)
        if len(self._buckets) > ADDRESSES_MAX:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            wait = max(1, ceil((1 - bucket.left) * self._usual.seconds / self._usual.calls))
            raise Stop(problem(429, "too_many_wrong_keys"), {"Retry-After": str(wait)})
        bucket.left -= 1


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""  # of a socket: all that come by it
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{int(found) >> (128 - NETWORK_BITS):x}"

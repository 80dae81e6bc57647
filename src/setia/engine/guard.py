"""The guard: when a rule gives far more than was forecast (programs 2, docs/adr/0031). Sums in, a yes or no out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

MINUTES = 15
"""Any so many minutes count."""

AWARDS_LEAST = 200
"""Fewer awards than this are no reason for alarm, whatever they come to."""


PRICE, DISCOUNT = "price:", "discount"
"""Before the id of a price rule, and what it gives in minor units of the program's currency, where else a wallet's
name stands."""


def price_thing(rule: str) -> str:
    """What a price rule gives, by the name under which it is forecast and counted."""
    return f"{PRICE}{rule}/{DISCOUNT}"


class Expected(Struct, frozen=True):
    """What a rule gives of one wallet, or off prices: sums over quarters of an hour in which it gave any."""

    awards: int
    units: int
    quarters: int
    stated: bool = False
    """Whether somebody said so, instead of history."""

    def exceeds(self, other: Expected, times: int) -> bool:
        """Whether it is more than so many times another, a quarter of an hour for a quarter of an hour."""
        return self.units * other.quarters > times * other.units * self.quarters

    @property
    def per_quarter(self) -> int:
        """Units in fifteen minutes, rounded up."""
        return -(-self.units // self.quarters)


class Forecast(Struct, frozen=True):
    """What a version is expected to give; what is not in it is not watched."""

    rules: dict[str, Expected]
    """By `rule/wallet`."""


class Chosen(Struct, frozen=True):
    """The forecast that a version is applied with, and what somebody should know of it."""

    forecast: Forecast
    jumps: tuple[str, ...] = ()
    """Rules that would give more than so many times what they give today: they are watched by today's figure."""
    unknown: tuple[str, ...] = ()
    """Rules that gave nothing in all that was recorded: nothing is known to compare with, and they are not watched."""


def choose(of: Basis, rules: tuple[str, ...], times: int) -> Chosen:
    """By what each rule is watched: what somebody states; else what the plan says; but a leap only if it is stated."""
    found, jumps = dict(of.planned), list[str]()
    for name, expected in of.planned.items():
        before = of.today.get(name)
        if before is not None and times and expected.exceeds(before, times):
            found[name] = before
            jumps.append(name)
    found.update(of.stated)
    known = {name.partition("/")[0] for name in found}
    return Chosen(
        Forecast(found),
        tuple(name for name in jumps if name not in of.stated),
        tuple(rule for rule in rules if rule not in known),
    )


class Basis(Struct, frozen=True):
    """Where a forecast comes from, by `rule/wallet`."""

    today: dict[str, Expected] = {}
    """What the version in force gives."""
    planned: dict[str, Expected] = {}
    """What the document would have given."""
    stated: dict[str, Expected] = {}
    """What somebody says that he expects."""


class Count(Struct):
    """What was given in one minute."""

    awards: int = 0
    units: int = 0

    def add(self, awards: int, units: int) -> None:
        """So much more."""
        self.awards += awards
        self.units += units


Minutes = Mapping[int, Count]
"""By minute since 1970."""


def tripped(expected: Expected, times: int, minutes: Minutes, at: int) -> Count | None:
    """The most that was given in any fifteen minutes around a minute, where that is too much; else None.

    It is too much if it is more than `times` the forecast, and in at least `AWARDS_LEAST` awards.
    """
    most = times * expected.units
    near = [minutes.get(minute) for minute in range(at - MINUTES + 1, at + MINUTES)]
    some = [one for one in near if one is not None]
    few = sum([one.awards for one in some]) < AWARDS_LEAST
    if not times or few or sum([one.units for one in some]) * expected.quarters <= most:
        return None  # as nearly always: no part of it can be more than all of it
    worst: Count | None = None
    for first in range(MINUTES):
        window = [one for one in near[first : first + MINUTES] if one is not None]
        found = Count(sum(one.awards for one in window), sum(one.units for one in window))
        is_more = worst is None or found.units > worst.units
        if found.awards >= AWARDS_LEAST and found.units * expected.quarters > most and is_more:
            worst = found
    return worst


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Forecast)


def to_json(forecast: Forecast) -> str:
    """As it is stored with its version."""
    return _ENCODER.encode(forecast).decode()


def from_json(text: str) -> Forecast:
    """Inverse of `to_json`. Raises msgspec.DecodeError."""
    return _DECODER.decode(text)

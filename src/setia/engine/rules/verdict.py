"""Verdicts: why a rule gave what it gave, as data that is stored with the award and worded later."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from setia.engine.rounding import Rounding, divide
from setia.engine.rules.frame import Frame

ReckonedOn = Literal["money", "quantity"]

Found = int | str | tuple[str, ...] | None


class Check(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """What one condition expected, and what it found."""

    kind: str
    holds: bool
    expected: Found = None
    found: Found = None
    missing: int | None = None
    """How much more would have been needed, in the unit of `expected`, where that can be said."""
    parts: tuple[Check, ...] = ()
    """For `any` and `not`: the conditions inside."""


class Gain(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """Units of one wallet that one effect of a rule gives."""

    wallet: str
    asked: int
    gave: int
    value: int = 0
    """What it was reckoned on; 0 where that is nothing."""
    points: int = 0
    """The rate: `points` units for every `per` of the value. 0: not reckoned by a rate."""
    per: int = 1
    rounding: Rounding = "floor"
    cut_by: tuple[str, ...] = ()
    """Limits that cut it; or the rule that was better, in a lane where the best one wins."""
    carried: int = 0
    """Value that waits from purchases before, where the remainder is carried."""
    effect: int = 0
    """Which of the rule's effects that give units, from 0."""
    reckoned_on: ReckonedOn = "money"
    """What `value` is: minor units of money, or a quantity in thousandths."""

    def to_next(self) -> int | None:
        """How much more value would have given one unit more than asked; None where no rate says so."""
        if not self.points:
            return None
        value = self.value + self.carried
        wanted = divide(value * self.points, self.per, self.rounding) + 1
        if self.rounding == "floor":
            return -(-wanted * self.per // self.points) - value
        if self.rounding == "up":
            return (wanted - 1) * self.per // self.points + 1 - value
        return -(-(2 * wanted - 1) * self.per // (2 * self.points)) - value


class Gift(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """Something other than units that one effect of a rule gives: a reward, a tier, a badge, an attribute."""

    kind: str
    id: str
    gave: bool
    value: str = ""
    """For an attribute, its value; for a tier, the set."""
    cut_by: tuple[str, ...] = ()


class Verdict(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """What one rule said of one event."""

    rule: str
    holds: bool
    checks: tuple[Check, ...] = ()
    gains: tuple[Gain, ...] = ()
    gifts: tuple[Gift, ...] = ()


class Why(Struct, frozen=True, omit_defaults=True, gc=False):
    """Why an event gave what it gave: stored with the award."""

    verdicts: tuple[Verdict, ...] = ()
    frame: Frame = Frame()
    counted: bool = False
    """Whether it counts at all, as a visit and for tiers: paid for, and not all taken back."""
    spend: int = 0
    """Shelf value of what counts, in minor units, where tiers count it."""
    lines: dict[str, tuple[int, ...]] = {}
    """By wallet, the units of each line in the purchase's order."""
    over_returned: bool = False
    """Whether more came back than was bought; what is too much takes nothing back."""
    checked: dict[str, tuple[int, ...]] = {}
    """By rule, the lots that wait until somebody has looked at what it gives."""
    judged_by: int = 0
    """The version that judges it now, where a revocation has put another one in the place of its own."""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Why)


def to_json(why: Why) -> str:
    """As it is stored with its transaction."""
    return _ENCODER.encode(why).decode()


def from_json(why: str) -> Why:
    """Inverse of `to_json`; no text is nothing said."""
    return _DECODER.decode(why) if why else Why()


def awarded(verdicts: tuple[Verdict, ...]) -> dict[str, int]:
    """Units given by wallet, wallets with nothing left out."""
    sums: dict[str, int] = {}
    for verdict in verdicts:
        for gain in verdict.gains:
            sums[gain.wallet] = sums.get(gain.wallet, 0) + gain.gave
    return {wallet: amount for wallet, amount in sums.items() if amount}


def to_plain(why: Why) -> dict[str, Any]:
    """As nested dicts with every field named, for people's exports and for other programs."""
    plain: dict[str, Any] = _plain(why)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value

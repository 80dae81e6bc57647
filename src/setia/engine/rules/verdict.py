"""Verdicts: why a rule gave what it gave, as data that is stored with the award and worded later."""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Verdict(Struct, frozen=True, omit_defaults=True):
    """What one effect of one rule said of one event."""

    rule: str
    wallet: str
    gave: int
    value: int
    """Eligible value in minor units."""
    points: int
    """The rate: `points` for every `per` minor units."""
    per: int

    def to_next(self) -> int:
        """Minor units more of eligible value that would have given at least one unit more, rounding down."""
        return -(-(self.gave + 1) * self.per // self.points) - self.value


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(tuple[Verdict, ...])


def to_json(verdicts: list[Verdict]) -> str:
    """Verdicts as they are stored with their transaction."""
    return _ENCODER.encode(verdicts).decode()


def from_json(why: str) -> tuple[Verdict, ...]:
    """Inverse of `to_json`; no text is no verdicts."""
    return _DECODER.decode(why) if why else ()

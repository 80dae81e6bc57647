"""What an effect asks for before lanes and limits: an exact amount, line by line, rounded once (ledger 4.9)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.rounding import Rounding, divide
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import Every
from setia.engine.rules.verdict import ReckonedOn


class Ask(Struct, frozen=True):
    """Units of one wallet: (sum of `shares` + `fixed`) / `den`, rounded once."""

    wallet: str
    shares: list[int]
    """Numerators, line by line of the receipt; empty where it is not reckoned on lines."""
    fixed: int = 0
    """Numerator of what belongs to no line."""
    den: int = 1
    rounding: Rounding = "floor"
    value: int = 0
    """What it is reckoned on, as its verdict says it."""
    points: int = 0
    per: int = 1
    carry: Every | None = None
    """Where the remainder is carried from order to order: the period in which."""
    reckoned_on: ReckonedOn = "money"

    @property
    def amount(self) -> int:
        """Whole units; never below zero."""
        return max(divide(sum(self.shares) + self.fixed, self.den, self.rounding), 0)


Asked = dict[str, list[Ask]]
"""What the rules reckoned so far ask for, by rule: what a multiplier multiplies."""

Asking = Callable[[Facts, Asked], list[Ask]]
"""An effect ready to be asked."""

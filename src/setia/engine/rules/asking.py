"""What an effect asks for before lanes and limits: an exact amount, line by line, rounded once (ledger 4.9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from setia.engine.rounding import Rounding, divide
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import Every
from setia.engine.rules.verdict import Gain, ReckonedOn


class Ask(Struct, frozen=True, gc=False):
    """Units of one wallet: (the sum of `parts` times `each` + `fixed`) / `den`, rounded once."""

    wallet: str
    total: int
    """The numerator as a whole: summed when it is asked, since every ask needs its sum and few need their parts."""
    den: int = 1
    rounding: Rounding = "floor"
    value: int = 0
    """What it is reckoned on, as its verdict says it."""
    points: int = 0
    per: int = 1
    parts: Sequence[int] = ()
    """What it is reckoned on, line by line of the receipt; empty where it is not reckoned on lines."""
    each: int = 1
    """How much of the numerator one of a part is."""
    fixed: int = 0
    """Numerator of what belongs to no line."""
    reckoned_on: ReckonedOn = "money"
    effect: int = 0
    """Which of its rule's effects that give units asks, from 0."""
    carry: Every | None = None
    """Where the remainder is carried from order to order: the period in which."""

    @property
    def amount(self) -> int:
        """Whole units; never below zero."""
        return divide(self.total, self.den, self.rounding) if self.total > 0 else 0

    def emptied(self) -> Ask:
        """The same where there is nothing to reckon it on."""
        return msgspec.structs.replace(self, total=0, parts=(), value=0)

    def gain(self, asked: int, gave: int, carried: int = 0, cut_by: tuple[str, ...] = ()) -> Gain:
        """What its effect comes to, as the verdict says it. By place, not by name: that takes half the time."""
        rate = (self.value, self.points, self.per, self.rounding)
        return Gain(self.wallet, asked, gave, *rate, cut_by, carried, self.effect, self.reckoned_on)


Asked = dict[str, list[Ask]]
"""What the rules reckoned so far ask for, by rule: what a multiplier multiplies."""

Asking = Callable[[Facts, Asked], list[Ask]]
"""An effect ready to be asked."""

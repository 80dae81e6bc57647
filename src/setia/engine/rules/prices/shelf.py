"""What an effect on prices may look at, and what it comes to: amounts off the lines of a receipt, in minor units."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from setia.engine.purchase import Charge
from setia.engine.rounding import split
from setia.engine.rules.facts import Facts
from setia.engine.rules.lines import Choice
from setia.engine.rules.prices.pieces import Run, runs


class GiftLine(Struct, frozen=True):
    """Goods that are added to the receipt and cost nothing."""

    sku: str
    quantity: int
    """Thousandths."""
    value: int
    """What they would cost."""


class Off(Struct, frozen=True):
    """What an effect would take off, before it is cut."""

    lines: Sequence[int] = ()
    """Line by line of the receipt; none: nothing of any."""
    charges: Sequence[int] = ()
    """Charge by charge."""
    gift: GiftLine | None = None
    over: Sequence[int] = ()
    """For an amount for the basket, the prices that it is shared by: what one line cannot bear goes to the others."""

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.lines) + sum(self.charges) + (self.gift.value if self.gift is not None else 0)


class Shelf(Struct, frozen=True):
    """A basket as its prices are now: what effects before have taken off is off."""

    facts: Facts
    values: Sequence[int]
    """Price of every line; 0 for one of which nothing may be taken off."""
    charges: Sequence[Charge] = ()

    def of(self, wanted: Choice | None) -> list[int]:
        """Prices of the lines that are wanted; 0 for others."""
        return list(self.values) if wanted is None else self.facts.only(self.values, wanted)

    def pieces(self, wanted: Choice | None) -> list[Run]:
        """The pieces of the lines that are wanted, with their prices."""
        lines = self.facts.lines
        return [run for i, value in enumerate(self.of(wanted)) for run in runs(i, value, lines[i].quantity)]

    def share(self, values: Sequence[int], total: int) -> list[int]:
        """An amount over lines in proportion to these values, by largest remainder; no more than they are worth."""
        return split(min(total, sum(values)), values)


Reducing = Callable[[Shelf], Off]
"""An effect on prices ready to be asked."""

NOTHING = Off()

"""An amount of money off."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices.pieces import PIECE
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class AmountOff(Struct, frozen=True, tag="amount_off", tag_field="kind", forbid_unknown_fields=True):
    """`amount` off the basket, shared among its lines by their prices; or off every piece of some goods.

    Example: 5.00 off lines of 19.90, 5.50 and 7.30 takes off 3.04, 0.84 and 1.12.
    """

    amount: int | str
    """In major units of the program's currency, more than 0."""
    per: Literal["basket", "piece"] = "basket"
    lines: Lines = Lines()
    """The goods that it comes off."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its amount in minor units."""
        amount = faults.money(self.amount, defined.exponent, (*path, "amount"))
        choice, by_piece = self.lines.ready((*path, "lines"), faults), self.per == "piece"

        def reduce(shelf: Shelf) -> Off:
            values = shelf.of(choice)
            if not by_piece:
                return Off(shelf.share(values, amount), over=values)
            bought = shelf.facts.lines
            return Off(
                [min(value, amount * bought[i].quantity // PIECE) if value else 0 for i, value in enumerate(values)]
            )

        return reduce

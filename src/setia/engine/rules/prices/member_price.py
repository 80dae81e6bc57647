"""Products that have another price for members."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rounding import divide
from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.prices.pieces import PIECE
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class MemberPrice(Struct, frozen=True, tag="member_price", tag_field="kind", forbid_unknown_fields=True):
    """Some products cost this; what is cheaper already stays as it is."""

    prices: dict[str, int | str]
    """By product, what a piece costs, or a kilogram of what is weighed: in major units of the program's currency."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its prices in minor units."""
        if not self.prices:
            faults.add((*path, "prices"), "empty_list")
        prices = {
            sku: faults.money(price, defined.exponent, (*path, "prices", sku), zero=True)
            for sku, price in self.prices.items()
        }

        def reduce(shelf: Shelf) -> Off:
            off = [0] * len(shelf.values)
            for i, (value, line) in enumerate(zip(shelf.values, shelf.facts.lines, strict=True)):
                if value and line.sku in prices:
                    off[i] = max(value - divide(prices[line.sku] * line.quantity, PIECE, "nearest"), 0)
            return Off(off)

        return reduce

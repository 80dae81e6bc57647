"""Several pieces at one price: three for 5.00."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices.checks import pieces
from setia.engine.rules.prices.pieces import by_line, counted, dearest, first, last_worth_it, worth
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class QuantityPrice(Struct, frozen=True, tag="quantity_price", tag_field="kind", forbid_unknown_fields=True):
    """Every `quantity` pieces of some goods cost `price` together: the dearest ones first, as long as it helps."""

    quantity: int
    price: int | str
    """In major units of the program's currency."""
    lines: Lines = Lines()

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its price in minor units."""
        size = pieces(self.quantity, (*path, "quantity"), faults)
        price = faults.money(self.price, defined.exponent, (*path, "price"), zero=True)
        choice = self.lines.ready((*path, "lines"), faults)

        def reduce(shelf: Shelf) -> Off:
            found = dearest(shelf.pieces(choice))

            def gain(nth: int) -> int:
                return worth(first(found, nth * size)) - worth(first(found, (nth - 1) * size)) - price

            sets = last_worth_it(counted(found) // size, gain)
            values = by_line(first(found, sets * size), len(shelf.values))
            return Off(shelf.share(values, sum(values) - sets * price))

        return reduce

"""Different goods at one price together: a coffee and a cake for 12.00."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices.checks import pieces
from setia.engine.rules.prices.pieces import Run, by_line, counted, dearest, first, last_worth_it, worth
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class BundlePart(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a bundle: so many pieces of some goods."""

    lines: Lines
    quantity: int = 1


class BundlePrice(Struct, frozen=True, tag="bundle_price", tag_field="kind", forbid_unknown_fields=True):
    """All parts together cost `price`: of each part the dearest pieces first, as long as it helps."""

    parts: tuple[BundlePart, ...]
    """A line that fits several parts is of the first of them."""
    price: int | str
    """In major units of the program's currency."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its price in minor units."""
        if not self.parts:
            faults.add((*path, "parts"), "empty_list")
        price = faults.money(self.price, defined.exponent, (*path, "price"), zero=True)
        sizes = [pieces(one.quantity, (*path, "parts", i, "quantity"), faults) for i, one in enumerate(self.parts)]
        choices = [one.lines.ready((*path, "parts", i, "lines"), faults) for i, one in enumerate(self.parts)]

        def reduce(shelf: Shelf) -> Off:
            found: list[list[Run]] = []
            for choice in choices:
                taken = {run.line for part in found for run in part}
                found.append(dearest(run for run in shelf.pieces(choice) if run.line not in taken))

            def of(sets: int) -> list[Run]:
                return [run for part, size in zip(found, sizes, strict=True) for run in first(part, sets * size)]

            most = min((counted(part) // size for part, size in zip(found, sizes, strict=True)), default=0)
            sets = last_worth_it(most, lambda nth: worth(of(nth)) - worth(of(nth - 1)) - price)
            values = by_line(of(sets), len(shelf.values))
            return Off(shelf.share(values, sum(values) - sets * price))

        return reduce

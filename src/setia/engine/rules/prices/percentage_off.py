"""A share of the price off."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rounding import Rounding, divide
from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices.checks import percent_of
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class PercentageOff(Struct, frozen=True, tag="percentage_off", tag_field="kind", forbid_unknown_fields=True):
    """`percent` off the price of some goods, or of the whole basket: reckoned on all of it, rounded once."""

    percent: int | str
    """More than 0, at most 100: a whole number, or text such as "12.5"."""
    lines: Lines = Lines()
    rounding: Rounding = "nearest"

    def ready(self, _: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its share as a fraction."""
        share, parts = percent_of(self.percent, (*path, "percent"), faults)
        choice, rounding = self.lines.ready((*path, "lines"), faults), self.rounding

        def reduce(shelf: Shelf) -> Off:
            values = shelf.of(choice)
            return Off(shelf.share(values, divide(sum(values) * share, parts, rounding)))

        return reduce

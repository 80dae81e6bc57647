"""Of so many pieces the cheapest is free."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices.checks import pieces
from setia.engine.rules.prices.pieces import by_line, cheapest, counted, first
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class CheapestFree(Struct, frozen=True, tag="cheapest_free", tag_field="kind", forbid_unknown_fields=True):
    """For every `of` pieces of some goods one is free: the cheapest ones of all of them."""

    of: int
    lines: Lines = Lines()
    times: int | None = None
    """How often in one basket at most."""

    def ready(self, _: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its goods made ready to be found."""
        of = pieces(self.of, (*path, "of"), faults, least=2)
        most = None if self.times is None else pieces(self.times, (*path, "times"), faults)
        choice = self.lines.ready((*path, "lines"), faults)

        def reduce(shelf: Shelf) -> Off:
            found = shelf.pieces(choice)
            free = counted(found) // of
            free = free if most is None else min(free, most)
            return Off(by_line(first(cheapest(found), free), len(shelf.values)))

        return reduce

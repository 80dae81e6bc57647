"""Buy some, get others for less, or for nothing."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rounding import divide
from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices.checks import percent_of, pieces
from setia.engine.rules.prices.pieces import Run, by_line, cheapest, counted, first
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf


class BuyGet(Struct, frozen=True, tag="buy_get", tag_field="kind", forbid_unknown_fields=True):
    """For every `buy` pieces of some goods, `get` pieces of others, or of the same, at `percent` off: the cheapest.

    A piece is bought or got, never both: of three for which two are to be bought, one is got.
    """

    buy: int
    get: int = 1
    percent: int | str = 100
    """More than 0; 100 is free."""
    lines: Lines = Lines()
    """What is bought."""
    get_lines: Lines = Lines()
    """What is got; without it, the same goods as are bought."""
    times: int | None = None
    """How often in one basket at most."""

    def ready(self, _: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its goods made ready to be found."""
        buy, get = pieces(self.buy, (*path, "buy"), faults), pieces(self.get, (*path, "get"), faults)
        most = None if self.times is None else pieces(self.times, (*path, "times"), faults)
        share, parts = percent_of(self.percent, (*path, "percent"), faults)
        bought = self.lines.ready((*path, "lines"), faults)
        got = bought if self.get_lines == Lines() else self.get_lines.ready((*path, "get_lines"), faults)

        def reduce(shelf: Shelf) -> Off:
            mine, theirs = shelf.pieces(bought), shelf.pieces(got)
            lines = {run.line for run in mine}
            both = counted(run for run in theirs if run.line in lines)
            times = min(counted(mine) // buy, counted(theirs) // get,
                        (counted(mine) + counted(theirs) - both) // (buy + get))  # fmt: skip
            times = times if most is None else min(times, most)
            values = by_line(_got(theirs, lines, times * get, counted(mine) - times * buy), len(shelf.values))
            return Off(shelf.share(values, divide(sum(values) * share, parts, "nearest")))

        return reduce


def _got(pieces: list[Run], bought: set[int], count: int, spare: int) -> list[Run]:
    """The cheapest so many, of which at most `spare` are of lines that are bought from, too."""
    taken: list[Run] = []
    for run in cheapest(pieces):
        allowed = min(run.count, count, spare) if run.line in bought else min(run.count, count)
        taken += first([run], allowed)
        count -= allowed
        spare -= allowed if run.line in bought else 0
    return taken

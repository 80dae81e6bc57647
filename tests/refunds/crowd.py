"""Many carts, each lived and checked, with what was met on the way added up."""

from __future__ import annotations

from collections import Counter
from random import Random

from msgspec import Struct, field

from setia.engine.fold import Broken
from tests.refunds.checking import Checked
from tests.refunds.shrinking import smallest
from tests.refunds.tales import Tale, tale_of

SHOWN = 5
"""Carts that a failure shows; the rest are counted."""


class Figures(Struct):
    """What was done, and what came of it."""

    carts: int = 0
    met: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        self.carts += other.carts
        self.met.update(other.met)
        self.wrong += other.wrong
        self.differences.extend(other.differences[: max(SHOWN - len(self.differences), 0)])

    def line(self) -> str:
        """In one line."""
        told = ", ".join(f"{name} {number:,}" for name, number in sorted(self.met.items()))
        return f"{self.carts:,} carts, {self.wrong:,} with a difference ({told})"


def examine(seed: int, numbers: range) -> Figures:
    """So many carts, the first that fail as small as they still fail."""
    figures = Figures()
    for number in numbers:
        tale = tale_of(seed, number)
        found, met = wrong_with(tale, number)
        figures.carts += 1
        figures.met.update(met)
        figures.wrong += bool(found)
        if found and len(figures.differences) < SHOWN:
            small = smallest(tale, lambda one, number=number: wrong_with(one, number)[0])  # type: ignore[misc]
            figures.differences.append(f"cart {number}: {found[0]}\n{small}")
    return figures


def wrong_with(tale: Tale, number: int) -> tuple[list[str], Counter[str]]:
    """Everything that does not hold in a tale; a command that is refused is wrong too."""
    checked = Checked(tale)
    try:
        checked.live(Random(number))
    except Broken as broken:
        checked.found.append(f"refused: {broken}")
    return checked.found, checked.met

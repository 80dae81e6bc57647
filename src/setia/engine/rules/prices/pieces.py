"""Pieces of goods with their prices, counted and not listed: a line of a million pieces is one or two runs of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

PIECE = 1000
"""Thousandths."""


class Run(Struct, frozen=True):
    """So many pieces of one line at one price."""

    price: int
    line: int
    """Its place on the receipt."""
    count: int


def runs(line: int, value: int, quantity: int) -> list[Run]:
    """The pieces of a line, whose prices add up to its value; none of what is weighed or came back."""
    count, part = divmod(quantity, PIECE)
    if count <= 0 or part or value <= 0:
        return []
    price, dearer = divmod(value, count)
    made = [Run(price + 1, line, dearer), Run(price, line, count - dearer)]
    return [run for run in made if run.count]


def counted(pieces: Iterable[Run]) -> int:
    """How many there are."""
    return sum(run.count for run in pieces)


def cheapest(pieces: Iterable[Run]) -> list[Run]:
    """From the cheapest up; of equals the earlier line first."""
    return sorted(pieces, key=lambda run: (run.price, run.line))


def dearest(pieces: Iterable[Run]) -> list[Run]:
    """From the dearest down; of equals the earlier line first."""
    return sorted(pieces, key=lambda run: (-run.price, run.line))


def first(pieces: Sequence[Run], count: int) -> list[Run]:
    """The first so many of them."""
    taken: list[Run] = []
    for run in pieces:
        if count <= 0:
            break
        taken.append(Run(run.price, run.line, min(run.count, count)))
        count -= run.count
    return taken


def worth(pieces: Iterable[Run]) -> int:
    """What they cost together."""
    return sum(run.price * run.count for run in pieces)


def by_line(pieces: Iterable[Run], lines: int) -> list[int]:
    """What they cost, line by line of a receipt that has so many."""
    values = [0] * lines
    for run in pieces:
        values[run.line] += run.price * run.count
    return values


def last_worth_it(most: int, gain: Callable[[int], int]) -> int:
    """How often to do what brings less every further time: as long as it brings anything. `gain` is of the nth time."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if gain(middle) > 0 else (low, middle - 1)
    return low

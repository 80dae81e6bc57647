"""Baskets to measure with: invented from a seed, ten lines each, like those of a grocery."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from setia.engine.calendar import DAY, HOUR
from setia.engine.purchase import Line, Purchase, Tender

BEGIN = 1_514_851_200_000_000
"""2018-01-02T00:00:00Z."""
LINES = 10
DEPARTMENTS = ("GROCERY", "GROCERY", "GROCERY", "PRODUCE", "DRUG GM", "MEAT", "PASTRY", "DELI", "NUTRITION")


def baskets(count: int, seed: int = 1, days: int = 300) -> Iterator[Purchase]:
    """So many purchases in order of time, spread over some days."""
    dice = Random(seed)
    for n in range(count):
        lines = tuple(_line(no, dice) for no in range(1, LINES + 1))
        at = BEGIN + n * days * DAY // count + dice.randrange(HOUR // count + 1)
        total = sum(line.net for line in lines)
        yield Purchase("bench", at, "USD", lines, (Tender("card", total),), store=str(dice.randrange(1, 40)))


def _line(no: int, dice: Random) -> Line:
    net = dice.randrange(49, 1_299)
    department = dice.choice(DEPARTMENTS)
    return Line(no, net, sku=str(dice.randrange(10**6)), department=department, category=department, brand="National")

"""Bars by month, drawn here as parts of a hundred: the browser gives them their size, and text keeps its own.

Numbers become lengths here and nowhere else; every chart has its table, and that is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from setia.insight.period import Month
from setia.wording.people import People

STEPS = (1, 2, 5)
LINES_MOST = 5
"""Lines across a chart above the one at its foot."""
HUNDRED = 100_000
"""Thousandths of a hundredth: what an SVG's percentages are counted in."""


class Bar(Struct, frozen=True):
    """One bar: its place and its size as percentages."""

    colour: str
    x: str
    y: str
    width: str
    height: str
    is_part: bool
    """Of a month that the period does not cover whole."""
    title: str


class Chart(Struct, frozen=True):
    """Bars with what stands beside and below them."""

    bars: tuple[Bar, ...]
    lines: tuple[str, ...]
    """Where the lines across are, from the top."""
    scale: tuple[str, ...]
    """What each of them stands for."""
    months: tuple[str, ...]


class Bars(Struct, frozen=True):
    """One colour: a value for each month, and how each is said."""

    colour: str
    values: tuple[int, ...]
    said: tuple[str, ...]
    places: int = 0
    """Decimals of the values' unit."""


def by_month(months: Sequence[Month], of: Sequence[Bars], people: People) -> Chart:
    """One group of bars for each month."""
    step, lines = _scale(max((0, *(value for one in of for value in one.values))), 10 ** of[0].places)
    top = step * lines
    slot, gap = HUNDRED // max(1, len(months)), HUNDRED // max(1, len(months)) // 6
    width = (slot - 2 * gap) // len(of)
    bars = []
    for no, one in enumerate(of):
        for i, month in enumerate(months):
            height = max(0, one.values[i]) * HUNDRED // top
            x = i * slot + gap + no * width
            size = (_percent(x), _percent(HUNDRED - height), _percent(width - width // 12), _percent(height))
            bars.append(Bar(one.colour, *size, not month.is_whole, f"{_month(month, people)}: {one.said[i]}"))
    steps = range(lines, -1, -1)
    return Chart(
        tuple(bars),
        tuple(_percent((lines - no) * HUNDRED // lines) for no in steps),
        tuple(people.rounded(Decimal(step * no).scaleb(-of[0].places)) for no in steps),
        tuple(people.month_short(month.period.first.month) for month in months),
    )


def _scale(highest: int, unit: int) -> tuple[int, int]:
    """A round step (1, 2 or 5 with zeros), and how many of them reach above the highest bar: at most LINES_MOST."""
    power = unit
    while True:
        for digit in STEPS:
            step = digit * power
            if step * LINES_MOST >= highest:
                return step, max(1, -(-highest // step))
        power *= 10


def _percent(parts: int) -> str:
    whole, rest = divmod(parts, 1000)
    return f"{whole}.{rest:03d}%"


def _month(month: Month, people: People) -> str:
    first = month.period.first
    return f"{people.month_short(first.month)} {people.year(first.year)}"

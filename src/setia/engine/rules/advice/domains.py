"""Sets of values that something may have: named values, and whole numbers in ranges."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final

from msgspec import Struct

FAR: Final = 10**18
"""Beyond every number that a document may say."""


class Values(Struct, frozen=True):
    """These values; or, turned round, all but these."""

    of: frozenset[Hashable]
    but: bool = False

    def meet(self, other: Values) -> Values:
        """What is in both."""
        if self.but and other.but:
            return Values(self.of | other.of, but=True)
        if self.but:
            return Values(other.of - self.of)
        return Values(self.of - other.of if other.but else self.of & other.of)

    def turned(self) -> Values:
        """Everything else."""
        return Values(self.of, not self.but)

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it. There is no end of values, so all but some is never empty."""
        return not self.but and not self.of


class Spans(Struct, frozen=True):
    """Whole numbers in ranges that do not overlap, lowest first; each with its first and its last."""

    of: tuple[tuple[int, int], ...]

    @staticmethod
    def between(least: int | None, most: int | None) -> Spans:
        """From one number through another; None is no bound."""
        return Spans(((-FAR if least is None else least, FAR if most is None else most),))

    @staticmethod
    def joined(spans: Iterable[tuple[int, int]]) -> Spans:
        """Ranges that may overlap, in any order."""
        found: list[tuple[int, int]] = []
        for first, last in sorted(spans):
            if found and first <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            elif first <= last:
                found.append((first, last))
        return Spans(tuple(found))

    def meet(self, other: Spans) -> Spans:
        """What is in both."""
        both = ((max(one[0], two[0]), min(one[1], two[1])) for one in self.of for two in other.of)
        return Spans.joined((first, last) for first, last in both if first <= last)

    def turned(self) -> Spans:
        """Everything else."""
        edges = [-FAR - 1, *(edge for span in self.of for edge in span), FAR + 1]
        gaps = zip(edges[::2], edges[1::2], strict=True)
        return Spans(tuple((last + 1, first - 1) for last, first in gaps if last + 1 <= first - 1))

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.of


Domain = Values | Spans

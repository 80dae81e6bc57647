"""The three named roundings and the fair split, on exact whole numbers.

Source of the split: the largest remainder (Hamilton) method, ties to the earlier item.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Rounding = Literal["floor", "nearest", "up"]


def divide(numerator: int, denominator: int, how: Rounding = "floor") -> int:
    """`numerator` over `denominator` (> 0) as a whole number.

    floor: towards minus infinity. nearest: halves away from zero. up: towards plus infinity.
    """
    if how == "floor":
        return numerator // denominator
    if how == "up":
        return -(-numerator // denominator)
    doubled, unit = 2 * abs(numerator) + denominator, 2 * denominator
    return doubled // unit if numerator >= 0 else -(doubled // unit)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` >= 0 in whole parts proportional to `weights` (each >= 0); the parts add up to `total` exactly.

    Raises ValueError if there is something to split and nothing to split it over.
    """
    sum_weights = sum(weights)
    if sum_weights == 0:
        if total:
            raise ValueError("cannot split over weights that are all zero")
        return [0] * len(weights)
    if total == 1:  # a stamp for the basket: all of it is remainder, and the largest weight has the largest
        parts = [0] * len(weights)
        parts[weights.index(max(weights))] = 1
        return parts
    parts, remainders = [], []
    for weight in weights:
        share = total * weight
        part = share // sum_weights
        parts.append(part)
        remainders.append(share - part * sum_weights)
    # Reversed sorting leaves equals in their order, so ties go to the earlier item.
    largest = sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)
    for i in largest[: total - sum(parts)]:
        parts[i] += 1
    return parts

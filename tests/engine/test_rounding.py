"""The three roundings and the fair split."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.rounding import Rounding, divide, split

ROUNDINGS: tuple[Rounding, ...] = ("floor", "nearest", "up")

TABLE = [
    # numerator, denominator, floor, nearest, up
    (0, 1, 0, 0, 0),
    (1, 3, 0, 0, 1),
    (2, 3, 0, 1, 1),
    (1, 2, 0, 1, 1),
    (3, 2, 1, 2, 2),
    (5, 2, 2, 3, 3),
    (6, 2, 3, 3, 3),
    (1640, 100, 16, 16, 17),
    (1999, 100, 19, 20, 20),
    (-1, 3, -1, 0, 0),
    (-2, 3, -1, -1, 0),
    (-1, 2, -1, -1, 0),
    (-3, 2, -2, -2, -1),
    (-5, 2, -3, -3, -2),
    (-6, 2, -3, -3, -3),
    (10**30 + 1, 10**15, 10**15, 10**15, 10**15 + 1),
    (-(10**30) - 1, 10**15, -(10**15) - 1, -(10**15), -(10**15)),
]


@pytest.mark.parametrize(("numerator", "denominator", "floor", "nearest", "up"), TABLE)
def test_a_quotient_is_rounded_by_name(numerator: int, denominator: int, floor: int, nearest: int, up: int) -> None:
    assert [divide(numerator, denominator, how) for how in ROUNDINGS] == [floor, nearest, up]


def test_rounding_is_down_unless_said_otherwise() -> None:
    assert divide(1999, 100) == 19


@given(st.integers(-(10**24), 10**24), st.integers(1, 10**12))
def test_every_rounding_is_the_whole_number_that_its_name_says(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    floor, nearest, up = (divide(numerator, denominator, how) for how in ROUNDINGS)
    assert floor <= exact < floor + 1
    assert up - 1 < exact <= up
    assert abs(nearest - exact) <= Fraction(1, 2)
    if abs(nearest - exact) == Fraction(1, 2):
        assert abs(nearest) > abs(exact), "a half goes away from zero"


@pytest.mark.parametrize("how", ROUNDINGS)
def test_a_return_of_everything_takes_back_what_was_given(how: Rounding) -> None:
    """Reckoned on the remainder, as returns are; never by negating a rounded number."""
    given_points = divide(1999, 100, how)
    assert given_points + (divide(0, 100, how) - given_points) == 0


SPLITS = [
    ("by equal weights the odd units go to the earlier", 10, [1, 1, 1], [4, 3, 3]),
    ("ties of the remainder go to the earlier", 2, [1, 1, 1, 1], [1, 1, 0, 0]),
    ("the largest remainder is served first, not the largest weight", 10, [70, 22, 8], [7, 2, 1]),
    ("a weight of nothing gets nothing", 5, [0, 1, 0, 4], [0, 1, 0, 4]),
    ("nothing over nothing is nothing", 0, [0, 0], [0, 0]),
    ("nothing over no one is nothing", 0, [], []),
    ("S1: sixteen points over 12.90 and 3.50", 16, [1290, 350], [13, 3]),
    ("one item gets everything", 16, [350], [16]),
]


@pytest.mark.parametrize(("total", "weights", "parts"), [row[1:] for row in SPLITS], ids=[row[0] for row in SPLITS])
def test_a_split_is_fair(total: int, weights: list[int], parts: list[int]) -> None:
    assert split(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_something_cannot_be_split_over_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="zero"):
        split(1, weights)


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any))
def test_parts_add_up_and_lie_within_one_unit_of_the_exact_share(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        share = Fraction(total * weight, sum(weights))
        assert share - 1 < part < share + 1


@given(st.integers(0, 10**6), st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(any))
def test_of_two_equal_weights_the_earlier_never_gets_less(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    for i, weight in enumerate(weights):
        for j in range(i + 1, len(weights)):
            if weights[j] == weight:
                assert parts[j] <= parts[i] <= parts[j] + 1

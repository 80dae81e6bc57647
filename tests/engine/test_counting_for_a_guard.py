"""When a guard trips: more than so many times what was expected, in any fifteen minutes, and in 200 awards or more."""

from __future__ import annotations

import pytest

from setia.engine.guard import Basis, Chosen, Count, Expected, Forecast, choose, from_json, to_json, tripped

HUNDRED = Expected(awards=400, units=400, quarters=4)
"""A hundred units in a quarter of an hour."""


def minutes(*given: tuple[int, int, int]) -> dict[int, Count]:
    """By minute: awards and units."""
    return {minute: Count(awards, units) for minute, awards, units in given}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (minutes((60, 200, 501)), (200, 501)),
        (minutes((60, 200, 500)), None),  # five times is not more than five times
        (minutes((60, 199, 9_000)), None),  # too few to say anything
        (minutes((46, 100, 300), (60, 100, 300)), (200, 600)),  # fifteen minutes, the first and the last included
        (minutes((45, 100, 300), (60, 100, 300)), None),  # sixteen
        (minutes((60, 100, 300), (74, 100, 300)), (200, 600)),  # what was heard of before, and happened after it
        (minutes((60, 100, 300), (75, 100, 300)), None),
        (minutes((50, 150, 1), (60, 50, 300), (70, 150, 700)), (200, 1000)),  # the worst of all that it lies in
        ({}, None),
    ],
)
def test_a_guard_trips(given: dict[int, Count], found: tuple[int, int] | None) -> None:
    count = tripped(HUNDRED, 5, given, 60)
    assert (None if count is None else (count.awards, count.units)) == found


def test_a_guard_of_no_times_never_trips() -> None:
    assert tripped(HUNDRED, 0, minutes((60, 10**6, 10**9)), 60) is None


def test_of_nothing_expected_anything_is_more() -> None:
    assert tripped(Expected(0, 0, 4, stated=True), 5, minutes((60, 200, 200)), 60) == Count(200, 200)


def test_quarters_in_which_a_rule_gives_nothing_are_no_part_of_what_is_expected() -> None:
    assert Expected(3, 10, 3).per_quarter == 4
    assert Expected(1, 1, 1).exceeds(Expected(9, 9, 10), 1)
    assert not Expected(1, 9, 10).exceeds(Expected(1, 9, 10), 1)


def test_a_leap_is_watched_by_what_is_given_today_unless_somebody_says_that_he_means_it() -> None:
    today = {"base/points": Expected(10, 100, 1), "more/points": Expected(10, 100, 1), "gone/points": HUNDRED}
    planned = {"base/points": Expected(10, 501, 1), "more/points": Expected(10, 500, 1), "new/stars": HUNDRED}
    rules = ("base", "more", "new", "never")
    kept = {**planned, "base/points": today["base/points"]}
    assert choose(Basis(today, planned), rules, 5) == Chosen(Forecast(kept), ("base/points",), ("never",))
    stated = {"base/points": Expected(0, 4000, 4, stated=True), "never/points": Expected(0, 40, 4, stated=True)}
    assert choose(Basis(today, planned, stated), rules, 5) == Chosen(Forecast({**planned, **stated}))
    assert choose(Basis(today, planned), rules, 0).jumps == (), "without a guard nothing is a leap"


def test_a_forecast_is_stored_as_it_is() -> None:
    forecast = Forecast({"base/points": HUNDRED, "a/b": Expected(0, 4, 4, stated=True)})
    assert from_json(to_json(forecast)) == forecast

"""Periods are whole days in a zone; what they are compared with is as long as they are."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from setia.insight.period import Period
from tests.insight.books import at


def period(first: str, last: str, zone: str = "UTC") -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last), zone)


def test_a_period_includes_its_last_day_whole() -> None:
    september = period("2017-09-01", "2017-09-30")
    assert september.begins_at == at("2017-09-01")
    assert september.ends_at == at("2017-10-01")


def test_a_period_lies_in_the_time_of_its_zone() -> None:
    one_day = period("2017-09-01", "2017-09-01", "Asia/Kuala_Lumpur")
    assert one_day.begins_at == at("2017-08-31T16:00")
    assert one_day.ends_at == at("2017-09-01T16:00")


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        ("2017-07-01", "2017-09-30", "2017-04-01", "2017-06-30"),
        ("2017-03-01", "2017-03-31", "2017-02-01", "2017-02-28"),
        ("2017-01-01", "2017-12-31", "2016-01-01", "2016-12-31"),
        ("2017-07-01", "2017-07-01", "2017-06-30", "2017-06-30"),
        ("2017-07-10", "2017-07-19", "2017-06-30", "2017-07-09"),
        ("2017-01-01", "2017-01-30", "2016-12-02", "2016-12-31"),
    ],
    ids=["a quarter", "a short month", "a year", "a day", "ten days", "a day less than a month"],
)
def test_the_period_before_is_as_long_in_months_where_it_is_months_and_else_in_days(
    first: str, last: str, before_first: str, before_last: str
) -> None:
    assert period(first, last).lookback() == period(before_first, before_last)


def test_months_follow_each_other_without_gap_and_the_cut_ones_say_so() -> None:
    months = period("2016-12-15", "2017-03-01").months()
    assert [(month.no, month.name, month.is_whole) for month in months] == [
        (0, "2016-12", False),
        (1, "2017-01", True),
        (2, "2017-02", True),
        (3, "2017-03", False),
    ]
    assert months[0].period == period("2016-12-15", "2016-12-31")
    assert months[3].period == period("2017-03-01", "2017-03-01")
    for before, after in pairwise(months):
        assert before.period.ends_at == after.period.begins_at


def test_a_month_that_a_change_of_clocks_makes_shorter_still_meets_the_next() -> None:
    months = period("2017-03-01", "2017-04-30", "Europe/Berlin").months()
    hours = (months[0].period.ends_at - months[0].period.begins_at) // 3_600_000_000
    assert hours == 31 * 24 - 1
    assert months[0].period.ends_at == months[1].period.begins_at

"""Deadlines: how long something lives, counted in a place's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.calendar import (
    DAY,
    HOUR,
    MINUTE,
    Duration,
    RoundTo,
    add,
    deadline,
    local_date,
    parse_duration,
    round_up,
    start_of_day,
    to_datetime,
    to_instant,
)


def at(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).astimezone(UTC))


DEADLINES: list[tuple[str, str, str, RoundTo, str]] = [
    # earned, lives, zone, to the end of, gone at
    ("2026-01-15T00:00+00:00", "P6M", "UTC", "day", "2026-07-16T00:00+00:00"),
    ("2026-01-15T23:59:59.999999+00:00", "P6M", "UTC", "day", "2026-07-16T00:00+00:00"),
    ("2026-01-31T12:00+00:00", "P1M", "UTC", "day", "2026-03-01T00:00+00:00"),
    ("2024-01-31T12:00+00:00", "P1M", "UTC", "day", "2024-03-01T00:00+00:00"),
    ("2026-01-31T12:00+00:00", "P2M", "UTC", "day", "2026-04-01T00:00+00:00"),
    ("2024-02-29T12:00+00:00", "P12M", "UTC", "day", "2025-03-01T00:00+00:00"),
    ("2024-02-29T12:00+00:00", "P48M", "UTC", "day", "2028-03-01T00:00+00:00"),
    ("2024-01-30T12:00+00:00", "P1M", "UTC", "day", "2024-03-01T00:00+00:00"),
    ("2026-12-31T12:00+00:00", "P1M", "UTC", "day", "2027-02-01T00:00+00:00"),
    ("2026-03-10T12:00+00:00", "P0D", "UTC", "day", "2026-03-11T00:00+00:00"),
    ("2026-03-10T12:00+00:00", "P1D", "UTC", "day", "2026-03-12T00:00+00:00"),
    ("2026-03-10T12:00+00:00", "P90D", "UTC", "day", "2026-06-09T00:00+00:00"),
    ("2026-01-31T12:00+00:00", "P1M1D", "UTC", "day", "2026-03-02T00:00+00:00"),
    ("2026-01-15T12:00+00:00", "P1M", "UTC", "end_of_month", "2026-03-01T00:00+00:00"),
    ("2020-07-06T12:00+00:00", "P12M", "UTC", "end_of_month", "2021-08-01T00:00+00:00"),
    ("2020-07-31T12:00+00:00", "P12M", "UTC", "end_of_month", "2021-08-01T00:00+00:00"),
    ("2020-08-01T00:00+00:00", "P12M", "UTC", "end_of_month", "2021-09-01T00:00+00:00"),
    ("2026-01-01T12:00+00:00", "P0D", "UTC", "end_of_quarter", "2026-04-01T00:00+00:00"),
    ("2026-03-31T12:00+00:00", "P0D", "UTC", "end_of_quarter", "2026-04-01T00:00+00:00"),
    ("2026-04-01T12:00+00:00", "P0D", "UTC", "end_of_quarter", "2026-07-01T00:00+00:00"),
    ("2026-11-15T12:00+00:00", "P1M", "UTC", "end_of_quarter", "2027-01-01T00:00+00:00"),
    ("2026-01-01T00:00+00:00", "P12M", "UTC", "end_of_year", "2028-01-01T00:00+00:00"),
    ("2026-12-31T23:59+00:00", "P12M", "UTC", "end_of_year", "2028-01-01T00:00+00:00"),
    # the day is the place's own: 17:00 UTC is already tomorrow in Kuala Lumpur, 02:00 UTC still yesterday in New York
    ("2026-01-15T17:00+00:00", "P6M", "Asia/Kuala_Lumpur", "day", "2026-07-17T00:00+08:00"),
    ("2026-01-15T15:59+00:00", "P6M", "Asia/Kuala_Lumpur", "day", "2026-07-16T00:00+08:00"),
    ("2026-01-15T02:00+00:00", "P6M", "America/New_York", "day", "2026-07-15T00:00-04:00"),
    ("2026-01-31T16:00+00:00", "P1M", "Asia/Kuala_Lumpur", "end_of_month", "2026-04-01T00:00+08:00"),
    # across a change of the clocks a day is still a day
    ("2026-03-07T17:00+00:00", "P1D", "America/New_York", "day", "2026-03-09T00:00-04:00"),
    ("2026-10-31T16:00+00:00", "P1D", "America/New_York", "day", "2026-11-02T00:00-05:00"),
    ("2026-03-06T18:00+00:00", "P6M", "America/Santiago", "day", "2026-09-07T00:00-03:00"),
]


@pytest.mark.parametrize(("earned", "lives", "zone", "to", "gone"), DEADLINES)
def test_something_lives_through_its_last_day(earned: str, lives: str, zone: str, to: RoundTo, gone: str) -> None:
    assert deadline(at(earned), parse_duration(lives), zone, to) == at(gone)


def test_a_month_counts_from_the_anchor_and_not_from_the_month_before() -> None:
    end_of_january = date(2026, 1, 31)
    months = [add(end_of_january, Duration(months, 0)) for months in (1, 2, 3, 13)]
    assert months == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2027, 2, 28)]


@given(st.dates(date(1970, 1, 1), date(2200, 1, 1)), st.integers(0, 600), st.integers(0, 4_000))
def test_a_longer_life_never_ends_earlier(day: date, months: int, days: int) -> None:
    ends = add(day, Duration(months, days))
    assert ends >= day
    assert add(day, Duration(months, days + 1)) > ends
    assert add(day, Duration(months + 1, days)) > ends


@given(st.dates(date(1970, 1, 1), date(2200, 1, 1)))
def test_the_end_of_a_period_is_in_it_and_the_day_after_is_not(day: date) -> None:
    for to, same in (
        ("end_of_month", lambda one: (one.year, one.month)),
        ("end_of_quarter", lambda one: (one.year, (one.month - 1) // 3)),
        ("end_of_year", lambda one: one.year),
    ):
        last = round_up(day, to)  # type: ignore[arg-type]
        assert last >= day
        assert same(last) == same(day)
        assert same(date.fromordinal(last.toordinal() + 1)) != same(day)
    assert round_up(day, "day") == day


@given(st.integers(-(10**15), 10**16))
def test_an_instant_and_its_wall_clock_are_the_same_moment(instant: int) -> None:
    for zone in ("UTC", "Asia/Kuala_Lumpur", "America/Santiago", "Australia/Lord_Howe"):
        assert to_instant(to_datetime(instant, zone)) == instant


@given(st.integers(-(10**15), 10**16))
def test_the_short_way_to_a_utc_date_agrees_with_the_long_one(instant: int) -> None:
    assert local_date(instant, "UTC") == to_datetime(instant).date()
    assert start_of_day(local_date(instant, "UTC"), "UTC") == instant - instant % DAY


@given(
    st.sampled_from(
        ["America/New_York", "America/St_Johns", "Asia/Kuala_Lumpur", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
    st.integers(-(2 * 10**15), 4 * 10**15),
)
def test_the_short_way_to_a_date_agrees_with_the_long_one(zone: str, instant: int) -> None:
    """Also where clocks change within an hour, or go back over midnight, as they did on Newfoundland until 2011."""
    for near in (instant, start_of_day(local_date(instant, zone), zone)):
        for one in range(near - 2 * HOUR, near + 2 * HOUR, 7 * MINUTE):
            assert local_date(one, zone) == to_datetime(one, zone).date()


def test_a_day_over_which_clocks_go_back_is_told_by_the_wall() -> None:
    """At 00:01 on 7 November 2010 it was 23:01 on the day before again."""
    change = at("2010-11-07T02:31+00:00")
    dates = [local_date(change + minutes * MINUTE, "America/St_Johns").day for minutes in (-2, -1, 0, 58, 59)]
    assert dates == [6, 7, 6, 6, 7]


def test_the_last_hour_of_the_calendar_has_a_date() -> None:
    """Its end is on no calendar in a zone ahead of UTC."""
    last = to_instant(datetime(9999, 12, 31, 15, 30, tzinfo=UTC))
    assert local_date(last, "Asia/Kuala_Lumpur") == date(9999, 12, 31)

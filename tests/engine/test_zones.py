"""Places whose clocks jump: days without a midnight, with two, or that never were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.calendar import DAY, HOUR, local_date, parse_duration, resolve, start_of_day, to_datetime, to_instant
from setia.engine.calendar import deadline as deadline_of

STARTS = [
    # zone, day, its first instant, length of the day in minutes
    ("Asia/Kuala_Lumpur", date(2026, 9, 6), "2026-09-05T16:00Z", 1440),
    ("Asia/Kuala_Lumpur", date(1982, 1, 1), "1981-12-31T16:00Z", 1440),
    ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00Z", 1380),
    ("America/Santiago", date(2026, 9, 5), "2026-09-05T04:00Z", 1440),
    ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00Z", 1380),
    ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-17T02:00Z", 1500),
    ("America/Sao_Paulo", date(2026, 11, 1), "2026-11-01T03:00Z", 1440),
    ("America/Havana", date(2026, 3, 8), "2026-03-08T05:00Z", 1380),
    ("America/Havana", date(2020, 11, 1), "2020-11-01T05:00Z", 1440),
    ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30Z", 1410),
    ("America/New_York", date(2026, 3, 8), "2026-03-08T05:00Z", 1380),
    ("America/New_York", date(2026, 11, 1), "2026-11-01T04:00Z", 1500),
    ("Pacific/Apia", date(2011, 12, 29), "2011-12-29T10:00Z", 1440),
    ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00Z", 1440),
    ("Pacific/Kiritimati", date(2026, 1, 1), "2025-12-31T10:00Z", 1440),
    ("Asia/Kolkata", date(2026, 1, 1), "2025-12-31T18:30Z", 1440),
]


def instant(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).astimezone(UTC))


@pytest.mark.parametrize(("zone", "day", "first", "minutes"), STARTS)
def test_a_day_begins_at_its_first_instant(zone: str, day: date, first: str, minutes: int) -> None:
    begins = start_of_day(day, zone)
    assert to_datetime(begins).isoformat() == datetime.fromisoformat(first).isoformat()
    assert start_of_day(day + timedelta(days=1), zone) - begins == minutes * HOUR // 60


def test_a_day_that_was_skipped_has_no_instant_of_its_own() -> None:
    assert start_of_day(date(2011, 12, 30), "Pacific/Apia") == start_of_day(date(2011, 12, 31), "Pacific/Apia")


def test_of_two_midnights_a_day_begins_with_the_later_so_that_a_deadline_favours_the_member() -> None:
    # On 1 November 2020 Havana's clocks go from 00:59:59 back to 00:00: midnight is at 04:00 and again at 05:00 UTC.
    assert resolve(datetime(2020, 11, 1), "America/Havana") == instant("2020-11-01T05:00Z")  # noqa: DTZ001
    gone = deadline_of(instant("2020-10-01T12:00Z"), parse_duration("P30D"), "America/Havana")
    assert gone == instant("2020-11-01T05:00Z")


WALLS = [
    # zone, wall clock, the instant it stands for
    ("America/New_York", "2026-03-08T01:59:59.999999", "2026-03-08T06:59:59.999999Z"),
    ("America/New_York", "2026-03-08T02:00", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-03-08T02:59:59.999999", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-11-01T01:00", "2026-11-01T06:00Z"),
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T06:30Z"),
    ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00Z"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30Z"),
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00Z"),
    ("America/Santiago", "2026-09-06T00:30", "2026-09-06T04:00Z"),
    ("UTC", "2026-06-30T23:59:59", "2026-06-30T23:59:59Z"),
]


@pytest.mark.parametrize(("zone", "wall", "stands_for"), WALLS)
def test_a_skipped_time_is_the_gaps_end_and_a_doubled_one_the_later(zone: str, wall: str, stands_for: str) -> None:
    assert resolve(datetime.fromisoformat(wall), zone) == instant(stands_for)


ZONES = """
UTC America/New_York America/Sao_Paulo America/Santiago America/Havana Australia/Lord_Howe Asia/Kolkata
Asia/Kuala_Lumpur Pacific/Kiritimati Pacific/Apia Africa/Casablanca
""".split()


@given(st.sampled_from(ZONES), st.dates(date(1975, 1, 1), date(2037, 12, 31)))
def test_days_follow_one_another_and_begin_where_their_date_does(zone: str, day: date) -> None:
    begins, next_begins = start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    assert begins <= next_begins <= begins + DAY + 2 * HOUR
    if begins == next_begins:
        assert (zone, day) == ("Pacific/Apia", date(2011, 12, 30))
        return
    assert local_date(begins, zone) == day
    last = to_datetime(next_begins - 1, zone)
    midnight_comes_twice = last.hour < 2
    assert last.date() == day or midnight_comes_twice, "the last instant before the next day is still this day"


@given(st.sampled_from(ZONES), st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 31)))  # noqa: DTZ001
def test_a_wall_clock_time_is_the_latest_instant_that_shows_it(zone: str, wall: datetime) -> None:
    """Against an oracle that walks: of all offsets the place has around that day, try each."""
    place = ZoneInfo(zone)
    around = [wall.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in range(-48, 49)]
    offsets = {moment.astimezone(place).utcoffset() for moment in around}
    shown = [wall.replace(tzinfo=UTC) - offset for offset in offsets if offset is not None]
    matching = [moment for moment in shown if moment.astimezone(place).replace(tzinfo=None) == wall]
    found = to_datetime(resolve(wall, zone))
    if matching:
        assert found == max(matching)
        return
    assert found.astimezone(place).replace(tzinfo=None) > wall
    assert (found - timedelta(microseconds=1)).astimezone(place).replace(tzinfo=None) < wall

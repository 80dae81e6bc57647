"""Timestamps: valid ones become instants, whatever the zone did that day; others are rejected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.purchase_files.reading import AT_US, read

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def us(text: str) -> int:
    """Microseconds of an instant given with its offset."""
    return (datetime.fromisoformat(text) - EPOCH) // MICROSECOND


def verdicts(folder: Path, cells: list[str], **options: Any) -> list[int | str]:
    """For each cell the instant it became, or the code with which its row was rejected."""
    rows = [f"{at},{cell},1" for at, cell in enumerate(cells)]
    found = read(folder, "purchase_id,event_at,net\n" + "\n".join(rows) + "\n", **options)
    assert all(reject.column == "event_at" for reject in found.rejects)
    answers: dict[int, int | str] = {int(reject.purchase_id): reject.code for reject in found.rejects}
    answers.update({int(staged.purchase_id): staged.purchase.event_at for staged in found.purchases})
    return [answers[at] for at in range(len(cells))]


READ: dict[str, int | str] = {
    "2025-01-01 10:00": AT_US,
    "2025-01-01T10:00": AT_US,
    "2025-01-01 10:00:00": AT_US,
    "2025-01-01 10:00:00.5": AT_US + 500_000,
    "2025-01-01T10:00:00.000001": AT_US + 1,
    "2025-01-01 10:00Z": AT_US,
    "2025-01-01T17:00:00+07:00": AT_US,
    "2025-01-01 04:30:00.25-05:30": AT_US + 250_000,
    "2025-01-01 10:00:00+00": AT_US,
    "2025-01-01 00:00+14:00": us("2024-12-31T10:00+00:00"),
    " 2025-01-01 10:00 ": AT_US,
    "2024-02-29 00:00": us("2024-02-29T00:00+00:00"),
    "1969-12-31 23:59:59.999999": -1,
    "2399-12-31 23:59": us("2399-12-31T23:59+00:00"),
    "2025-02-29 10:00": "bad_timestamp",
    "2025-02-30 10:00": "bad_timestamp",
    "2025-13-01 10:00": "bad_timestamp",
    "2025-00-10 10:00": "bad_timestamp",
    "2025-01-01 25:00": "bad_timestamp",
    "2025-01-01 24:00": "bad_timestamp",
    "2025-01-01 10:60": "bad_timestamp",
    "2025-01-01 10:00:60": "bad_timestamp",
    "2025-01-01 10:00:00.1234567": "bad_timestamp",
    "2025-01-01 10:00+24:00": "bad_timestamp",
    "2025-01-01 10:00 UTC": "bad_timestamp",
    "2025-01-01": "bad_timestamp",
    "01/02/2025 10:00": "bad_timestamp",
    "2025-1-1 10:00": "bad_timestamp",
    "\uff12\uff10\uff12\uff15-01-01 10:00": "bad_timestamp",
    "1899-12-31 23:59": "bad_timestamp",
    "yesterday": "bad_timestamp",
    "1735725600": "bad_timestamp",
    "": "missing",
    "2400-01-01 10:00": "buddhist_year",
    "2568-01-01 10:00": "buddhist_year",
    "2568-99-01 10:00": "buddhist_year",
}


def test_a_timestamp_is_an_instant_or_says_why_not(tmp_path: Path) -> None:
    assert dict(zip(READ, verdicts(tmp_path, list(READ)), strict=True)) == READ


def test_s24_buddhist_years_are_read_where_the_source_says_so(tmp_path: Path) -> None:
    cells = ["2567-02-29 08:00", "2568-02-29 08:00", "2535-10-25 08:00", "2568-01-01 17:00+07:00", "2025-01-01 10:00"]
    assert verdicts(tmp_path, cells, calendar="buddhist") == [
        us("2024-02-29T08:00+00:00"),
        "bad_timestamp",
        us("1992-10-25T08:00+00:00"),
        AT_US,
        "bad_timestamp",
    ]


def test_s24_a_year_from_2400_on_without_a_calendar_is_rejected_and_with_gregorian_it_is_that_year(
    tmp_path: Path,
) -> None:
    assert verdicts(tmp_path, ["2568-01-01 10:00"]) == ["buddhist_year"]
    assert verdicts(tmp_path, ["2568-01-01 10:00"], calendar="gregorian") == [us("2568-01-01T10:00+00:00")]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (
            "America/New_York",
            {
                "2025-03-09 01:59:59.999999": "2025-03-09T06:59:59.999999+00:00",
                "2025-03-09 02:00": "2025-03-09T07:00+00:00",  # skipped: the first instant after the gap
                "2025-03-09 02:30": "2025-03-09T07:00+00:00",
                "2025-03-09 03:00": "2025-03-09T07:00+00:00",
                "2025-03-09 03:01": "2025-03-09T07:01+00:00",
                "2025-11-02 00:59": "2025-11-02T04:59+00:00",
                "2025-11-02 01:00": "2025-11-02T06:00+00:00",  # happened twice: the later
                "2025-11-02 01:59": "2025-11-02T06:59+00:00",
                "2025-11-02 02:00": "2025-11-02T07:00+00:00",
                "2025-11-02 01:30-04:00": "2025-11-02T05:30+00:00",  # the offset says which
                "2025-07-04 12:00": "2025-07-04T16:00+00:00",
            },
        ),
        (
            "Asia/Jakarta",
            {
                "2025-01-01 17:00": "2025-01-01T10:00+00:00",
                "1948-04-30 23:59": "1948-04-30T16:29+00:00",  # +07:30 until that midnight, +08:00 from then on
                "1948-05-01 00:00": "1948-04-30T16:30+00:00",
                "1948-05-01 00:15": "1948-04-30T16:30+00:00",  # skipped
                "1948-05-01 00:30": "1948-04-30T16:30+00:00",
                "1948-05-01 00:31": "1948-04-30T16:31+00:00",
                "1950-04-30 23:29": "1950-04-30T15:29+00:00",
                "1950-04-30 23:45": "1950-04-30T16:15+00:00",  # back to +07:30: happened twice
                "1963-12-31 23:29": "1963-12-31T15:59+00:00",
                "1963-12-31 23:30": "1963-12-31T16:30+00:00",  # to +07:00: happened twice
                "1964-01-01 00:00": "1963-12-31T17:00+00:00",
            },
        ),
    ],
)
def test_local_times_take_the_first_instant_after_a_gap_and_the_later_of_two(
    tmp_path: Path, zone: str, expected: dict[str, str]
) -> None:
    wanted = {cell: us(instant) for cell, instant in expected.items()}
    assert dict(zip(wanted, verdicts(tmp_path, list(wanted), zone=zone), strict=True)) == wanted


def by_the_book(wall: datetime, zone: ZoneInfo) -> int:
    """The instant of a local time, by trying: the latest that shows it, else the first that shows a later one."""
    naive = (wall.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
    shifts = {
        (EPOCH + (naive + hours * 3_600_000_000) * MICROSECOND).astimezone(zone).utcoffset() for hours in (-36, 0, 36)
    }
    instants = sorted(naive - (shift or timedelta()) // MICROSECOND for shift in shifts)
    shown = [at for at in instants if (EPOCH + at * MICROSECOND).astimezone(zone).replace(tzinfo=None) == wall]
    if shown:
        return shown[-1]
    before, after = instants[0], instants[-1]
    while after - before > 1:
        middle = (before + after) // 2
        skipped_past = (EPOCH + middle * MICROSECOND).astimezone(zone).replace(tzinfo=None) > wall
        before, after = (before, middle) if skipped_past else (middle, after)
    return after


CHANGES = {
    "America/New_York": ["2025-03-09T02:00", "2025-11-02T02:00"],
    "Asia/Jakarta": ["1942-03-23T00:00", "1945-09-23T00:00", "1948-05-01T00:00", "1964-01-01T00:00"],
    "Pacific/Apia": ["2011-12-30T12:00"],
    "Australia/Lord_Howe": ["2025-04-06T02:00", "2025-10-05T02:00"],
    "Africa/Casablanca": ["2025-02-23T03:00", "2025-04-06T02:00"],
}


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), zone=st.sampled_from(sorted(CHANGES)))
def test_local_times_around_every_kind_of_change_are_the_instants_a_search_finds(
    tmp_path: Path, data: st.DataObject, zone: str
) -> None:
    away = st.integers(-30 * 3600, 30 * 3600)
    changes = st.sampled_from([datetime.fromisoformat(change) for change in CHANGES[zone]])
    near = st.builds(lambda change, seconds: change + timedelta(seconds=seconds), changes, away)
    walls = data.draw(st.lists(near, min_size=20, max_size=60))
    cells = [wall.isoformat(sep=" ") for wall in walls]
    assert verdicts(tmp_path, cells, zone=zone) == [by_the_book(wall, ZoneInfo(zone)) for wall in walls]

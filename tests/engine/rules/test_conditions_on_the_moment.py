"""Conditions on when, by the clock on the store's wall: zones, nights, days that begin late, calendars by name."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.evaluate import Standing
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.limit import Every, period
from setia.engine.rules.verdict import Check
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import at, check, gave, judged, program

STORES = [
    {"id": "jayapura", "zone": "Asia/Jayapura"},
    {"id": "makassar", "zone": "Asia/Makassar"},
    {"id": "jakarta", "zone": "Asia/Jakarta"},
]
AFTERNOON = {"kind": "time_of_day", "from": "14:00", "until": "16:00"}


@pytest.mark.parametrize(
    ("store", "holds", "wall"),
    [("jayapura", True, "15:30"), ("makassar", True, "14:30"), ("jakarta", False, "13:30"), ("", False, "06:30")],
)
def test_s16_happy_hour_goes_by_the_clock_on_the_stores_wall(store: str, holds: bool, wall: str) -> None:
    found = check(AFTERNOON, receipt(100, store=store), {"effective_at": at("2027-03-01T06:30Z")}, stores=STORES)
    assert found == Check("time_of_day", holds, "14:00-16:00", wall)


TIMES = [
    ("14:00", "16:00", "13:59", False),
    ("14:00", "16:00", "14:00", True),
    ("14:00", "16:00", "15:59", True),
    ("14:00", "16:00", "16:00", False),
    ("22:00", "02:00", "21:59", False),
    ("22:00", "02:00", "22:00", True),
    ("22:00", "02:00", "00:00", True),
    ("22:00", "02:00", "01:59", True),
    ("22:00", "02:00", "02:00", False),
    ("00:00", "00:01", "00:00", True),
    ("00:00", "00:01", "00:01", False),
    ("23:59", "00:00", "23:59", True),
    ("23:59", "00:00", "00:00", False),
]


@pytest.mark.parametrize(("start", "end", "wall", "holds"), TIMES)
def test_a_window_begins_with_its_first_minute_and_ends_before_its_last(
    start: str, end: str, wall: str, holds: bool
) -> None:
    condition = {"kind": "time_of_day", "from": start, "until": end}
    assert check(condition, receipt(100), {"effective_at": at(f"2027-03-01T{wall}Z")}).holds == holds


LATE = {"day_starts_at": "04:00"}
WEEKEND = {"kind": "weekday", "any_of": ["saturday", "sunday"]}

DAYS = [  # 2027-03-06 is a Saturday
    ("2027-03-05T23:59Z", {}, "friday", False),
    ("2027-03-06T00:00Z", {}, "saturday", True),
    ("2027-03-07T23:59Z", {}, "sunday", True),
    ("2027-03-08T00:00Z", {}, "monday", False),
    ("2027-03-06T03:59Z", LATE, "friday", False),
    ("2027-03-06T04:00Z", LATE, "saturday", True),
    ("2027-03-08T03:59Z", LATE, "sunday", True),
    ("2027-03-08T04:00Z", LATE, "monday", False),
    ("2027-03-05T16:00Z", {"zone": "Asia/Kuala_Lumpur"}, "saturday", True),
    ("2027-03-05T15:59Z", {"zone": "Asia/Kuala_Lumpur"}, "friday", False),
]


@pytest.mark.parametrize(("instant", "fields", "found", "holds"), DAYS)
def test_a_weekday_is_the_stores_and_what_is_before_its_day_starts_belongs_to_the_evening(
    instant: str, fields: dict[str, Any], found: str, holds: bool
) -> None:
    assert check(WEEKEND, receipt(100), {"effective_at": at(instant)}, **fields) == Check(
        "weekday", holds, ("saturday", "sunday"), found
    )


def test_a_store_may_begin_its_day_at_a_time_of_its_own() -> None:
    stores = [{"id": "bar", "day_starts_at": "06:00"}, {"id": "bakery", "day_starts_at": "00:00"}]
    early_sunday = {"effective_at": at("2027-03-07T05:00Z")}
    found = {
        store: check(WEEKEND, receipt(100, store=store), early_sunday, stores=stores, day_starts_at="05:30").found
        for store in ("bar", "bakery", "")
    }
    assert found == {"bar": "saturday", "bakery": "sunday", "": "saturday"}


def test_s17_a_night_is_one_day() -> None:
    """Saturday 23:30 and Sunday 01:30 are one Saturday: one stamp, a bonus each; Sunday noon is another day."""
    compiled = program(
        rule({"kind": "stamps", "wallet": "stamps"}, id="card", limits=["daily"]),
        rule({"kind": "fixed_points", "points": 5}, id="saturday", when=[{"kind": "weekday", "any_of": ["saturday"]}]),
        limits=[{"id": "daily", "every": "day", "times": 1}],
        **LATE,
    )
    used: dict[str, int] = {}
    given = []
    for instant in ("2027-03-06T23:30Z", "2027-03-07T01:30Z", "2027-03-07T12:00Z"):
        facts = Facts(compiled.scene, receipt(100), Frame(at(instant)))
        day = period(facts.day, "day")
        given.append(
            gave(compiled, receipt(100), Standing(room={"daily": 1 - used.get(day, 0)}), effective_at=at(instant))
        )
        used[day] = used.get(day, 0) + given[-1].get("stamps", 0)
    assert given == [{"stamps": 1, "points": 5}, {"points": 5}, {"stamps": 1}]
    assert used == {"2027-03-06": 1, "2027-03-07": 1}


WINDOWS = [
    ({"from": "2027-03-06"}, "2027-03-05T23:59Z", False),
    ({"from": "2027-03-06"}, "2027-03-06T00:00Z", True),
    ({"from": "2027-03-06"}, "2030-01-01T00:00Z", True),
    ({"through": "2027-03-06"}, "2027-03-06T23:59Z", True),
    ({"through": "2027-03-06"}, "2027-03-07T00:00Z", False),
    ({"from": "2027-03-06", "through": "2027-03-06"}, "2027-03-06T12:00Z", True),
    ({"from": "2027-03-06", "through": "2027-03-06"}, "2027-03-07T00:00Z", False),
]


@pytest.mark.parametrize(("window", "instant", "holds"), WINDOWS)
def test_a_window_of_dates_has_its_first_and_its_last_day(window: dict[str, str], instant: str, holds: bool) -> None:
    found = check({"kind": "date_window", **window}, receipt(100), {"effective_at": at(instant)})
    expected = (window.get("from", ""), window.get("through", ""))
    assert found == Check("date_window", holds, expected, instant[:10])


CALENDARS = [
    {
        "id": "ramadan",
        "dates": [{"from": "2027-02-08", "through": "2027-03-09"}, {"from": "2026-02-18", "through": "2026-03-19"}],
    },
    {"id": "double_date", "dates": [{"from": "2027-03-03"}, {"from": "2027-04-04"}]},
    {"id": "nested", "dates": [{"from": "2027-01-01", "through": "2027-12-31"}, {"from": "2027-03-01"}]},
]
DURING = {"kind": "calendar", "during": "ramadan"}
BEFORE = {"kind": "calendar", "before": "ramadan", "days": 14}

NAMED = [
    (DURING, "2026-02-17", False),
    (DURING, "2026-02-18", True),
    (DURING, "2026-03-19", True),
    (DURING, "2026-03-20", False),
    (DURING, "2027-02-08", True),
    (BEFORE, "2027-01-24", False),
    (BEFORE, "2027-01-25", True),
    (BEFORE, "2027-02-07", True),
    (BEFORE, "2027-02-08", False),
    ({"kind": "calendar", "during": "double_date"}, "2027-03-03", True),
    ({"kind": "calendar", "during": "double_date"}, "2027-03-04", False),
    ({"kind": "calendar", "during": "nested"}, "2027-06-15", True),
]


@pytest.mark.parametrize(("condition", "day", "holds"), NAMED)
def test_a_named_calendar_holds_on_its_days_or_in_the_days_before(
    condition: dict[str, Any], day: str, holds: bool
) -> None:
    found = check(condition, receipt(100), {"effective_at": at(f"{day}T12:00Z")}, calendars=CALENDARS)
    name = condition.get("during") or condition["before"]
    assert found == Check("calendar", holds, name, day)


def test_the_night_after_the_last_day_still_belongs_to_it_where_days_begin_late() -> None:
    frame = {"effective_at": at("2027-03-10T03:00Z")}
    assert check(DURING, receipt(100), frame, calendars=CALENDARS, **LATE).holds
    assert not check(DURING, receipt(100), frame, calendars=CALENDARS).holds


PERIODS: list[tuple[Every, str]] = [
    ("day", "2027-01-03"),
    ("week", "2026-12-28w"),
    ("month", "2027-01"),
    ("year", "2027"),
    ("ever", ""),
]


@pytest.mark.parametrize(("every", "name"), PERIODS)
def test_a_period_is_named_by_the_stores_day(every: Every, name: str) -> None:
    """Sunday, 3 January 2027, lies in the week of Monday, 28 December 2026."""
    facts = Facts(program(rule(effect()), **LATE).scene, receipt(100), Frame(at("2027-01-04T03:59Z")))
    assert period(facts.day, every) == name


def test_a_moment_needs_no_purchase() -> None:
    compiled = program(
        rule({"kind": "fixed_points", "points": 5}, trigger="visit", when=[AFTERNOON]),
        events=[{"id": "visit"}],
        stores=STORES,
    )
    there = judged(compiled, Event("visit", store="makassar"), effective_at=at("2027-03-01T06:30Z"))
    assert [one.holds for one in there] == [True]

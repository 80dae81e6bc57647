"""Conditions on when, all by the store's own clock: weekday, time of day, dates, named calendars."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import Literal, get_args

from setia.engine.rules.conditions.basket import choices
from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.scene import Days, clock, day
from setia.engine.rules.verdict import Check

DayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[str, ...] = get_args(DayName)
"""From Monday on."""
BEFORE_MAX = 366


class Weekday(Visible, frozen=True, tag="weekday", tag_field="kind", forbid_unknown_fields=True):
    """On one of these days; what happens before `day_starts_at` belongs to the day before."""

    any_of: tuple[DayName, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its seven answers."""
        choices(self.any_of, path, faults)
        by_day = tuple(Check("weekday", name in self.any_of, self.any_of, name) for name in DAYS)
        return lambda facts: by_day[facts.day.weekday()]


class TimeOfDay(
    Visible,
    frozen=True,
    tag="time_of_day",
    tag_field="kind",
    forbid_unknown_fields=True,
    rename={"start": "from", "end": "until"},
):
    """From a time up to, not including, another; `from` 22:00 `until` 02:00 is one night."""

    start: str
    end: str

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition in minutes after midnight."""
        start = clock(self.start, (*path, "from"), faults)
        end = clock(self.end, (*path, "until"), faults)
        if start == end:
            faults.add((*path, "until"), "out_of_range", self.end, f"another time than {self.start}")
        expected = f"{self.start}-{self.end}"

        def test(facts: Facts) -> Check:
            wall = facts.wall
            now = wall.hour * 60 + wall.minute
            holds = start <= now < end if start < end else now >= start or now < end
            return Check("time_of_day", holds, expected, f"{wall.hour:02d}:{wall.minute:02d}")

        return test


class DateWindow(
    Visible,
    frozen=True,
    tag="date_window",
    tag_field="kind",
    forbid_unknown_fields=True,
    rename={"first": "from", "last": "through"},
):
    """From a local day through another, both included; one of them may be missing."""

    first: str | None = None
    last: str | None = None

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its dates."""
        if self.first is None and self.last is None:
            faults.add(path, "some_of", "", "from, through")
        first = date.min if self.first is None else day(self.first, (*path, "from"), faults)
        last = date.max if self.last is None else day(self.last, (*path, "through"), faults)
        if last < first:
            faults.add((*path, "through"), "out_of_range", self.last, f"{self.first} or later")
        expected = (self.first or "", self.last or "")

        def test(facts: Facts) -> Check:
            return Check("date_window", first <= facts.day <= last, expected, facts.day.isoformat())

        return test


class InCalendar(Visible, frozen=True, tag="calendar", tag_field="kind", forbid_unknown_fields=True):
    """`during` a named calendar's days, or in the days `before` they begin."""

    during: str | None = None
    before: str | None = None
    days: int = 0
    """For `before`: how many days."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition with the calendar's spans."""
        faults.one_of({"during": self.during, "before": self.before}, path)
        name = self.during or self.before or ""
        said: Path = (*path, "during" if self.during else "before")
        known = bool(name) and faults.known(name, defined.scene.calendars, said, "calendar")
        spans = defined.scene.calendars[name] if known else ()
        if self.before is not None:
            early = timedelta(faults.within(self.days, 1, BEFORE_MAX, (*path, "days")))
            spans = tuple((first - early, first - timedelta(1)) for first, _ in spans)
        elif self.days:
            faults.add((*path, "days"), "needs_before", self.days)
        return _within(spans, name)


def _within(spans: Days, name: str) -> Test:
    firsts = [first for first, _ in spans]

    def test(facts: Facts) -> Check:
        # Spans may overlap, so every one that has begun may be the one.
        begun = bisect_right(firsts, facts.day)
        holds = any(facts.day <= last for _, last in spans[:begun])
        return Check("calendar", holds, name, facts.day.isoformat())

    return test

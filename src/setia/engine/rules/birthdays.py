"""Birthdays: when they are in years without 29 February, and how a program gives for them (locale 1)."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import Literal

from msgspec import Struct

from setia.engine.rules.custom_event import EventType, Field

TRIGGER = "birthday"
LEAP = "02-29"
DAYS_MAX = 366

LeapDay = Literal["28_february", "1_march"]


class Birthdays(Struct, frozen=True, forbid_unknown_fields=True):
    """How the program keeps birthdays; each is given for once a year, whatever is changed about its date."""

    leap_day: LeapDay = "28_february"
    """When somebody born on 29 February has his birthday in other years."""
    given: Literal["on_the_day", "when_asked"] = "on_the_day"
    """on_the_day: by the sweep, without anybody asking. when_asked: when the member asks, and may choose."""


BIRTHDAY = EventType(TRIGGER, (Field("choice", "text"),))
"""The event that triggers rules: what a member chose, where there is a choice."""


def latest(birthday: str, day: date, leap_day: LeapDay) -> date:
    """The latest birthday of somebody, such as 05-14, on or before a day."""
    this_year = in_year(birthday, day.year, leap_day)
    return this_year if this_year <= day else in_year(birthday, day.year - 1, leap_day)


def in_year(birthday: str, year: int, leap_day: LeapDay) -> date:
    """The day on which a birthday is kept in a year."""
    if birthday == LEAP and not isleap(year):
        return date(year, 2, 28) if leap_day == "28_february" else date(year, 3, 1)
    month, day = birthday.split("-")
    return date(year, int(month), int(day))


def kept_on(day: date, leap_day: LeapDay) -> tuple[str, ...]:
    """The birthdays that are kept on a day."""
    own = day.isoformat()[5:]
    here = in_year(LEAP, day.year, leap_day) == day
    return (own, LEAP) if here and own != LEAP else (own,)

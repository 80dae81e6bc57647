"""Conditions on when in words."""

from __future__ import annotations

from datetime import date
from typing import get_args

from setia.engine.rules.conditions.moment import DateWindow, DayName, InCalendar, TimeOfDay, Weekday
from setia.engine.rules.verdict import Check
from setia.wording.conditions.finding import this_time
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker

_DAYS: tuple[str, ...] = get_args(DayName)


def weekday(speaker: Speaker, one: Weekday) -> Sentence:
    """On which days it must be."""
    return speaker.say("weekday", "It must be on {days}.", days=_days(speaker, one))


def not_weekday(speaker: Speaker, one: Weekday) -> Sentence:
    """On which it must not."""
    return speaker.say("not_weekday", "It must not be on {days}.", days=_days(speaker, one))


def weekday_found(speaker: Speaker, check: Check) -> Sentence:
    """Which day it was."""
    return this_time(speaker, _day(speaker, str(check.found)))


def time_of_day(speaker: Speaker, one: TimeOfDay) -> Sentence:
    """Between which times it must be."""
    start, end = speaker.time(one.start), speaker.time(one.end)
    return speaker.say("time_of_day", "It must be between {start} and {end}.", start=start, end=end)


def not_time_of_day(speaker: Speaker, one: TimeOfDay) -> Sentence:
    """Between which it must not."""
    start, end = speaker.time(one.start), speaker.time(one.end)
    return speaker.say("not_time_of_day", "It must not be between {start} and {end}.", start=start, end=end)


def time_found(speaker: Speaker, check: Check) -> Sentence:
    """What time it was."""
    return this_time(speaker, speaker.time(str(check.found)))


def date_window(speaker: Speaker, one: DateWindow) -> Sentence:
    """Between which days it must be."""
    first = speaker.day(one.first) if one.first is not None else None
    last = speaker.day(one.last) if one.last is not None else None
    if first is not None and last is not None:
        return speaker.say("dates", "It must be from {first} to {last}, both included.", first=first, last=last)
    if first is not None:
        return speaker.say("dates_from", "It must be on {first} or later.", first=first)
    return speaker.say("dates_through", "It must be on {last} or earlier.", last=last or Said("", ""))


def not_date_window(speaker: Speaker, one: DateWindow) -> Sentence:
    """Between which it must not."""
    first = speaker.day(one.first) if one.first is not None else None
    last = speaker.day(one.last) if one.last is not None else None
    if first is not None and last is not None:
        return speaker.say("not_dates", "It must be before {first} or after {last}.", first=first, last=last)
    if first is not None:
        return speaker.say("not_dates_from", "It must be before {first}.", first=first)
    return speaker.say("not_dates_through", "It must be after {last}.", last=last or Said("", ""))


def calendar(speaker: Speaker, one: InCalendar) -> Sentence:
    """In which days that have a name it must be, or how shortly before."""
    name = speaker.name(speaker.document.calendars, one.during or one.before or "")
    if not name.text:
        return speaker.say("calendar_unnamed", "It must be on one of certain days.")
    if one.during:
        return speaker.say("calendar", "It must be during {calendar}.", calendar=name)
    return speaker.count(
        "calendar_before",
        "It must be on the day before {calendar}.",
        "It must be in the {count} days before {calendar}.",
        one.days,
        count=speaker.number(one.days),
        calendar=name,
    )


def not_calendar(speaker: Speaker, one: InCalendar) -> Sentence:
    """In which it must not be, or how shortly before."""
    name = speaker.name(speaker.document.calendars, one.during or one.before or "")
    if not name.text:
        return speaker.say("not_calendar_unnamed", "It must not be on one of certain days.")
    if one.during:
        return speaker.say("not_calendar", "It must not be during {calendar}.", calendar=name)
    return speaker.count(
        "not_calendar_before",
        "It must not be on the day before {calendar}.",
        "It must not be in the {count} days before {calendar}.",
        one.days,
        count=speaker.number(one.days),
        calendar=name,
    )


def day_found(speaker: Speaker, check: Check) -> Sentence:
    """Which date it was."""
    return this_time(speaker, Said(check.found, speaker.people.day(date.fromisoformat(str(check.found)))))


def _days(speaker: Speaker, one: Weekday) -> Said:
    return speaker.listed([_day(speaker, name) for name in one.any_of], either=True)


def _day(speaker: Speaker, name: str) -> Said:
    return Said(name, speaker.people.weekday(_DAYS.index(name)) if name in _DAYS else name)

"""Where and when things happen: stores with their own time, days that begin late, calendars by name."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from setia.engine.calendar import start_of_day
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.wallet_type import Text

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_EXAMPLE_DAY = date(2027, 1, 31)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that documents may speak of."""
NOT_GOODS = frozenset({"gift_card", "deposit"})
"""Tags of lines that are not goods: money that changes its form earns nothing (ledger 4.9)."""
DATES_MAX = 4_000
"""Days that one span of a calendar may have."""


class Store(Struct, frozen=True, forbid_unknown_fields=True):
    """A store whose time, day or tags are its own."""

    id: str
    """As purchases name it."""
    zone: str | None = None
    day_starts_at: str | None = None
    """04:00: what happens before it belongs to the evening before."""
    tags: tuple[str, ...] = ()


class Dates(Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "through"}):
    """Local days, both included."""

    first: str
    last: str | None = None
    """None: one day."""


class NamedCalendar(Struct, frozen=True, forbid_unknown_fields=True):
    """Days that have a name: a fasting month, a festival, school holidays; edited by the shop."""

    id: str
    dates: tuple[Dates, ...] = ()
    """The shop's own; without any, those of `table`."""
    table: str | None = None
    """A table that comes with Setia, such as my/aidilfitri: what is read carries its dates, and needs it no more."""
    name: Text = {}


class Never(Struct, frozen=True, forbid_unknown_fields=True):
    """Goods that earn nothing and that no rule sees; their lines stay on the record."""

    tag: str
    reason: str = "law"
    """A code that surfaces word, such as law."""


class Place(Struct, frozen=True):
    """A store ready for use."""

    zone: str
    day_starts_at: int
    """Minutes after midnight."""
    tags: frozenset[str] = frozenset()


Days = tuple[tuple[date, date], ...]
"""First and last days of spans."""


class Scene(Struct, frozen=True):
    """All of it for one program; a store that the document does not name is like the program's own place."""

    home: Place
    stores: dict[str, Place] = {}
    calendars: dict[str, Days] = {}
    never: frozenset[str] = NOT_GOODS
    """Tags of lines that no rule sees: what is not goods, and what the document excludes."""


def zone_known(zone: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        start_of_day(_EXAMPLE_DAY, zone)
    except (KeyError, ValueError, OSError):  # no such zone, a path, a directory of zones
        return False
    return True


def clock(text: str, path: Path, faults: Faults) -> int:
    """A time of day such as 14:00, in minutes after midnight."""
    if not _CLOCK.fullmatch(text):
        faults.add(path, "not_a_time", text, "14:00")
        return 0
    return int(text[:2]) * 60 + int(text[3:])


def day(text: str, path: Path, faults: Faults) -> date:
    """A date such as 2027-01-31."""
    try:
        found = date.fromisoformat(text)
        if found.isoformat() == text and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    except ValueError:
        pass
    faults.add(path, "not_a_date", text, "2027-01-31")
    return _EXAMPLE_DAY


def places(stores: tuple[Store, ...], home: Place, faults: Faults) -> dict[str, Place]:
    """Stores by id, ready for use."""
    found: dict[str, Place] = {}
    for i, store in enumerate(stores):
        path: Path = ("stores", i)
        if store.id in found:
            faults.add((*path, "id"), "duplicate_id", store.id)
        if store.zone is not None and not zone_known(store.zone):
            faults.add((*path, "zone"), "unknown_zone", store.zone, "Asia/Kuala_Lumpur")
        starts = store.day_starts_at
        minutes = home.day_starts_at if starts is None else clock(starts, (*path, "day_starts_at"), faults)
        found[store.id] = Place(store.zone or home.zone, minutes, frozenset(store.tags))
    return found


def calendars(named: tuple[NamedCalendar, ...], faults: Faults) -> dict[str, Days]:
    """Spans of days by the calendar's id."""
    faults.names([one.id for one in named], ("calendars",))
    return {one.id: _days(one, ("calendars", i, "dates"), faults) for i, one in enumerate(named)}


def _days(calendar: NamedCalendar, path: Path, faults: Faults) -> Days:
    if not calendar.dates and calendar.table is not None:
        faults.add((*path[:-1], "table"), "unknown_calendar_table", calendar.table)
    elif not calendar.dates:
        faults.add(path, "empty_list")
    spans = []
    for i, dates in enumerate(calendar.dates):
        first = day(dates.first, (*path, i, "from"), faults)
        last = first if dates.last is None else day(dates.last, (*path, i, "through"), faults)
        if not timedelta(0) <= last - first <= timedelta(DATES_MAX):
            most = f"{dates.first} to {DATES_MAX} days later"
            faults.add((*path, i, "through"), "out_of_range", dates.last or "", most)
        spans.append((first, last))
    return tuple(sorted(spans))

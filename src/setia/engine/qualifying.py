"""Qualifying: what has been counted in which window, the level that it earns, and until when (ledger 4.15).

Nothing here changes anything; `tiers` does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta

from msgspec import Struct

from setia.engine.calendar import Duration, add, deadline, local_date, start_of_day
from setia.engine.ledger.book import Book
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.frame import Crossing
from setia.engine.rules.tier_set import Ladder

WINDOWS_BACK = 12
"""How many past windows may still give a level: more years than any level lasts."""


class Earned(Struct, frozen=True):
    """A level that what was counted has earned."""

    rank: int = 0
    at: int = 0
    """The instant in whose window it was earned."""
    until: int | None = None
    """Exclusive; None is never."""


NOTHING_EARNED = Earned()

_YEARS = tuple([f"{year:04d}" for year in range(MAXYEAR + 1)])
"""Their names."""


def period(ladder: Ladder, at: int, zone: str, joined_at: int | None) -> str:
    """The name of the window that an instant's qualifying events are counted in; days, where the window rolls."""
    day = local_date(at, zone)
    if ladder.window.kind == "calendar_year":
        return _YEARS[day.year]
    if ladder.window.kind == "rolling":
        return day.isoformat()
    if ladder.window.kind == "lifetime":
        return ""
    return f"{_anniversary(day, joined_at, zone).isoformat()}a"


def window_of_another(name: str, at: int, zone: str, joined: tuple[int | None, int | None]) -> str:
    """The member's own window that stands for a window of another: of years of one's own, as many years before `at`.

    `joined` is when he joined, and when the other did. All other windows are the same for everybody.
    """
    if not name.endswith("a"):
        return name
    day = local_date(at, zone)
    mine, theirs = (_anniversary(day, one, zone) for one in joined)
    years = theirs.year - date.fromisoformat(name[:-1]).year
    first = local_date(joined[0], zone) if joined[0] is not None else date(day.year, 1, 1)
    return f"{add(first, Duration(12 * (mine.year - years - first.year), 0)).isoformat()}a"


def ends(ladder: Ladder, at: int, zone: str, joined_at: int | None) -> int | None:
    """When a level ends that was earned at an instant, exclusive; None is never."""
    lasts = ladder.lasts
    if lasts.kind == "for_ever" or ladder.window.kind == "lifetime":
        return None
    if lasts.kind == "duration":
        return deadline(at, ladder.duration, zone)
    day = local_date(at, zone)
    if ladder.window.kind == "anniversary" and lasts.kind == "end_of_year":
        return start_of_day(add(_anniversary(day, joined_at, zone), Duration(12 * (lasts.years + 1), 0)), zone)
    month = 12 if lasts.kind == "end_of_year" else lasts.month
    after = add(date(day.year + lasts.years, month, 1), Duration(1, 0))
    return start_of_day(after, zone)


def reached(book: Book, ladder: Ladder, at: int, zone: str) -> int:
    """The highest level whose thresholds, any of them, are met in the window of an instant."""
    counted = counting(book, ladder, at, zone)
    for rank in range(len(ladder.rungs) - 1, 0, -1):
        for one in ladder.rungs[rank].thresholds:
            if counted(one.counter) >= one.at_least:
                return rank
    return 0


def earned_by(book: Book, compiled: Compiled, ladder: Ladder, span: tuple[int, int]) -> Earned:
    """The highest level that an event earns, of those whose time is not over; `span` is its instant, and now.

    Where the window rolls, news of the past may complete any window between then and now: the first that it does.
    """
    at, now = span
    zone, joined_at = compiled.zone, book.beside.progress.joined_at
    best = NOTHING_EARNED
    for instant in [at, *_counted_between(book, ladder, span, zone)]:
        rank = reached(book, ladder, instant, zone)
        if rank > best.rank:
            until = ends(ladder, instant, zone, joined_at)
            best = Earned(rank, instant, until) if until is None or until > now else best
    return best


def still_earned(book: Book, compiled: Compiled, ladder: Ladder, status: TierStatus, instant: int) -> Earned:
    """The highest level whose time is not over at an instant.

    Windows that follow one another: of all of them. One that rolls: of the one that ends now, from the end of the
    status that is over.
    """
    zone, joined_at = compiled.zone, book.beside.progress.joined_at
    at = instant - 1
    if ladder.window.kind in ("rolling", "lifetime"):
        rank, until = reached(book, ladder, at, zone), follows(book, compiled, ladder, status, instant)
        return Earned(rank, at, until) if rank and (until is None or until > instant) else NOTHING_EARNED
    best = NOTHING_EARNED
    for _ in range(WINDOWS_BACK):
        end = ends(ladder, at, zone, joined_at)
        if end is None or end > instant:
            rank = reached(book, ladder, at, zone)
            best = Earned(rank, at, end) if rank > best.rank else best
        at = start_of_day(add(local_date(at, zone), Duration(-12, 0)), zone)
    return best


def follows(book: Book, compiled: Compiled, ladder: Ladder, status: TierStatus, instant: int) -> int | None:
    """When a status ends that follows at once on one that is over: as if earned on its last day."""
    zone, joined_at = compiled.zone, book.beside.progress.joined_at
    last = (instant if status.until is None else status.until) - 1
    until = ends(ladder, last, zone, joined_at)
    return until if until is None or until > instant else ends(ladder, instant, zone, joined_at)


def crossing(book: Book, compiled: Compiled, ladder: Ladder, rank: int, spend: tuple[int, int]) -> Crossing:
    """The levels that a purchase passes through from a level on, each with the part of it up to which it judges.

    `spend` is its instant and its value. None where it reaches none, or where a level is reached in other ways too.
    """
    at, value = spend
    passed: list[tuple[str, int | None]] = []
    counted = counting(book, ladder, at, compiled.zone)
    for rung in ladder.rungs[rank + 1 :]:
        missing = [one.at_least - counted(one.counter) for one in rung.thresholds if one.measure == "spend"]
        if len(missing) != len(rung.thresholds) or not 0 < min(missing, default=0) <= value:
            break
        passed.append((ladder.rungs[rank + len(passed)].id, min(missing)))
    return (*passed, (ladder.rungs[rank + len(passed)].id, None)) if passed else ()


def counting(book: Book, ladder: Ladder, at: int, zone: str) -> Callable[[str], int]:
    """What has been counted in the window of an instant, as a function of the counter's name."""
    beside = book.beside
    if ladder.window.kind != "rolling":
        window = period(ladder, at, zone, beside.progress.joined_at)
        return lambda counter: beside.counter(counter, window)
    last = local_date(at, zone)
    first = add(last, Duration(-ladder.window.months, 0)) + timedelta(1)
    days = first.isoformat(), last.isoformat()
    return lambda counter: sum(
        amount for (name, day), amount in beside.counters.items() if name == counter and days[0] <= day <= days[1]
    )


def _counted_between(book: Book, ladder: Ladder, span: tuple[int, int], zone: str) -> list[int]:
    """Of a window that rolls, the later days on which something counts, as long as the first day is in it.

    A day of which all has come back is like any other without a purchase.
    """
    if ladder.window.kind != "rolling":
        return []
    first, today = local_date(span[0], zone), local_date(span[1], zone)
    last = min(today, add(first, Duration(ladder.window.months, 0)))
    measures = ladder.measures
    days = (day for (name, day), amount in book.beside.counters.items() if amount and name in measures)
    wanted = dict.fromkeys(sorted(day for day in days if first.isoformat() < day <= last.isoformat()))
    return [start_of_day(date.fromisoformat(day), zone) for day in wanted]


def _anniversary(day: date, joined_at: int | None, zone: str) -> date:
    """The day on which the member's own year began that a day lies in."""
    joined = local_date(joined_at, zone) if joined_at is not None else date(day.year, 1, 1)
    start = add(joined, Duration(12 * (day.year - joined.year), 0))
    return start if start <= day else add(joined, Duration(12 * (day.year - joined.year - 1), 0))

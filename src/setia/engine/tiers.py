"""Tiers: which level what a member did has earned, when it begins and ends, and how it is lost (ledger 4.15).

A level follows from counters of qualifying events, never from a balance. It is reached at once, lost only when its
time is over, and every change is a transaction with its cause.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from msgspec import Struct

from setia.engine.calendar import Duration, add, deadline, local_date, parse_duration, start_of_day
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.pausing import pause, resume
from setia.engine.ledger.progress import Progress
from setia.engine.ledger.tier_status import TierChange, TierStatus
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.frame import Crossing
from setia.engine.rules.tier_set import Ladder
from setia.engine.rules.versions import Version

WINDOWS_BACK = 12
"""How many past windows may still give a level: more years than any level lasts."""


class Occasion(Struct, frozen=True):
    """Why tiers are looked at."""

    at: int
    """When what counts happened."""
    now: int
    """Up to when the account is booked."""
    order: int = 0
    """The order that counts now, or counts no more; 0 for none."""


def period(ladder: Ladder, at: int, zone: str, joined_at: int | None) -> str:
    """The name of the window that an instant's qualifying events are counted in; days, where the window rolls."""
    day = local_date(at, zone)
    if ladder.window.kind == "calendar_year":
        return f"{day.year:04d}"
    if ladder.window.kind == "rolling":
        return day.isoformat()
    if ladder.window.kind == "lifetime":
        return ""
    return f"{_anniversary(day, joined_at, zone).isoformat()}a"


def level_at(progress: Progress, ladder: Ladder, at: int) -> str:
    """The level at an instant, as known now."""
    lowest = ladder.rungs[0].id
    status = progress.tiers.get(ladder.id)
    level = status.level_at(at, lowest) if status is not None else lowest
    return level if any(rung.id == level for rung in ladder.rungs) else lowest


def crossing(book: Book, compiled: Compiled, ladder: Ladder, at: int, spend: int) -> Crossing:
    """The levels that a purchase of `spend` passes through, each with the part of it up to which it judges; or none.

    Only where every level is reached by spending.
    """
    rank = ladder.rank(level_at(book.beside.progress, ladder, at))
    passed: list[tuple[str, int | None]] = []
    for rung in ladder.rungs[rank + 1 :]:
        missing = [
            one.at_least - _qualifying(book, ladder, one.counter, at, compiled.zone)
            for one in rung.thresholds
            if one.measure == "spend"
        ]
        if len(missing) != len(rung.thresholds) or not 0 < min(missing, default=0) <= spend:
            break
        passed.append((ladder.rungs[rank + len(passed)].id, min(missing)))
    return (*passed, (ladder.rungs[rank + len(passed)].id, None)) if passed else ()


def review(book: Book, version: Version, occasion: Occasion) -> None:
    """Lift to what has been earned; take back what an order had reached that no longer counts."""
    compiled = version.compiled
    for ladder in compiled.ladders.values():
        status = book.beside.progress.tiers.get(ladder.id)
        held = ladder.rank(status.level) if status is not None else 0
        earned = _reached(book, ladder, occasion.at, compiled.zone)
        if ladder.window.kind == "rolling" and occasion.now > occasion.at:
            earned = max(earned, _reached(book, ladder, occasion.now, compiled.zone))
        until = ends(ladder, occasion.at, compiled.zone, book.beside.progress.joined_at)
        over = until is not None and until <= occasion.now
        if earned > held and not over:
            _set(book, version, ladder, _Step(earned, until, occasion, "reached"))
        elif status is not None and earned < held:
            _lose(book, version, ladder, status, (earned, occasion))
        elif status is not None and earned == held > 0 and not over and _renews(ladder, status, until):
            _set(book, version, ladder, _Step(earned, until, occasion, "kept"))


def fall(book: Book, version: Version | None, instant: int) -> None:
    """Review every status whose time is over at an instant: kept, or down as the program says."""
    for name, status in sorted(book.beside.progress.tiers.items()):
        if status.falls_at is None or status.falls_at > instant:
            continue
        ladder = version.compiled.ladders.get(name) if version is not None else None
        if version is None or ladder is None:
            ended = msgspec.structs.replace(status, until=None, falls_at=None)
            book.beside.note(tiers={**book.beside.progress.tiers, name: ended})
            continue
        held = ladder.rank(status.level)
        level, until = _still_earned(book, version.compiled, ladder, status, instant)
        if level < held and ladder.downgrade == "one_level":
            level = max(level, held - 1)
        if level and until is None and ladder.lasts.kind != "for_ever":
            until = ends(ladder, instant, version.compiled.zone, book.beside.progress.joined_at)
        cause = "kept" if level >= held else "period_over"
        _set(book, version, ladder, _Step(level, until if level else None, Occasion(instant, instant), cause))


def give(book: Book, version: Version, set_id: str, grant: tuple[str, str], occasion: Occasion) -> None:
    """Lift a member to a level by a rule or by hand, where he is not there or above; `grant` is level and duration."""
    level, lasts = grant
    compiled = version.compiled
    ladder = compiled.ladders[set_id]
    status = book.beside.progress.tiers.get(set_id)
    if status is not None and ladder.rank(status.level) > ladder.rank(level):
        return
    zone = compiled.zone
    if lasts:
        until: int | None = deadline(occasion.at, parse_duration(lasts), zone)
    else:
        until = ends(ladder, occasion.at, zone, book.beside.progress.joined_at)
    if (
        status is not None
        and status.level == level
        and (status.until is None or (until or status.until) < status.until)
    ):
        return
    _set(book, version, ladder, _Step(ladder.rank(level), until, occasion, "granted"))


def put(book: Book, version: Version, change: tuple[str, str, int | None], occasion: Occasion) -> None:
    """Put a member on a level until an instant, whatever he has earned: by hand."""
    set_id, level, until = change
    ladder = version.compiled.ladders[set_id]
    _set(book, version, ladder, _Step(ladder.rank(level), until, occasion, "granted"))


def withdraw(book: Book, version: Version, set_id: str, occasion: Occasion) -> None:
    """Take back a level that an order gave by a rule."""
    ladder = version.compiled.ladders.get(set_id)
    status = book.beside.progress.tiers.get(set_id)
    if ladder is not None and status is not None and status.origin_seq == occasion.order:
        _revert(book, version, ladder, status, occasion)


def extend(book: Book, version: Version, set_id: str, by: Duration, occasion: Occasion) -> None:
    """Let a status last longer, whatever level it is."""
    status = book.beside.progress.tiers.get(set_id)
    if status is None or status.until is None:
        return
    ladder = version.compiled.ladders[set_id]
    zone = version.compiled.zone
    until = start_of_day(add(local_date(status.until, zone), by), zone)
    _set(book, version, ladder, _Step(ladder.rank(status.level), until, occasion, "extended"))


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


class _Step(Struct, frozen=True):
    """One change of a status."""

    rank: int
    until: int | None
    occasion: Occasion
    cause: str


def _set(book: Book, version: Version, ladder: Ladder, step: _Step) -> None:
    """Write one change: a transaction of its own, with what it does to the wallets whose expiry the level pauses."""
    zone = version.compiled.zone
    status = book.beside.progress.tiers.get(ladder.id)
    lowest = ladder.rungs[0].id
    before, after = status.level if status is not None else lowest, ladder.rungs[step.rank].id
    history = status.history if status is not None else ()
    at = max(step.occasion.at, history[-1][0] if history else step.occasion.at)
    falls_at = step.until
    if step.until is not None and (ladder.grace.months or ladder.grace.days):
        falls_at = start_of_day(add(local_date(step.until, zone), ladder.grace), zone)
    now = TierStatus(
        level=after,
        since=at if status is None or before != after else status.since,
        until=step.until,
        falls_at=falls_at,
        granted=step.cause == "granted",
        origin_seq=step.occasion.order,
        before=before,
        before_until=status.until if status is not None else None,
        history=history if before == after and history else (*history, (at, after)),
    )
    _switch_expiry(book, version, ladder, (before, after, at))
    book.beside.set_tier(TierChange(ladder.id, before, after, step.until, step.cause), now)
    header = Header(version.number, reason=step.cause, origin_seq=step.occasion.order or None)
    book.write("tier_change", at, header)


def _switch_expiry(book: Book, version: Version, ladder: Ladder, change: tuple[str, str, int]) -> None:
    """Begin and end the pauses that levels bring (ledger 4.3a)."""
    before, after, at = change
    old, new = ladder.rungs[ladder.rank(before)], ladder.rungs[ladder.rank(after)]
    compiled = version.compiled
    for wallet in old.pauses_expiry:
        if wallet not in new.pauses_expiry:
            resume(book, compiled.units[wallet], (at, compiled.zone), old.on_leave)
    for wallet in new.pauses_expiry:
        if wallet not in old.pauses_expiry:
            pause(book, wallet, at)


def _lose(book: Book, version: Version, ladder: Ladder, status: TierStatus, lost: tuple[int, Occasion]) -> None:
    """What was reached by an order that no longer counts is lost at once, within the return window; else as said."""
    earned, occasion = lost
    window = deadline(occasion.at, ladder.return_window, version.compiled.zone)
    if status.granted or not occasion.order:
        return
    if status.origin_seq == occasion.order and occasion.now < window:
        _revert(book, version, ladder, status, occasion)
    elif ladder.on_return == "now" and status.origin_seq:
        until = ends(ladder, occasion.at, version.compiled.zone, book.beside.progress.joined_at) if earned else None
        _set(book, version, ladder, _Step(earned, until, occasion, "returned"))


def _revert(book: Book, version: Version, ladder: Ladder, status: TierStatus, occasion: Occasion) -> None:
    """Back to the level before, if its time is not over."""
    over = status.before_until is not None and status.before_until <= occasion.now
    rank = 0 if over else ladder.rank(status.before)
    nothing = msgspec.structs.replace(occasion, order=0)
    _set(book, version, ladder, _Step(rank, status.before_until if rank else None, nothing, "returned"))


def _renews(ladder: Ladder, status: TierStatus, until: int | None) -> bool:
    """Whether earning the same level again in a new window lets it last longer at once."""
    if ladder.lasts.kind == "duration" or status.until is None:
        return False
    return until is None or until > status.until


def _still_earned(
    book: Book, compiled: Compiled, ladder: Ladder, status: TierStatus, instant: int
) -> tuple[int, int | None]:
    """The highest level whose time is not over at an instant, and when it is; of rolling windows, the one now."""
    zone, joined_at = compiled.zone, book.beside.progress.joined_at
    last = instant - 1
    if ladder.window.kind in ("rolling", "lifetime"):
        rank = _reached(book, ladder, last, zone)
        return rank, ends(ladder, instant, zone, joined_at) if rank else None
    best, until, at = 0, None, last
    for _ in range(WINDOWS_BACK):
        end = ends(ladder, at, zone, joined_at)
        if end is None or end > instant:
            rank = _reached(book, ladder, at, zone)
            if rank > best:
                best, until = rank, end
        at = start_of_day(add(local_date(at, zone), Duration(-12, 0)), zone)
    return best, until


def _reached(book: Book, ladder: Ladder, at: int, zone: str) -> int:
    """The highest level whose thresholds, any of them, are met in the window of an instant."""
    for rank in range(len(ladder.rungs) - 1, 0, -1):
        if any(
            _qualifying(book, ladder, one.counter, at, zone) >= one.at_least for one in ladder.rungs[rank].thresholds
        ):
            return rank
    return 0


def _qualifying(book: Book, ladder: Ladder, counter: str, at: int, zone: str) -> int:
    """What has been counted in the window of an instant."""
    beside = book.beside
    if ladder.window.kind != "rolling":
        return beside.counter(counter, period(ladder, at, zone, beside.progress.joined_at))
    last = local_date(at, zone)
    first = add(last, Duration(-ladder.window.months, 0)) + timedelta(1)
    days = first.isoformat(), last.isoformat()
    return sum(
        amount for (name, day), amount in beside.counters.items() if name == counter and days[0] <= day <= days[1]
    )


def _anniversary(day: date, joined_at: int | None, zone: str) -> date:
    """The day on which the member's own year began that a day lies in."""
    joined = local_date(joined_at, zone) if joined_at is not None else date(day.year, 1, 1)
    start = add(joined, Duration(12 * (day.year - joined.year), 0))
    return start if start <= day else add(joined, Duration(12 * (day.year - joined.year - 1), 0))

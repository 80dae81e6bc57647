"""Tiers: how a member comes to a level, keeps it, and loses it (ledger 4.15).

A level follows from counters of qualifying events, never from a balance. It is reached at once, lost only when its
time is over, and every change is a transaction with its cause.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.calendar import Duration, add, deadline, local_date, parse_duration, start_of_day
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.pausing import pause, resume
from setia.engine.ledger.progress import Progress
from setia.engine.ledger.tier_status import TierChange, TierStatus
from setia.engine.qualifying import Earned, earned_by, ends, follows, reached, still_earned
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.tier_set import Ladder
from setia.engine.rules.versions import Version

DEEPEST = 8
"""How many statuses below one are remembered."""


class Occasion(Struct, frozen=True):
    """Why tiers are looked at."""

    at: int
    """When what counts happened."""
    now: int
    """Up to when the account is booked."""
    order: int = 0
    """The order that counts now, or counts no more; 0 for none."""
    lifts: bool = True
    """Whether it may lift; what is taken back may not."""
    undone: str = "returned"
    """Cause of a level that is lost because of it."""


def level_at(progress: Progress, ladder: Ladder, at: int) -> str:
    """The level at an instant, as known now."""
    lowest = ladder.rungs[0].id
    status = progress.tiers.get(ladder.id)
    level = status.level_at(at, lowest) if status is not None else lowest
    return level if level in ladder.ranks else lowest


def review(book: Book, version: Version, occasion: Occasion) -> None:
    """Lift to what has been earned; take back what an order had reached that no longer counts."""
    for ladder in version.compiled.ladders.values():
        status = book.beside.progress.tiers.get(ladder.id)
        held = ladder.rank(status.level) if status is not None else 0
        earned = earned_by(book, version.compiled, ladder, (occasion.at, occasion.now))
        renews = status is not None and earned.rank == held > 0 and _renews(ladder, status, earned)
        if occasion.lifts and (earned.rank > held or renews):
            cause = "kept" if renews else "reached"
            _set(book, version, ladder, (_lifted(ladder, status, earned, occasion), earned.at, cause, occasion.order))
        elif status is not None:
            _lose(book, version, ladder, status, occasion)


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
        after = _after(book, version.compiled, ladder, status, instant)
        cause = "kept" if ladder.rank(after.level) >= ladder.rank(status.level) else "period_over"
        _set(book, version, ladder, (after, instant, cause, 0))


def give(book: Book, version: Version, set_id: str, grant: tuple[str, str], occasion: Occasion) -> None:
    """Lift a member to a level by a rule, where he is not there or above; `grant` is level and duration."""
    level, lasts = grant
    zone = version.compiled.zone
    ladder = version.compiled.ladders[set_id]
    status = book.beside.progress.tiers.get(set_id)
    if lasts:
        until: int | None = deadline(occasion.at, parse_duration(lasts), zone)
    else:
        until = ends(ladder, occasion.at, zone, book.beside.progress.joined_at)
    if until is not None and until <= occasion.now:
        return
    if status is not None and ladder.rank(status.level) > ladder.rank(level):
        return
    if status is not None and status.level == level and not _is_later(until, status.until):
        return
    put(book, version, (set_id, level, until), occasion)


def put(book: Book, version: Version, change: tuple[str, str, int | None], occasion: Occasion) -> None:
    """Put a member on a level until an instant, whatever he has earned."""
    set_id, level, until = change
    ladder = version.compiled.ladders[set_id]
    status = TierStatus(
        level=level,
        since=occasion.at,
        until=until,
        granted=True,
        origin_seq=occasion.order,
        before=_beneath(book.beside.progress.tiers.get(set_id), occasion.now),
    )
    _set(book, version, ladder, (status, occasion.at, "granted", occasion.order))


def withdraw(book: Book, version: Version, set_id: str, occasion: Occasion) -> None:
    """Take back a level that an order gave by a rule."""
    ladder = version.compiled.ladders.get(set_id)
    status = book.beside.progress.tiers.get(set_id)
    if ladder is not None and status is not None and status.granted and status.origin_seq == occasion.order:
        _revert(book, version, ladder, (status, occasion.at, occasion))


def join(book: Book, version: Version, set_id: str, other: TierStatus, occasion: Occasion) -> None:
    """Of a member's level and that of another who becomes one with him: the higher, with its end; then the lower."""
    ladder, mine = version.compiled.ladders.get(set_id), book.beside.progress.tiers.get(set_id)
    if ladder is None or not ladder.rank(other.level):
        return
    ranks = ladder.rank(other.level), ladder.rank(mine.level) if mine is not None else 0
    theirs = mine is None or ranks[0] > ranks[1] or (ranks[0] == ranks[1] and _is_later(other.until, mine.until))
    if not theirs and ranks[0] == ranks[1]:
        return
    high, low = (other, mine) if theirs or mine is None else (mine, other)
    if (beneath := _beneath(low, occasion.now)) is not None:
        high = msgspec.structs.replace(high, before=_better(ladder, _beneath(high.before, occasion.now), beneath))
    if high != mine:
        _set(book, version, ladder, (high, occasion.at, "merged", occasion.order))


def part(book: Book, version: Version, occasion: Occasion) -> None:
    """Take back every level that a merge brought, or that came of it at once; the merge is the occasion's order."""
    for name, status in sorted(book.beside.progress.tiers.items()):
        ladder = version.compiled.ladders.get(name)
        mine = msgspec.structs.replace(status, before=_without(status.before, occasion.order))
        book.beside.note(tiers={**book.beside.progress.tiers, name: mine})
        if ladder is not None and status.origin_seq == occasion.order:
            _revert(book, version, ladder, (mine, occasion.at, occasion))


def _without(status: TierStatus | None, origin: int) -> TierStatus | None:
    if status is None:
        return None
    before = _without(status.before, origin)
    return before if status.origin_seq == origin else msgspec.structs.replace(status, before=before)


def extend(book: Book, version: Version, set_id: str, by: Duration, occasion: Occasion) -> None:
    """Let a status last longer, whatever level it is."""
    status = book.beside.progress.tiers.get(set_id)
    if status is None or status.until is None:
        return
    ladder = version.compiled.ladders[set_id]
    zone = version.compiled.zone
    until = start_of_day(add(local_date(status.until, zone), by), zone)
    longer = msgspec.structs.replace(status, until=until)
    _set(book, version, ladder, (longer, occasion.at, "extended", occasion.order))


_Step = tuple[TierStatus, int, str, int]
"""The new status, when it begins, its cause, and the order that is the cause, or 0."""


def _set(book: Book, version: Version, ladder: Ladder, step: _Step) -> None:
    """Write one change: a transaction of its own, with what it does to the wallets whose expiry the level pauses."""
    new, at, cause, order = step
    zone = version.compiled.zone
    status = book.beside.progress.tiers.get(ladder.id)
    before = status.level if status is not None else ladder.rungs[0].id
    history = status.history if status is not None else ()
    at = max(at, history[-1][0]) if history else at
    falls_at = new.until
    if new.until is not None and (ladder.grace.months or ladder.grace.days):
        falls_at = start_of_day(add(local_date(new.until, zone), ladder.grace), zone)
    now = msgspec.structs.replace(
        new,
        since=at if status is None or before != new.level else status.since,
        falls_at=falls_at,
        history=history if before == new.level and history else (*history, (at, new.level)),
    )
    _switch_expiry(book, version, ladder, (before, new.level, at))
    book.beside.set_tier(TierChange(ladder.id, before, new.level, new.until, cause), now)
    book.write("tier_change", at, Header(version.number, reason=cause, origin_seq=order or None))


def _switch_expiry(book: Book, version: Version, ladder: Ladder, change: tuple[str, str, int]) -> None:
    """Begin and end the pauses that levels bring (ledger 4.3a)."""
    before, after, at = change
    old, new = ladder.rungs[ladder.rank(before)], ladder.rungs[ladder.rank(after)]
    compiled, kept = version.compiled, _paused_by_others(book, version.compiled, ladder)
    for wallet in old.pauses_expiry:
        if wallet not in new.pauses_expiry and wallet not in kept:
            resume(book, compiled.units[wallet], (at, compiled.zone), old.on_leave)
    for wallet in new.pauses_expiry:
        if wallet not in old.pauses_expiry:
            pause(book, wallet, at)


def _paused_by_others(book: Book, compiled: Compiled, ladder: Ladder) -> set[str]:
    """Wallets that the member's levels in other sets pause."""
    wallets: set[str] = set()
    for other in compiled.ladders.values():
        status = book.beside.progress.tiers.get(other.id)
        if other.id != ladder.id and status is not None:
            wallets.update(other.rungs[other.rank(status.level)].pauses_expiry)
    return wallets


def _lifted(ladder: Ladder, status: TierStatus | None, earned: Earned, occasion: Occasion) -> TierStatus:
    return TierStatus(
        level=ladder.rungs[earned.rank].id,
        since=earned.at,
        until=earned.until,
        earned_at=earned.at,
        origin_seq=occasion.order,
        before=_beneath(status, occasion.now),
    )


def _renews(ladder: Ladder, status: TierStatus, earned: Earned) -> bool:
    """Whether earning the same level again lets it last longer at once: in a new window, or where it was given."""
    return (ladder.lasts.kind != "duration" or status.granted) and _is_later(earned.until, status.until)


def _is_later(until: int | None, known: int | None) -> bool:
    return known is not None and (until is None or until > known)


def _after(book: Book, compiled: Compiled, ladder: Ladder, status: TierStatus, instant: int) -> TierStatus:
    """What follows on a status that is over: what is still earned, what lay beneath, or one level down."""
    earned = still_earned(book, compiled, ladder, status, instant)
    beneath = _beneath(status.before, instant)
    after = TierStatus(ladder.rungs[earned.rank].id, instant, earned.until, earned_at=earned.at)
    if not earned.rank:
        after = TierStatus(ladder.rungs[0].id, instant)
    after = _better(ladder, beneath, after)
    next_down = ladder.rank(status.level) - 1
    if ladder.downgrade == "one_level" and not status.granted and next_down > ladder.rank(after.level):
        until = follows(book, compiled, ladder, status, instant)
        if until is None or until > instant:
            after = TierStatus(ladder.rungs[next_down].id, instant, until)
    return after


def _lose(book: Book, version: Version, ladder: Ladder, status: TierStatus, occasion: Occasion) -> None:
    """What was reached by an order that no longer counts is lost at once, within the return window; else as said."""
    compiled = version.compiled
    if status.earned_at is None or reached(book, ladder, status.earned_at, compiled.zone) >= ladder.rank(status.level):
        return
    window = deadline(occasion.at, ladder.return_window, compiled.zone)
    if occasion.order and status.origin_seq == occasion.order and occasion.now < window:
        _revert(book, version, ladder, (status, occasion.at, occasion))
    elif ladder.on_return == "now":
        _revert(book, version, ladder, (status, occasion.now, occasion))


def _revert(book: Book, version: Version, ladder: Ladder, lost: tuple[TierStatus, int, Occasion]) -> None:
    """To the best of what is still earned and what lay beneath, if its time is not over."""
    status, at, occasion = lost
    compiled, now = version.compiled, occasion.now
    seen_at = occasion.at if status.earned_at is None else status.earned_at
    earned = earned_by(book, compiled, ladder, (seen_at, now))
    if ladder.window.kind != "rolling":
        earned = max(earned, still_earned(book, compiled, ladder, status, now + 1), key=lambda one: one.rank)
    beneath = _beneath(status.before, now)
    after = TierStatus(ladder.rungs[0].id, at)
    if earned.rank:
        left = {"level": ladder.rungs[earned.rank].id, "until": earned.until, "earned_at": earned.at, "granted": False}
        after = msgspec.structs.replace(status, before=beneath, **left)
    after = _better(ladder, beneath, after)
    _set(book, version, ladder, (after, at, occasion.undone, occasion.order))


def _better(ladder: Ladder, beneath: TierStatus | None, other: TierStatus) -> TierStatus:
    """The higher of two statuses; of equals what lay beneath, unless the other one would have renewed it."""
    if beneath is None or ladder.rank(beneath.level) < ladder.rank(other.level):
        return other
    if beneath.level == other.level and ladder.lasts.kind != "duration" and _is_later(other.until, beneath.until):
        return other
    return beneath


def _beneath(status: TierStatus | None, now: int, depth: int = DEEPEST) -> TierStatus | None:
    """A status as the next one remembers it: only what is not over, and without its history."""
    if status is None or not depth:
        return None
    if status.until is None or status.until > now:
        return msgspec.structs.replace(status, history=(), before=_beneath(status.before, now, depth - 1))
    return _beneath(status.before, now, depth)

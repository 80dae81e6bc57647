"""The reference's levels: counted, reached, kept and lost (ledger 4.15; docs/algorithms/tiers.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.model.days import EPOCH, Term, after
from tests.model_of_orders.member import Member, Status
from tests.model_of_orders.programs import Version

REMEMBERED = 8
"""Choice: how many statuses beneath one are remembered."""


class Occasion(NamedTuple):
    """Why levels are looked at."""

    at: int
    """When what counts, or counts no more, happened."""
    now: int
    origin: object = None
    lifts: bool = True


class Best(NamedTuple):
    """A level that what was counted earns."""

    rank: int = 0
    at: int = 0
    until: int | None = None


def start_of(day: date, zone: str) -> int:
    """The first instant of a local day."""
    return (datetime.combine(day, time(), ZoneInfo(zone)) - EPOCH) // timedelta(microseconds=1)


def months_before(day: date, months: int) -> date:
    """So many months before, or at the end of a month that is too short."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """So many months later, or at the end of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


class Levels:
    """One member's levels under one version."""

    def __init__(self, member: Member, version: Version) -> None:
        self.member, self.ladder, self.zone = member, version.ladder, version.zone

    @property
    def top(self) -> Status | None:
        """The status that holds."""
        return self.member.statuses[0] if self.member.statuses else None

    def period(self, at: int) -> str:
        """The window that an instant is counted in; its day, where windows roll."""
        day = self.member.day(at)
        return {"calendar_year": f"{day.year:04}", "rolling": day.isoformat(), "lifetime": ""}[self.ladder.window]

    def count(self, measure: str, at: int, more: int) -> None:
        """Count more, or less, of a measure at an instant."""
        self.member.counters[measure, self.period(at)] += more

    def review(self, occasion: Occasion) -> None:
        """Lift to what was earned, at once; or take back what an order had reached that counts no more."""
        top, best = self.top, self._earned(occasion.at, occasion.now)
        held = self.ladder.rank(top.level) if top else 0
        longer = top is not None and best.rank == held > 0 and self._renews(top, best)
        if occasion.lifts and (best.rank > held or longer):
            self.member.met["level renewed" if longer else "level reached"] += 1
            self.member.met["level reached by late news"] += best.at > occasion.at
            reached = Status(self._level(best.rank), best.until, best.at, origin=occasion.origin)
            self._set([reached, *self._beneath(0, occasion.now)], best.at)
        elif top is not None:
            self._lose(top, occasion)

    def fall(self, at: int) -> None:
        """The time of the status that holds is over: kept, or what still is, or one level down."""
        top = self.top
        assert top is not None
        best, beneath = self._still_earned(top, at), self._beneath(1, at)
        now = [Status(self._level(best.rank), best.until, best.at)] if best.rank else [Status(self._level(0))]
        now = self._better(beneath, now)
        below = self.ladder.rank(top.level) - 1
        if self.ladder.one_level and not top.given and below > self.ladder.rank(now[0].level):
            until = self._follows(top, at)
            if until is None or until > at:
                now = [Status(self._level(below), until)]
                self.member.met["one level down of two"] += below > 0
        met = "level kept" if self.ladder.rank(now[0].level) >= self.ladder.rank(top.level) else "level over"
        self.member.met[met] += 1
        self._set(now, at)

    def give(self, level: str, until: int | None, occasion: Occasion) -> None:
        """By hand, up or down; or by an order."""
        given = Status(level, until, given=True, origin=occasion.origin)
        self._set([given, *self._beneath(0, occasion.now)], occasion.at)

    def lift(self, level: str, until: int, occasion: Occasion) -> None:
        """By an order: where he is not there for as long, nor above; and not if it would be over already."""
        top = self.top
        higher = top is not None and self.ladder.rank(top.level) > self.ladder.rank(level)
        as_long = top is not None and top.level == level and not _later(until, top.until)
        if until > occasion.now and not higher and not as_long:
            self.member.met["level given by an order"] += 1
            self.give(level, until, occasion)

    def withdraw(self, occasion: Occasion) -> None:
        """What an order gave it takes back, where that is still what holds."""
        top = self.top
        if top is not None and top.given and top.origin is occasion.origin:
            self.member.met["level given by an order taken back"] += 1
            self._revert(top, occasion.at, occasion)

    def join(self, other: Status, occasion: Occasion) -> None:
        """Of one's own and another's the higher; of equals the one that lasts longer; the lower lies beneath."""
        if not self.ladder.rank(other.level):
            return
        mine, top = list(self.member.statuses), self.top
        ranks = self.ladder.rank(other.level), self.ladder.rank(top.level) if top else 0
        theirs = top is None or ranks[0] > ranks[1] or (ranks[0] == ranks[1] and _later(other.until, top.until))
        if not theirs and ranks[0] == ranks[1]:
            return
        high, low = ([other], mine) if theirs else (mine, [other])
        alive = [one for one in low[:REMEMBERED] if one.lives(occasion.now)]
        if alive:
            under = [one for one in high[1 : 1 + REMEMBERED] if one.lives(occasion.now)]
            high = [high[0], *self._better(under, alive)]
        if high != mine:
            self.member.met["level joined"] += 1
            self._set(high, occasion.at)

    def part(self, merge: object, occasion: Occasion) -> None:
        """What a merge brought, or what came of it at once, is taken back."""
        if not self.member.statuses:
            return
        top = self.member.statuses[0]
        self.member.statuses[1:] = [one for one in self.member.statuses[1:] if one.origin is not merge]
        if top.origin is merge:
            self.member.met["level parted"] += 1
            self._revert(top, occasion.at, occasion)

    def _lose(self, top: Status, occasion: Occasion) -> None:
        if top.earned_at is None or self._reached(top.earned_at) >= self.ladder.rank(top.level):
            return
        window = after(occasion.at, self.ladder.return_window, self.zone)
        if occasion.origin is not None and top.origin is occasion.origin and occasion.now < window:
            self.member.met["level lost with its order"] += 1
            self._revert(top, occasion.at, occasion)
        elif self.ladder.at_once:
            self.member.met["level lost by a return"] += 1
            self._revert(top, occasion.now, occasion)

    def _revert(self, top: Status, at: int, occasion: Occasion) -> None:
        best = self._earned(occasion.at if top.earned_at is None else top.earned_at, occasion.now)
        if self.ladder.window != "rolling":
            best = max(best, self._still_earned(top, occasion.now + 1), key=lambda one: one.rank)
        beneath = self._beneath(1, occasion.now)
        now = [Status(self._level(0))]
        if best.rank:
            now = [Status(self._level(best.rank), best.until, best.at, origin=top.origin), *beneath]
        now = self._better(beneath, now)
        self.member.met["level fell back to a lower one"] += self.ladder.rank(now[0].level) > 0
        self._set(now, at)

    def _better(self, beneath: list[Status], other: list[Status]) -> list[Status]:
        """The higher; of equals what lay beneath, unless the other would have renewed it."""
        if not beneath or self.ladder.rank(beneath[0].level) < self.ladder.rank(other[0].level):
            return other
        same = beneath[0].level == other[0].level and self.ladder.lasts != "duration"
        return other if same and _later(other[0].until, beneath[0].until) else beneath

    def _beneath(self, first: int, now: int) -> list[Status]:
        """The statuses from one on, as the next one remembers them: only those whose time is not over."""
        return [one for one in self.member.statuses[first : first + REMEMBERED] if one.lives(now)]

    def _set(self, statuses: list[Status], at: int) -> None:
        member, lowest = self.member, self.ladder.levels[0].id
        before = member.statuses[0].level if member.statuses else lowest
        if member.timeline:
            at = max(at, member.timeline[-1][0])
        if before != statuses[0].level or not member.timeline:
            member.timeline.append((at, statuses[0].level))
        member.statuses = statuses
        until = statuses[0].until
        member.falls_at = until
        if until is not None and self.ladder.grace != Term():
            grace = self.ladder.grace
            member.falls_at = start_of(months_after(member.day(until), grace.months) + timedelta(grace.days), self.zone)

    def _renews(self, top: Status, best: Best) -> bool:
        return (self.ladder.lasts != "duration" or top.given) and _later(best.until, top.until)

    def _level(self, rank: int) -> str:
        return self.ladder.levels[rank].id

    def ends(self, at: int) -> int | None:
        """When a level ends that is earned at an instant, exclusive."""
        ladder, day = self.ladder, self.member.day(at)
        if ladder.lasts == "for_ever" or ladder.window == "lifetime":
            return None
        if ladder.lasts == "duration":
            return after(at, ladder.term, self.zone)
        month = 12 if ladder.lasts == "end_of_year" else ladder.month
        return start_of(months_after(date(day.year + ladder.years, month, 1), 1), self.zone)

    def _reached(self, at: int) -> int:
        """The highest level that the window of an instant earns."""
        return max(
            (
                rank
                for rank, level in enumerate(self.ladder.levels)
                if any(self.counted(measure, at) >= at_least for measure, at_least in level.ways)
            ),
            default=0,
        )

    def counted(self, measure: str, at: int) -> int:
        """What has been counted in the window of an instant."""
        if self.ladder.window != "rolling":
            return self.member.counters[measure, self.period(at)]
        last = self.member.day(at)
        first = months_before(last, self.ladder.rolls) + timedelta(days=1)
        return sum(n for day, n in self._days(measure) if first <= day <= last)

    def _days(self, *measures: str) -> Iterator[tuple[date, int]]:
        for (name, period), n in self.member.counters.items():
            if name in measures and n:
                yield date.fromisoformat(period), n

    def _earned(self, at: int, now: int) -> Best:
        """What news of an instant earns: in its window, and in those that roll over it until now, the first best."""
        instants = [at]
        if self.ladder.window == "rolling":
            first = self.member.day(at)
            last = min(self.member.day(now), months_after(first, self.ladder.rolls))
            measures = {measure for level in self.ladder.levels for measure, _ in level.ways}
            days = sorted({day for day, _ in self._days(*measures) if first < day <= last})
            instants += [start_of(day, self.zone) for day in days]
        best = Best()
        for instant in instants:
            until, rank = self.ends(instant), self._reached(instant)
            if (until is None or until > now) and rank > best.rank:
                best = Best(rank, instant, until)
        return best

    def _still_earned(self, top: Status, at: int) -> Best:
        """What is earned by windows whose levels are not over at an instant."""
        if self.ladder.window in ("rolling", "lifetime"):
            rank, until = self._reached(at - 1), self._follows(top, at)
            return Best(rank, at - 1, until) if rank and (until is None or until > at) else Best()
        best, instant = Best(), at - 1
        for _ in range(12):
            until, rank = self.ends(instant), self._reached(instant)
            if (until is None or until > at) and rank > best.rank:
                best = Best(rank, instant, until)
            instant = start_of(months_before(self.member.day(instant), 12), self.zone)
        return best

    def _follows(self, top: Status, at: int) -> int | None:
        """The end of what follows at once on a status: as if earned on its last day."""
        until = self.ends((at if top.until is None else top.until) - 1)
        return until if until is None or until > at else self.ends(at)


def _later(until: int | None, known: int | None) -> bool:
    return known is not None and (until is None or until > known)

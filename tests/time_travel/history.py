"""Random lives of members, placed on purpose where calendars are treacherous.

What happens next depends on how things stand with the oracle, so that most of it is possible: a redemption of what is
there, a look just before and just upon the instant at which something ends.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import count
from random import Random
from typing import NamedTuple

from tests.time_travel.driving import Life
from tests.time_travel.facts import Bought, Extended, Fact, Given, Look, Paused, Resumed, Returned, Used
from tests.time_travel.inventing import YEARS, aims
from tests.time_travel.oracle import Member
from tests.time_travel.places import DAY, HOUR, MINUTE, ONE_DAY, SECOND, place
from tests.time_travel.programs import Program
from tests.time_travel.wallets import NEVER, Wallet

LATE_MAX = 50 * DAY


class Tale(NamedTuple):
    """A life, with what the oracle made of it."""

    life: Life
    member: Member
    seen: list[dict[str, tuple[int, int]]]
    """At every look."""


class Teller:
    """Makes up one life, fact by fact."""

    def __init__(self, random: Random, program: Program, begins: int) -> None:
        self.random = random
        self.program = program
        self.place = place(program.zone)
        self.member = Member(program)
        self.facts: list[Fact] = []
        self.refused: set[int] = set()
        self.looks: list[Look] = []
        self.seen: list[dict[str, tuple[int, int]]] = []
        self.now = begins
        self.ends_at = begins + YEARS * 365 * DAY
        self.aims = aims(random, program, begins, self.ends_at)
        self.reachable = begins - LATE_MAX
        """What happened before is not told any more: nobody remembers a pause that is over."""
        self.numbers = count(1)

    def tell(self) -> Tale:
        """All of it, until nothing is left that could end."""
        while (now := self._next()) < self.ends_at:
            self._look_until(now)
            self.now = now
            self.member.pass_time(now)
            fact = self._fact()
            done = fact is not None and self.member.take(fact)
            if fact is not None and (done or isinstance(fact, Used)):
                if not done:
                    self.refused.add(len(self.facts))
                self.facts.append(fact)
        last = self.ends_at + 3 * 366 * DAY
        self._look_until(last)
        self.member.pass_time(last)
        life = Life(self.program, tuple(self.facts), tuple(self.looks), last, frozenset(self.refused))
        return Tale(life, self.member, self.seen)

    def _next(self) -> int:
        """When something is recorded next."""
        how = self.random.random()
        if how < 0.42:
            return self.now + int(self.random.expovariate(1) * 5 * DAY)
        if how < 0.60:
            following = bisect_right(self.aims, self.now) + self.random.randrange(2)
            return self.aims[following] if following < len(self.aims) else self.ends_at
        if how < 0.70:
            return self._near_an_end(self.now) or self.now + HOUR
        if how < 0.99:
            return self.now + self.random.choice([0, 1, SECOND, MINUTE, self.random.randrange(DAY)])
        return self.now + self.random.randrange(20 * DAY, 300 * DAY)

    def _near_an_end(self, earliest: int) -> int | None:
        """Just before, upon or just after the instant at which something begins or ends."""
        instants = {wallet.end(lot) for wallet in self.member.wallets.values() for lot in wallet.lots}
        instants |= {lot.active for wallet in self.member.wallets.values() for lot in wallet.lots if lot.waiting}
        coming = sorted(instants - {NEVER})[:4]
        if not coming:
            return None
        return max(earliest, self.random.choice(coming) + self.random.choice([-1, -1, 0, 0, 1, -SECOND, -HOUR, DAY]))

    def _look_until(self, until: int) -> None:
        """Somebody reads the balances now and then."""
        times = sorted(self._look_at(until) for _ in range(self.random.choice([0, 0, 1, 2])))
        for at in times:
            self.looks.append(Look(at, len(self.facts)))
            self.seen.append(self.member.look(at))

    def _look_at(self, until: int) -> int:
        near = self._near_an_end(self.now) if self.random.random() < 0.6 else None
        return min(until, near if near is not None else self.random.randint(self.now, until))

    def _fact(self) -> Fact | None:
        kinds = ("bought", "given", "used", "returned", "paused", "extended")
        kind = self.random.choices(kinds, weights=(62, 8, 16, 5, 6, 4))[0]
        make = {
            "bought": self._bought,
            "given": self._given,
            "used": self._used,
            "returned": self._returned,
            "paused": self._paused_or_resumed,
            "extended": self._extended,
        }
        return make[kind]()

    def _event_at(self) -> int:
        """Mostly now; sometimes up to fifty days ago, best of all just before something ended by idleness or paused."""
        if self.random.random() < 0.85:
            return self.now + self.random.choice([0, 0, 0, MINUTE])
        at = self.now - self.random.randrange(LATE_MAX)
        ends = [end for wallet in self.member.wallets.values() for end, _, _ in wallet.idle_ends[-1:]]
        if ends and self.random.random() < 0.7:
            at = max(ends) - self.random.choice([1, HOUR, DAY, 0, -DAY])
        pauses = [wallet.paused_at for wallet in self.member.wallets.values() if wallet.paused]
        if pauses and self.random.random() < 0.5:
            at = max(pauses) - self.random.choice([1, 0, -HOUR, 5 * DAY, self.random.randrange(28 * DAY, 35 * DAY)])
        return at if max(self.reachable, self.now - LATE_MAX) <= at <= self.now else self.now

    def _bought(self) -> Fact:
        minor = self.random.choice([50, 100, 999, self.random.randrange(20_000), self.random.randrange(20_000)])
        return Bought(self.now, self._event_at(), next(self.numbers), minor)

    def _given(self) -> Fact:
        return Given(self.now, self._event_at(), self._wallet().id, self.random.randint(1, 500))

    def _used(self) -> Fact | None:
        wallet, at = self._wallet(), self._event_at()
        there = wallet.look(self.now)[0]
        amounts = [there, there // 3, there // 10, self.random.randint(0, there // 10), min(there, 30)]
        amount = there + 1 if at >= self.now and self.random.random() < 0.1 else self.random.choice(amounts)
        return Used(self.now, at, wallet.id, amount) if amount else None

    def _returned(self) -> Fact | None:
        receipts = list(self.member.receipts.items())[-20:]
        if not receipts:
            return None
        number, receipt = self.random.choice(receipts)
        part = self.random.choice([receipt.minor, self.random.randint(0, receipt.minor)])
        return Returned(self.now, number, next(self.numbers), part)

    def _paused_or_resumed(self) -> Fact:
        paused = [wallet for wallet in self.member.wallets.values() if wallet.paused]
        wallet = self.random.choice(paused) if paused and self.random.random() < 0.8 else self._wallet()
        if not wallet.paused:
            return Paused(self.now, wallet.id)
        self.reachable = self.now
        return Resumed(self.now, wallet.id, self.random.choice(["restart", "restart", "resume", "resume", "keep"]))

    def _extended(self) -> Fact:
        wallet = self._wallet()
        until = self.now + self.random.randrange(200 * DAY)
        midnight = self.place.midnight(self.place.day_of(until) + ONE_DAY)
        return Extended(self.now, wallet.id, self.random.choice([midnight, until]))

    def _wallet(self) -> Wallet:
        return self.random.choice(list(self.member.wallets.values()))


def tell(random: Random, program: Program) -> Tale:
    """The life of somebody, ten years of it under a program."""
    begins = program.versions[0].begins_at + 50 * DAY + random.randrange(200 * DAY)
    return Teller(random, program, begins).tell()

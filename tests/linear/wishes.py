"""What clients of a shop ask for: mixed commands, half of them about few busy members, half about many others."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from itertools import accumulate
from random import Random

from msgspec import Struct

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from tests.shop import sale

DOCUMENT = """
format: 1
id: linear
name: {en: Linear}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, returns: {policy: debt}, expiry: {after: P12M}}
rules:
  - id: rule
    effects: [{kind: points_per_amount, points: 1, per: 1}]
"""

HOT = 20
"""Members of whom half of all commands are."""

WEIGHTS = {
    "enrol": 5,
    "earn": 13,
    "purchase": 16,
    "hold": 13,
    "capture": 10,
    "release": 9,
    "redeem": 13,
    "return": 10,
    "adjust": 8,
    "transfer": 9,
    "merge": 12,
}
KINDS = tuple(WEIGHTS)

BETWEEN = ("transfer", "merge")


class Wish(Struct, frozen=True):
    """One command with whom it names."""

    kind: str
    member: str
    command: c.Command
    to: str = ""
    """The other member of a transfer or merge, as the clients have known him from the beginning."""
    joins: bool = True
    """Whether a member whom nobody knows joins by it."""
    receipt: str = ""
    impatient: bool = False
    """Whether the client does not wait for the first answer, and asks again under the same key."""


class Heard(Struct):
    """What the clients of a process have learned from answers: what can be captured, given up, returned."""

    holds: deque[tuple[str, int, int]]
    """Member, number and units."""
    purchases: deque[tuple[str, int, int]]
    """Member, number and cents."""


class Wisher:
    """The wishes of one client."""

    def __init__(self, seed: str, cold: int, now: int, heard: Heard) -> None:
        self._random, self._now, self._heard, self._number = Random(seed), now, heard, 0
        self._client = seed
        self._cold = [f"cold {n}" for n in range(cold)]
        self._zipf = list(accumulate(1 / rank for rank in range(1, cold + 1)))

    def next(self) -> Wish:
        """Another wish, whatever became of the others."""
        self._number += 1
        [kind] = self._random.choices(KINDS, [*WEIGHTS.values()])
        made: Wish = getattr(self, f"_{kind}")()
        return Wish(
            kind,
            made.member,
            made.command,
            to=made.to,
            joins=self._random.random() < 0.97,
            receipt=f"R {self._client} {self._number}" if kind == "purchase" else "",
            impatient=self._random.random() < 0.02,
        )

    def _member(self) -> str:
        if self._random.random() < 0.5:
            return f"hot {self._random.randrange(HOT)}"
        return self._random.choices(self._cold, cum_weights=self._zipf)[0]

    def _old_member(self) -> str:
        """One who was there from the beginning; seldom he is the one who asks."""
        if self._random.random() < 0.6:
            return f"hot {self._random.randrange(HOT)}"
        return self._random.choice(self._cold[: first_of(len(self._cold))])

    def _enrol(self) -> Wish:
        name = f"new {self._random.randrange(10**9)}" if self._random.random() < 0.9 else self._member()
        return Wish("enrol", name, c.Enrol(self._now))

    def _earn(self) -> Wish:
        return Wish("earn", self._member(), c.Earn(self._now, "points", self._random.randint(1, 60), "goodwill"))

    def _purchase(self) -> Wish:
        return Wish("purchase", self._member(), c.RecordPurchase(sale(self._random.randint(1, 90) * 100, self._now)))

    def _hold(self) -> Wish:
        amount = self._random.choice((5, 15, 40, 150))
        return Wish("hold", self._member(), c.PlaceHold(self._now, "points", amount, f"order {self._number}"))

    def _capture(self) -> Wish:
        member, seq, units = self._one_hold()
        return Wish("capture", member, c.Capture(self._now, seq, self._random.choice((None, units, 1, units + 1))))

    def _release(self) -> Wish:
        member, seq, _ = self._one_hold()
        return Wish("release", member, c.Release(self._now, seq))

    def _one_hold(self) -> tuple[str, int, int]:
        """A hold that is there, and seldom nobody else's: two may want the same one."""
        return self._one(self._heard.holds, (self._member(), self._random.randint(1, 9), 5), kept=0.3)

    def _redeem(self) -> Wish:
        amount = self._random.choice((3, 10, 30, 120))
        return Wish("redeem", self._member(), c.Redeem(self._now, "points", amount, f"order {self._number}"))

    def _return(self) -> Wish:
        member, seq, cents = self._one(self._heard.purchases, (self._member(), self._random.randint(1, 9), 500), 0.5)
        amount = self._random.choice((cents, cents, cents // 200 * 100 + 100))
        refund = Refund(f"F {self._client} {self._number}", amount=amount)
        return Wish("return", member, c.Return(self._now, seq, refund))

    def _one(self, known: deque[tuple[str, int, int]], none: tuple[str, int, int], kept: float) -> tuple[str, int, int]:
        if not known or self._random.random() < 0.05:
            return none
        found = known[self._random.randrange(len(known))]
        if self._random.random() >= kept:
            with suppress(ValueError):  # another client was first
                known.remove(found)
        return found

    def _adjust(self) -> Wish:
        amount = self._random.choice((-80, -20, -5, 5, 30))
        to_debt = amount < 0 and self._random.random() < 0.1
        return Wish("adjust", self._member(), c.Adjust(self._now, "points", amount, "miscount", to_debt))

    def _transfer(self) -> Wish:
        command = c.TransferOut(self._now, "points", self._random.choice((2, 9, 25)), "")
        return Wish("transfer", self._member(), command, self._old_member())

    def _merge(self) -> Wish:
        """Mostly somebody whom few know; a busy member seldom, for then there is one less."""
        seldom = 0.01 * min(1, 1_000 / len(self._cold))
        member = f"hot {self._random.randrange(HOT)}" if self._random.random() < seldom else ""
        return Wish("merge", member or self._random.choice(self._cold), c.MergeOut(self._now, ""), self._old_member())


def first_of(cold: int) -> int:
    """How many of the many are there from the beginning, so that a transfer or merge can name them."""
    return max(cold // 5, 1)

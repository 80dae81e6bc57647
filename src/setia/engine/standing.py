"""Where a member stands: his levels with what the next one asks for, and how full his cards are. It decides nothing."""

from __future__ import annotations

from msgspec import Struct

from setia.engine import rewards
from setia.engine.ledger.book import Book
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.state import Account
from setia.engine.qualifying import counting
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.tier_set import Ladder, MeasureName
from setia.engine.tiers import level_at


class Way(Struct, frozen=True):
    """One way to qualify for a level: how far it has come in the window of now."""

    measure: MeasureName
    event: str
    """For events: which."""
    reached: int
    """Minor units of money for spend; else points, purchases or events."""
    at_least: int

    @property
    def missing(self) -> int:
        """How much more it takes; 0 where it is reached, and the level comes with the next event."""
        return max(self.at_least - self.reached, 0)


class Level(Struct, frozen=True):
    """Where a member stands in one tier set."""

    set: str
    level: str
    until: int | None
    """Exclusive, grace included where it has begun; None: without end, or the lowest."""
    next: str
    """The next level up; empty at the highest."""
    ways: tuple[Way, ...]
    """Any of them leads there."""


class Card(Struct, frozen=True):
    """How far units have come that become a reward by themselves."""

    conversion: str
    wallet: str
    has: int
    amount: int
    reward: str


def levels(account: Account, compiled: Compiled, now: int) -> tuple[Level, ...]:
    """One standing for each tier set; all counters must be loaded."""
    book = _open(account, now)
    return tuple(_level(book, compiled, ladder, now) for ladder in compiled.ladders.values())


def cards(account: Account, compiled: Compiled, now: int) -> tuple[Card, ...]:
    """One for each conversion, as the member has chosen."""
    book = _open(account, now)
    found = []
    for conversion in compiled.conversions.values():
        choice = rewards.chosen(book, conversion)
        has = book.wallet(conversion.wallet).available
        found.append(Card(conversion.id, conversion.wallet, has, choice.amount, choice.reward))
    return tuple(found)


def _level(book: Book, compiled: Compiled, ladder: Ladder, now: int) -> Level:
    level = level_at(book.beside.progress, ladder, now)
    status = book.beside.progress.tiers.get(ladder.id)
    until = status.until if status is not None and status.level == level else None
    if status is not None and until is not None and until <= now:
        until = status.falls_at
    above = ladder.rungs[ladder.rank(level) + 1 :]
    counted = counting(book, ladder, now, compiled.zone)
    ways = tuple(
        Way(one.measure, one.event, counted(one.counter), one.at_least)
        for one in (above[0].thresholds if above else ())
    )
    return Level(ladder.id, level, until, above[0].id if above else "", ways)


def _open(account: Account, now: int) -> Book:
    return Book(account, Stamp("", now, now, now, now, "", ""))

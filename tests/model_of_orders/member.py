"""One member of the reference: units by lot, and what he has come to besides: orders, levels, rewards, counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from tests.model.days import EPOCH
from tests.model.lots import NEVER, Account, Lot
from tests.model_of_orders.programs import Version

Counted = Counter[tuple[str, str]]
"""By name and period."""


@dataclass
class Status:
    """A level, and where it comes from."""

    level: str
    until: int | None = None
    """Exclusive; None is never."""
    earned_at: int | None = None
    """An instant in whose window it was earned; None for what was given, and for what a fall left over."""
    given: bool = False
    origin: object = None
    """The order that reached it, or the merge that brought it."""

    def lives(self, at: int) -> bool:
        """Whether its time is not over."""
        return self.until is None or self.until > at


@dataclass(eq=False)
class Order:
    """A purchase in its latest version, its returns as a set, and what it was granted and has given."""

    receipt: str
    purchase: Purchase
    at: int
    """When it counts."""
    recorded_at: int
    refunds: dict[str, Refund] = field(default_factory=dict)
    version: Version | None = None
    level: str = ""
    """Program version and level that it is judged by, from the first time that it counts."""
    framed_at: int = 0
    granted: dict[str, int] = field(default_factory=dict)
    """By rule, what its last version was granted."""
    gave: dict[str, int] = field(default_factory=dict)
    """By rule, what it gives now."""
    spend: int = 0
    counts: bool = False
    lots: list[Lot] = field(default_factory=list)
    owed: int = 0
    """What used rewards of it have been charged."""


@dataclass(eq=False)
class Reward:
    """One reward that was given."""

    no: int
    id: str
    issued_at: int
    ends: int | None
    worth: int = 0
    state: str = "issued"
    order: Order | None = None
    """The order that gave it."""
    merge: object = None
    """The merge that brought it."""
    used_for: str = ""
    """The receipt on which it was used."""
    month: str | None = None
    """The period in which it counts against a quota, as long as it can be undone."""
    paid: tuple[str, list[tuple[Lot, int]]] = ("", [])
    """What was paid for it: the wallet, and of which lots."""


class Member(Account):
    """An account with everything that orders bring."""

    def __init__(self, flows: Counter[tuple[str, str, str]], met: Counter[str], zone: str) -> None:
        super().__init__(flows, zone)
        self.met = met
        """What ever came of anything, of all members: a random test that never met it proves nothing."""
        self.zone = zone
        self.rewards: list[Reward] = []
        self.counters: Counted = Counter()
        self.statuses: list[Status] = []
        """The status that holds, and beneath it those that it came from."""
        self.falls_at: int | None = None
        self.timeline: list[tuple[int, str]] = []
        """Every change of level: its instant, and the level from then on."""
        self.birthday = ""
        """05-14; empty: not said."""
        self.stamps_wanted = 0
        """The number of stamps that he chose for a card; 0: the first."""

    def level_at(self, at: int, lowest: str) -> str:
        """The level at an instant, as known now."""
        return next((level for since, level in reversed(self.timeline) if since <= at), lowest)

    def day(self, at: int) -> date:
        """The local day of an instant."""
        return (EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(self.zone)).date()

    def next_due(self) -> int:
        """When something falls due next; NEVER if nothing does."""
        ends = [one.ends for one in self.rewards if one.state == "issued" and one.ends is not None]
        falls = [] if self.falls_at is None else [self.falls_at]
        return min([*self.next_instants(), *ends, *falls], default=NEVER)

    def due_instants(self) -> list[int]:
        """What a test should step just before, and upon."""
        ends = [one.ends for one in self.rewards if one.state == "issued" and one.ends is not None]
        return sorted({*self.next_instants(), *ends, *([] if self.falls_at is None else [self.falls_at])})

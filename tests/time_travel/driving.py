"""The engine lives the same facts, while a sweep runs as it likes: daily, with outages, or never."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from setia.engine import commands as c
from setia.engine.fold import Broken, Fold
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.entries import Stamp, Transaction
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules import versions
from setia.services.documents import read_program
from tests.time_travel.facts import Bought, Extended, Fact, Given, Look, Paused, Resumed, Returned, Used
from tests.time_travel.places import DAY
from tests.time_travel.programs import Program
from tests.time_travel.wallets import NEVER


class Life(NamedTuple):
    """A member's history: facts in the order in which they were recorded, and when somebody looked."""

    program: Program
    facts: tuple[Fact, ...]
    looks: tuple[Look, ...]
    ends_at: int
    refused: frozenset[int] = frozenset()
    """Facts, by position, that cannot be."""


class Sweeps(NamedTuple):
    """When time is swept: every day at one hour, but not while the sweeper is down; or never."""

    hour: int = 0
    """Microseconds after midnight UTC; less than 0 is never."""
    down: tuple[tuple[int, int], ...] = ()
    """From, until; oldest first."""

    @property
    def name(self) -> str:
        """Which kind it is."""
        return "never swept" if self.hour < 0 else "swept with outages" if self.down else "swept daily"

    def first_after(self, due: int) -> int:
        """The first sweep at or after an instant."""
        if self.hour < 0:
            return NEVER
        at = -((self.hour - due) // DAY) * DAY + self.hour
        for begins, ends in self.down:
            if begins <= at < ends:
                return self.first_after(ends)
        return at


NEVER_SWEPT = Sweeps(hour=-1)


class Told(NamedTuple):
    """What the engine made of a life."""

    transactions: list[Transaction]
    lots: dict[int, Lot]
    balances: list[dict[str, Wallet]]
    """At every look."""
    faults: list[str]
    sweeps: int


compiled = lru_cache(maxsize=256)(read_program)


@lru_cache(maxsize=64)
def known(program: Program) -> versions.Versions:
    """The program's versions, as the engine reads them."""
    numbered = enumerate(program.versions, 1)
    return versions.Versions(
        tuple(versions.Version(number, one.applied_at, compiled(one.document())) for number, one in numbered)
    )


class Traveller:
    """One account of the engine on its way through time."""

    def __init__(self, program: Program, sweeps: Sweeps) -> None:
        self.versions = known(program)
        self.fold = Fold(b"traveller", self.versions)
        self.sweeps = sweeps
        self.transactions: list[Transaction] = []
        self.lots: dict[int, Lot] = {}
        self.open: dict[int, Lot] = {}
        self.swept = 0
        self._purchases: dict[int, int] = {}

    def sweep_until(self, at: int) -> None:
        """Every sweep that would find something due."""
        while (due := self.fold.account.next_due_at) is not None:
            sweep = self.sweeps.first_after(due)
            if sweep > at:
                return
            self.swept += 1
            self.take(c.Advance(sweep), sweep)
            later = self.fold.account.next_due_at
            assert later is None or later > sweep, "a sweep leaves nothing due behind"

    def take(self, command: c.Command, recorded_at: int) -> None:
        """Raises Broken where it is refused."""
        at = command.event_at
        decision = self.fold.take(
            command, Stamp(c.name(command), recorded_at, at, min(at, recorded_at), recorded_at, "Siti", "till")
        )
        self.transactions.extend(decision.transactions)
        self.lots.update(decision.changed)
        for no, lot in decision.changed.items():
            if lot.is_open():
                self.open[no] = lot
            else:
                self.open.pop(no, None)

    def lives(self, fact: Fact) -> None:
        """Raises Broken where it is refused."""
        self.sweep_until(fact.recorded_at)
        self.take(self._command(fact), fact.recorded_at)
        if isinstance(fact, Bought):
            self._purchases[fact.receipt] = self.transactions[-1].seq

    def look(self, at: int) -> dict[str, Wallet]:
        """Balances as anybody reads them."""
        self.sweep_until(at)
        loaded = {"lots": dict(self.open), "complete": True}
        return as_of(msgspec.structs.replace(self.fold.account, **loaded), at, self.versions).wallets

    def _command(self, fact: Fact) -> c.Command:
        at = fact.recorded_at
        match fact:
            case Bought():
                line, tender = Line(1, fact.minor), Tender("cash", fact.minor)
                return c.RecordPurchase(Purchase("till", fact.event_at, "USD", (line,), (tender,)))
            case Given():
                return c.Earn(fact.event_at, fact.wallet, fact.amount, "gift")
            case Used():
                return c.Redeem(fact.event_at, fact.wallet, fact.amount)
            case Returned():
                return c.Return(at, self._purchases[fact.receipt], Refund(f"F{fact.refund}", amount=fact.minor))
            case Paused():
                return c.PauseExpiry(at, fact.wallet)
            case Resumed():
                return c.ResumeExpiry(at, fact.wallet, fact.on_leave)
            case Extended():
                return c.ExtendLots(at, fact.wallet, fact.until)


def live(life: Life, sweeps: Sweeps) -> Told:
    """The engine's account of a life; what the oracle says cannot be done must be refused."""
    traveller, balances, faults = Traveller(life.program, sweeps), [], []
    looks = iter([*life.looks, Look(NEVER, NEVER)])
    look = next(looks)
    for n, fact in enumerate(life.facts):
        while look.facts == n:
            balances.append(traveller.look(look.at))
            look = next(looks)
        try:
            traveller.lives(fact)
            refusal = ""
        except Broken as broken:
            refusal = str(broken)
        if bool(refusal) != (n in life.refused):
            faults.append(f"fact {n}, {fact}: {refusal or 'not refused'}")
    while look.at < NEVER:
        balances.append(traveller.look(look.at))
        look = next(looks)
    traveller.take(c.Advance(life.ends_at), life.ends_at)
    return Told(traveller.transactions, traveller.lots, balances, faults, traveller.swept)

"""The engine lives the same facts, under a sweep that runs when it likes, and what it tells is laid beside the oracle's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec

from setia.engine import commands as c
from setia.engine.calendar import local_date
from setia.engine.fold import Broken, Fold
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.dues import IDLE as BY_IDLENESS
from setia.engine.ledger.entries import Stamp, Transaction
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules import versions
from setia.engine.rules.compiled import Compiled
from setia.services.documents import read_program
from tests.time_travel.facts import Bought, Extended, Fact, Given, Look, Paused, Resumed, Returned, Used
from tests.time_travel.oracle import IDLE, Member, Movement
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


compiled: lru_cache[Compiled] = lru_cache(maxsize=256)(read_program)  # type: ignore[assignment]


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
        self.fold = Fold(b"traveller", known(program))
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
        return as_of(msgspec.structs.replace(self.fold.account, **loaded), at).wallets

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


def story(told: Told) -> list[tuple[object, ...]]:
    """What was written, without what tells when: hashes, and which transaction closes a command."""
    return [
        (
            *(one.seq, one.kind, one.effective_at, one.program_version, one.reason, one.origin_seq, one.idle_from),
            *(one.entries, one.redated, one.why),
            [(lot.no, lot.wallet, lot.earned_at, lot.active_at, lot.expires_at) for lot in one.opened],
        )
        for one in told.transactions
    ]


def movements(told: Told) -> Iterator[Movement]:
    """Its entries, as the oracle tells them."""
    for one in told.transactions:
        kind = IDLE if one.kind == "expire" and one.reason == BY_IDLENESS else one.kind
        for entry in one.entries:
            way = (entry.wallet, entry.source, entry.target)
            yield Movement(one.effective_at, kind, one.program_version, *way, entry.amount, entry.lot)


def totals(told: Told, zone: str) -> Counter[tuple[str, int, str]]:
    """A statement: what came into every account, by wallet and local year."""
    found: Counter[tuple[str, int, str]] = Counter()
    for one in told.transactions:
        year = local_date(one.effective_at, zone).year
        for entry in one.entries:
            found[entry.wallet, year, entry.target] += entry.amount
            found[entry.wallet, year, entry.source] -= entry.amount
    return found


def dates(lot: Lot) -> tuple[int, int, int, int]:
    """Number and dates of a lot as it is stored."""
    return lot.no, lot.earned_at, lot.active_at, NEVER if lot.expires_at is None else lot.expires_at


def differences(member: Member, seen: list[dict[str, tuple[int, int]]], told: Told) -> list[str]:
    """What the oracle says otherwise than the engine: ends, movements, balances, statements."""
    found = list(told.faults)
    for lot in member.lots:
        mine, theirs = (lot.no, lot.earned, lot.active, lot.end), dates(told.lots[lot.no]) if lot.no in told.lots else ()
        if mine != theirs:
            found.append(f"lot: oracle {mine}, engine {theirs}")
    redated = Counter(
        (no, NEVER if old is None else old, NEVER if new is None else new)
        for one in told.transactions
        for no, old, new in one.redated
    )
    found.extend(f"redated, only the oracle: {one}" for one in Counter(member.redated) - redated)
    found.extend(f"redated, only the engine: {one}" for one in redated - Counter(member.redated))
    mine_moved, theirs_moved = Counter(member.movements), Counter(movements(told))
    found.extend(f"only the oracle: {one}" for one in mine_moved - theirs_moved)
    found.extend(f"only the engine: {one}" for one in theirs_moved - mine_moved)
    for n, (mine_seen, theirs_seen) in enumerate(zip(seen, told.balances, strict=True)):
        for id_, expected in mine_seen.items():
            wallet = theirs_seen.get(id_, Wallet())
            if (wallet.available, wallet.pending) != expected:
                found.append(f"look {n}, {id_}: oracle {expected}, engine {(wallet.available, wallet.pending)}")
    if +member.totals() != +totals(told, member.program.zone):
        found.append("statements differ")
    return found

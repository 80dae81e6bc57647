"""What must have become of a member's units, from the facts alone: the other half of the time travel test.

There is no queue of due instants here, and no book. A lot ends at the earlier of two instants: its own end, and the end
of the stretch of activity in which it was earned. A stretch is a run of activities of which each happened before the
wait after the one before was over; news of the past may join two stretches, and then what ended between them had not
ended after all (ledger 4.3a). What falls due between two facts cannot change anything else, so it is looked at lot by
lot, and not in order of time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.time_travel.facts import Bought, Extended, Fact, Given, Paused, Resumed, Returned, Used
from tests.time_travel.places import Place, place
from tests.time_travel.programs import Program, Purse, Version

NEVER = 1 << 62


class Movement(NamedTuple):
    """Units that went from one account to another."""

    at: int
    """When it took effect."""
    kind: str
    version: int
    wallet: str
    source: str
    target: str
    amount: int
    lot: int
    idle: bool = False
    """Whether it is an end by idleness."""


@dataclass(slots=True)
class Lot:
    """Units earned together."""

    no: int
    earned: int
    active: int
    end: int
    """Its own; NEVER while its wallet is paused."""
    left: int
    """Neither used nor ended nor taken back."""
    waiting: bool
    ended: int = 0
    days: int | None = None
    """Left when a pause began."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Which is used first (ledger 4.4)."""
        return self.end, self.earned, self.no


@dataclass
class Wallet:
    """One wallet of one member."""

    id: str
    lots: list[Lot] = field(default_factory=list)
    """With something left."""
    stretches: list[tuple[int, int]] = field(default_factory=list)
    """Of activity: from the first on until idleness ends what there is."""
    idle_ends: list[tuple[int, Lot, int]] = field(default_factory=list)
    """What idleness ended: when, what, how much."""
    paused: bool = False
    due: int = NEVER
    """Nothing happens by itself before."""

    def idle_end(self, earned: int) -> int:
        """The end of the stretch in which something was earned."""
        for begins, ends in reversed(self.stretches):
            if begins <= earned < ends:
                return ends
        return NEVER

    def end(self, lot: Lot) -> int:
        """When a lot ends, from what is known."""
        return min(lot.end, self.idle_end(lot.earned))

    def stretch(self, at: int, until: int) -> None:
        """Something happened: join what it touches."""
        apart = [one for one in self.stretches if one[1] <= at or until <= one[0]]
        joined = [one for one in self.stretches if one not in apart]
        begins = min([at, *(one[0] for one in joined)])
        self.stretches = sorted([*apart, (begins, max([until, *(one[1] for one in joined)]))])

    def look(self, at: int) -> tuple[int, int]:
        """Units that can be used at an instant, and units that wait."""
        alive = [lot for lot in self.lots if at < self.end(lot)]
        usable = sum(lot.left for lot in alive if lot.active <= at)
        return usable, sum(lot.left for lot in alive) - usable

    def remember_due(self) -> None:
        """Look ahead."""
        instants = [lot.active for lot in self.lots if lot.waiting] + [self.end(lot) for lot in self.lots]
        self.due = min(instants, default=NEVER)


@dataclass
class Receipt:
    """A purchase, with what it gave by wallet."""

    minor: int
    version: Version
    gave: dict[str, tuple[Lot, int]]
    returned: int = 0
    taken: Counter[str] = field(default_factory=Counter)


class Member:
    """Facts in, one after the other; out come ends, movements, totals and what can be read at any instant."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.place: Place = place(program.zone)
        self.now = 0
        self.wallets = {purse.id: Wallet(purse.id) for purse in program.versions[0].purses}
        self.lots: list[tuple[str, Lot]] = []
        self.movements: list[Movement] = []
        self.redated: list[tuple[int, int, int]] = []
        """Lot, the end it had, the end it has."""
        self.receipts: dict[int, Receipt] = {}

    def take(self, fact: Fact) -> bool:
        """Whether it can be."""
        self.pass_time(fact.recorded_at)
        match fact:
            case Bought():
                return self._bought(fact)
            case Given():
                return self._given(fact)
            case Used():
                return self._used(fact)
            case Returned():
                return self._returned(fact)
            case Paused():
                return self._paused(self.wallets[fact.wallet])
            case Resumed():
                return self._resumed(self.wallets[fact.wallet], fact)
        return self._extended(self.wallets[fact.wallet], fact)

    def pass_time(self, now: int) -> None:
        """Note what has happened by itself by an instant."""
        self.now = now
        for wallet in self.wallets.values():
            if wallet.due <= now:
                for lot in wallet.lots:
                    self._age(wallet, lot)
                wallet.lots = [lot for lot in wallet.lots if lot.left]
                wallet.remember_due()

    def look(self, at: int) -> dict[str, tuple[int, int]]:
        """What can be used, and what waits, by wallet, at an instant after everything so far."""
        return {id_: wallet.look(at) for id_, wallet in self.wallets.items()}

    def next_ends(self) -> list[int]:
        """When what is left will end."""
        return sorted({wallet.end(lot) for wallet in self.wallets.values() for lot in wallet.lots} - {NEVER})

    def totals(self) -> Counter[tuple[str, int, str]]:
        """Issued, redeemed and expired by wallet and local year."""
        found: Counter[tuple[str, int, str]] = Counter()
        for movement in self.movements:
            year = self.place.day_of(movement.at).year
            found[movement.wallet, year, movement.target] += movement.amount
            found[movement.wallet, year, movement.source] -= movement.amount
        return found

    def _age(self, wallet: Wallet, lot: Lot) -> None:
        idle = wallet.idle_end(lot.earned)
        end = min(lot.end, idle)
        if lot.waiting and lot.active <= self.now and lot.active < end:
            lot.waiting = False
            self._move(lot.active, "activate", (wallet.id, "pending", "available"), lot.left, lot)
        if end <= self.now:
            by_idleness = idle < lot.end
            where = "pending" if lot.waiting else "available"
            self._move(end, "expire", (wallet.id, where, "expired"), lot.left, lot, by_idleness)
            if by_idleness:
                wallet.idle_ends.append((end, lot, lot.left))
            lot.ended += lot.left
            lot.left = 0

    def _move(
        self, at: int, kind: str, way: tuple[str, str, str], amount: int, lot: Lot | None, idle: bool = False
    ) -> None:
        if amount:
            no = lot.no if lot else 0
            self.movements.append(Movement(at, kind, self.program.number(at), *way, amount, no, idle))

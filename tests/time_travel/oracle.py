"""What must have become of a member's units, from the facts alone: the other half of the time travel test.

There is no queue of due instants here, and no book: what falls due between two facts changes nothing else, so it is
looked at lot by lot and not in order of time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.time_travel.facts import Bought, Extended, Fact, Given, Paused, Resumed, Returned, Used
from tests.time_travel.places import place
from tests.time_travel.programs import NewLife, Program, Purse, Version
from tests.time_travel.wallets import FOR_EVER, NEVER, Lot, Wallet

IDLE = "expire by idleness"


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
    """0 is none."""


class Move(NamedTuple):
    """When, what, from where, where to."""

    at: int
    kind: str
    source: str
    target: str


@dataclass
class Receipt:
    """A purchase, with the lots that it gave by wallet."""

    minor: int
    version: Version | None
    lots: dict[str, tuple[Lot, int]] = field(default_factory=dict)
    returned: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    """Taken back so far, by wallet."""


class Member:
    """Facts in, one after the other; out come ends, movements, totals and what can be read at any instant."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.place = place(program.zone)
        self.now = 0
        self.new_lives = program.new_lives()
        """Those to come."""
        self.wallets = {purse.id: Wallet(purse.id) for purse in program.versions[0].purses}
        self.lots: list[Lot] = []
        """All of them, by number from 1."""
        self.movements: list[Movement] = []
        self.redated: list[tuple[int, int, int]] = []
        """Lot, the end it had, the end it got."""
        self.receipts: dict[int, Receipt] = {}

    def take(self, fact: Fact) -> bool:
        """Whether it could be done; it is done if so."""
        self.pass_time(fact.recorded_at)
        done = self._does(fact)
        for wallet in self.wallets.values():
            wallet.remember_due()
        return done

    def _does(self, fact: Fact) -> bool:
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
            case Extended():
                return self._extended(self.wallets[fact.wallet], fact)

    def pass_time(self, now: int) -> None:
        """Note what has happened by itself by an instant."""
        while self.new_lives and self.new_lives[0].at <= now:
            change = self.new_lives.pop(0)
            self._age_until(change.at)
            self._live_anew(change)
        self._age_until(now)

    def _age_until(self, now: int) -> None:
        self.now = now
        for wallet in self.wallets.values():
            if wallet.due <= now:
                for lot in wallet.lots:
                    self._age(wallet, lot)
                wallet.remember_due()

    def look(self, at: int) -> dict[str, tuple[int, int]]:
        """What can be used and what waits, by wallet, at an instant after everything so far."""
        self.pass_time(at)
        return {id_: wallet.look(at) for id_, wallet in self.wallets.items()}

    def totals(self) -> Counter[tuple[str, int, str]]:
        """What came into every account, by wallet and local year."""
        found: Counter[tuple[str, int, str]] = Counter()
        for movement in self.movements:
            year = self.place.day_of(movement.at).year
            found[movement.wallet, year, movement.target] += movement.amount
            found[movement.wallet, year, movement.source] -= movement.amount
        return found

    def _age(self, wallet: Wallet, lot: Lot) -> None:
        idle = wallet.idle_end(lot)
        own = wallet.own_end(lot)
        end = min(own, idle)
        if lot.waiting and lot.active <= self.now and lot.active < end:
            lot.waiting = False
            self._move(Move(lot.active, "activate", "pending", "available"), wallet, lot, lot.left)
        if end <= self.now:
            if idle < own:
                wallet.idle_ends.append((end, lot, lot.left))
            kind = IDLE if idle < own else "expire"
            self._move(Move(end, kind, "pending" if lot.waiting else "available", "expired"), wallet, lot, lot.left)
            lot.ended, lot.left = lot.ended + lot.left, 0

    def _move(self, move: Move, wallet: Wallet, lot: Lot | None, amount: int) -> None:
        if amount:
            number, no = self.program.number(move.at), lot.no if lot else 0
            way = (wallet.id, move.source, move.target)
            self.movements.append(Movement(move.at, move.kind, number, *way, amount, no))

    def _bought(self, fact: Bought) -> bool:
        at = min(fact.event_at, fact.recorded_at)
        version = self.program.judging(at)
        receipt = self.receipts[fact.receipt] = Receipt(fact.minor, version)
        gives = {purse: fact.minor // purse.per_minor for purse in version.purses} if version else {}
        if any(gives.values()):
            self._active(at, "earn")
        for purse, amount in gives.items():
            if amount:
                receipt.lots[purse.id] = self._earned(purse, at, amount), amount
        return True

    def _given(self, fact: Given) -> bool:
        at = min(fact.event_at, fact.recorded_at)
        version = self.program.judging(at)
        if version is None:
            return False
        self._active(at, "earn")
        self._earned(version.purse(fact.wallet), at, fact.amount)
        return True

    def _earned(self, purse: Purse, at: int, amount: int) -> Lot:
        wallet = self.wallets[purse.id]
        active = self.place.end(at, *purse.wait) if purse.wait else at
        waiting = active > self.now
        lot = Lot(len(self.lots) + 1, at, active, self._end(purse, at), amount, waiting)
        if purse.min_life and purse.life and wallet.own_end(lot) <= self.now:
            lot.end = self.place.end(self.now, *purse.min_life)
        self.lots.append(lot)
        self._move(Move(at, "earn", "issued", "pending" if waiting else "available"), wallet, lot, amount)
        if wallet.own_end(lot) <= self.now and not waiting:
            # Heard of after its end: earned and ended in one (ledger 4.14).
            self._move(Move(at, "earn", "available", "expired"), wallet, lot, amount)
            lot.ended, lot.left = amount, 0
        wallet.lots.append(lot)
        return lot

    def _used(self, fact: Used) -> bool:
        at, wallet = min(fact.event_at, fact.recorded_at), self.wallets[fact.wallet]
        version = self.program.judging(at)
        if version is None or wallet.look(self.now)[0] < fact.amount:
            return False
        self._active(at, "redeem")
        self._take(Move(at, "redeem", "available", "redeemed"), wallet, wallet.usable(self.now), fact.amount)
        return True

    def _end(self, purse: Purse, earned: int) -> int:
        return self.place.end(earned, *purse.life, purse.round_to) if purse.life else NEVER

    def _live_anew(self, change: NewLife) -> None:
        """A later end always; an earlier one for what has one that a version gave, and never one that is over."""
        wallet = self.wallets[change.purse.id]
        for lot in (one for one in wallet.lots if one.end != FOR_EVER):
            end = self._end(change.purse, lot.earned)
            given = {self._end(one, lot.earned) for one in change.earlier}
            if end < lot.end:
                end = min(lot.end, max(end, change.at)) if lot.end in given else lot.end
            if end != lot.end:
                self.redated.append((lot.no, lot.end, end))
                lot.end = end
        wallet.remember_due()

    def _take(self, move: Move, wallet: Wallet, lots: list[Lot], amount: int) -> int:
        """Up to so much of some lots. What could not be taken."""
        for lot in lots:
            part = min(lot.left, amount)
            lot.left -= part
            amount -= part
            self._move(move, wallet, lot, part)
        return amount

    def _returned(self, fact: Returned) -> bool:
        receipt = self.receipts.get(fact.receipt)
        if receipt is None:
            return False
        receipt.returned += fact.minor
        for id_, (lot, gave) in receipt.lots.items():
            assert receipt.version is not None
            purse = receipt.version.purse(id_)
            kept = max(receipt.minor - receipt.returned, 0) // purse.per_minor
            due = gave - kept - receipt.taken[id_]
            receipt.taken[id_] += due
            self._reverse(self.wallets[id_], purse, lot, due)
        return True

    def _reverse(self, wallet: Wallet, purse: Purse, lot: Lot, due: int) -> None:
        """From the lot itself, by policy; what of it had ended costs nothing; then from others (ledger 4.8)."""
        strict = purse.returns != "only_pending"
        back = Move(self.now, "reverse_earn", "pending" if lot.waiting else "available", "issued")
        if lot.waiting or strict:
            due = self._take(back, wallet, [lot], due)
        ended = min(due, lot.ended)
        lot.ended -= ended
        due -= ended
        if strict:
            due = self._take(back._replace(source="available"), wallet, wallet.usable(self.now), due)
        self._move(Move(self.now, "breakage_correction", "expired", "issued"), wallet, lot, ended)
        self._move(Move(self.now, "forgive", "adjusted", "issued"), wallet, None, due)

    def _active(self, at: int, kind: str) -> None:
        """Something that counts: idle time begins anew, and what it joins again comes back."""
        version = self.program.judging(at)
        if version is None or kind not in version.activity:
            return
        for purse in version.purses:
            wallet = self.wallets[purse.id]
            if purse.idle is not None:
                wallet.stretch(at, self.place.end(at, *purse.idle))
            elif wallet.stretches:
                wallet.stretch(at, NEVER)
            undone = [(end, lot, units) for end, lot, units in wallet.idle_ends if at < end < wallet.idle_end(lot)]
            for end, lot, units in undone:
                wallet.idle_ends.remove((end, lot, units))
                back = min(units, lot.ended)
                lot.ended, lot.left = lot.ended - back, lot.left + back
                self._move(Move(at, "unexpire", "expired", "available"), wallet, lot, back)
                wallet.lots.append(lot)
                self._age(wallet, lot)

    def _paused(self, wallet: Wallet) -> bool:
        if wallet.paused:
            return False
        wallet.pause(self.now)
        return True

    def _resumed(self, wallet: Wallet, fact: Resumed) -> bool:
        version = self.program.judging(self.now)
        if not wallet.paused or version is None:
            return False
        purse = version.purse(wallet.id)
        for lot in [one for one in wallet.lots if wallet.own_end(one) == NEVER and one.end != FOR_EVER]:
            if fact.on_leave == "keep":
                self._lengthen(lot, FOR_EVER)
            elif lot.end != NEVER and fact.on_leave == "restart" and purse.life is not None:
                self._lengthen(lot, self.place.end(self.now, *purse.life, purse.round_to))
            elif lot.end != NEVER:
                days = self.place.days_between(max(wallet.paused_at, lot.earned), lot.end)
                self._lengthen(lot, self.place.end(self.now, 0, days - 1))
        wallet.resume(self.place.end(self.now, *purse.idle) if purse.idle else NEVER)
        return True

    def _extended(self, wallet: Wallet, fact: Extended) -> bool:
        for lot in wallet.lots:
            self._lengthen(lot, fact.until)
        return True

    def _lengthen(self, lot: Lot, end: int) -> None:
        """Nothing is ever shortened; for ever is longer than without a date of its own, which idleness may end."""
        if lot.end < end or end == FOR_EVER:
            self.redated.append((lot.no, lot.end, end))
            lot.end = end

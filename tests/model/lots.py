"""One account of the reference: lists of lots and holds, what is owed, and time passing over them (ledger 4.2-4.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

from tests.model.days import Term, after

NEVER = 1 << 62

FORGIVEN = Term(months=12)
"""How long a debt may be idle (ledger 4.8)."""

State = Literal["pending", "free", "held", "spent", "expired", "reversed", "transferred", "debt_repaid"]

STATES: tuple[State, ...] = ("pending", "free", "held", "spent", "expired", "reversed", "transferred", "debt_repaid")

ACCOUNT: dict[str, str] = {
    "pending": "pending",
    "free": "available",
    "held": "held",
    "spent": "redeemed",
    "expired": "expired",
    "debt_repaid": "debt",
}
"""The account behind a lot's state; `reversed` and `transferred` are told which."""

Flows = Counter[tuple[str, str, str]]
"""Units that ever went, by wallet, from one account to another: the table of ledger 4.2, summed."""


@dataclass
class Lot:
    """Units earned together."""

    no: int
    wallet: str
    earned_at: int
    active_at: int
    expires_at: int | None
    paid: bool = False
    """Money that was paid in: neither idleness nor debt nor leaving takes it (ledger 4.20)."""
    units: Counter[str] = field(default_factory=Counter)

    @property
    def ends(self) -> int:
        """When it ends; NEVER if it does not."""
        return NEVER if self.expires_at is None else self.expires_at

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Order of consumption (ledger 4.4); granted money before paid (4.20)."""
        return self.paid, self.ends, self.earned_at, self.no

    def is_open(self) -> bool:
        """Whether units of it can still be used, now or later."""
        return self.units["pending"] + self.units["free"] + self.units["held"] > 0


@dataclass
class Hold:
    """Units set aside."""

    wallet: str
    created_at: int
    ends_at: int
    parts: list[tuple[Lot, int]]
    state: str = "open"

    @property
    def amount(self) -> int:
        """Units held."""
        return sum(amount for _, amount in self.parts)


class Account:
    """One member's lots and holds, and what is owed by wallet."""

    def __init__(self, flows: Flows, zone: str) -> None:
        self.lots: list[Lot] = []
        self.holds: list[Hold] = []
        self.debt: Counter[str] = Counter()
        self.debt_ends: dict[str, int] = {}
        """When what is owed in a wallet is written off."""
        self.idle_at: dict[str, int] = {}
        """When idleness ends what is in a wallet (ledger 4.3a)."""
        self.idled: dict[str, tuple[int, list[tuple[Lot, int, int]]]] = {}
        """By wallet, when idleness ended something last, and what: lots with units that waited and that were free."""
        self.booked_to = 0
        """The latest instant for which something was booked."""
        self.fell_due_at = 0
        """The latest at which something fell due."""
        self.closed = False
        self.into: Self | None = None
        """Where it was merged into."""
        self.named: dict[int, object] = {}
        """Purchases, holds and redemptions by the number that the system gave them."""
        self._flows = flows
        self._zone = zone
        self._at = 0
        """The instant at which things happen now."""

    @property
    def merged(self) -> bool:
        """Whether it is an alias now."""
        return self.into is not None

    def last(self) -> Self:
        """The account that later events land on (ledger 4.12)."""
        return self.into.last() if self.into else self

    def booked(self, horizon: int) -> None:
        """Everything up to an instant has been booked."""
        self.booked_to = max(self.booked_to, horizon)

    def deadline(self, lot: Lot) -> int:
        """When a lot ends, by its own date or by idleness, whichever is earlier."""
        return lot.ends if lot.paid else min(lot.ends, self.idle_at.get(lot.wallet, NEVER))

    def active(self, wallet: str, idle_at: int, at: int, now: int) -> None:
        """Something that counts was done at an instant: idleness ends later, and what it ended since comes back."""
        self.settle(now)
        ended_at, parts = self.idled.get(wallet, (0, []))
        self.idle_at[wallet] = max(idle_at, self.idle_at.get(wallet, 0))
        if at < ended_at < idle_at:
            del self.idled[wallet]
            for lot, waiting, free in parts:
                if lot.active_at > at:
                    self.shift(lot, "expired", "pending", waiting)
                else:
                    free += waiting
                self.make_usable(lot, min(free, lot.units["expired"]), "expired")
            self.settle(now)

    def keep_alive(self, wallet: str, until: int) -> None:
        """Idleness does not end a wallet before an instant: what the merchant makes whole lives so long (4.7)."""
        if wallet in self.idle_at:
            self.idle_at[wallet] = max(until, self.idle_at[wallet])

    def saved(self) -> Callable[[], None]:
        """How things stand; what is returned puts them back so."""
        units = [(lot, lot.units.copy()) for lot in self.lots]
        states = [(hold, hold.state) for hold in self.holds]
        idle = self.debt.copy(), self.debt_ends.copy(), self.idle_at.copy(), self.idled.copy()
        flows = self._flows.copy()

        def put_back() -> None:
            for lot, were in units:
                lot.units = were
            for hold, state in states:
                hold.state = state
            self.debt, self.debt_ends, self.idle_at, self.idled = idle
            self._flows.clear()
            self._flows.update(flows)

        return put_back

    def new_lot(self, wallet: str, dates: tuple[int, int, int | None], paid: bool = False) -> Lot:
        """A lot, numbered within the account, still empty; dates are earned, active and end."""
        lot = Lot(len(self.lots) + 1, wallet, *dates, paid)
        self.lots.append(lot)
        return lot

    def free(self, wallet: str) -> int:
        """Units that can be used."""
        return sum(lot.units["free"] for lot in self.lots if lot.wallet == wallet)

    def flow(self, wallet: str, source: str, target: str, amount: int) -> None:
        """Remember a movement between two accounts."""
        if amount:
            self._flows[wallet, source, target] += amount

    def shift(self, lot: Lot, source: State, target: State, amount: int, account: str = "") -> None:
        """Units of a lot change state; `account` where the state alone does not say which."""
        assert 0 <= amount <= lot.units[source], (lot, source, target, amount)
        lot.units[source] -= amount
        lot.units[target] += amount
        self.flow(lot.wallet, ACCOUNT[source], account or ACCOUNT[target], amount)

    def put(self, lot: Lot, target: State, amount: int, account: str) -> None:
        """New units of a lot, from a system account."""
        lot.units[target] += amount
        self.flow(lot.wallet, account, ACCOUNT[target], amount)

    def make_usable(self, lot: Lot, amount: int, source: State | None, account: str = "") -> None:
        """Units arrive in `available`: they pay debt first. From a state of the lot, or new from an account."""
        owed = min(amount, self.debt[lot.wallet])
        self.change_debt(lot.wallet, -owed)
        target: State
        for target, part in (("debt_repaid", owed), ("free", amount - owed)):
            if source is None:
                self.put(lot, target, part, account)
            else:
                self.shift(lot, source, target, part)

    def arrive(self, lot: Lot, amount: int, account: str, now: int) -> None:
        """New units wait until the lot is active; if it is past its end, they end at once (ledger 4.14)."""
        if lot.active_at > now:
            self.put(lot, "pending", amount, account)
            return
        self.make_usable(lot, amount, None, account)
        if lot.ends <= now:
            self.shift(lot, "free", "expired", lot.units["free"])

    def take(self, wallet: str, amount: int, target: State, account: str = "") -> list[tuple[Lot, int]]:
        """Up to so many usable units, in the order of consumption; what each lot gave."""
        taken: list[tuple[Lot, int]] = []
        for lot in sorted((lot for lot in self.lots if lot.wallet == wallet), key=lambda lot: lot.rank):
            part = min(amount, lot.units["free"])
            if part:
                self.shift(lot, "free", target, part, account)
                taken.append((lot, part))
                amount -= part
        return taken

    def owe(self, wallet: str, amount: int, account: str) -> None:
        """Units are owed to a system account."""
        self.change_debt(wallet, amount)
        self.flow(wallet, "debt", account, amount)

    def forgive(self, wallet: str, amount: int, account: str) -> None:
        """What was owed to a system account is not."""
        self.change_debt(wallet, -amount)
        self.flow(wallet, account, "debt", amount)

    def change_debt(self, wallet: str, amount: int) -> None:
        """More or less is owed: a debt that moves is not idle."""
        self.debt[wallet] += amount
        if amount and self.debt[wallet]:
            self.debt_ends[wallet] = after(self._at, FORGIVEN, self._zone)
        elif amount:
            del self.debt_ends[wallet]

    def give_back(self, parts: Iterable[tuple[Lot, int]], at: int) -> None:
        """Held units are free again, or expire where their lot has ended meanwhile (ledger 4.6)."""
        for lot, amount in parts:
            if self.deadline(lot) <= at:
                self.shift(lot, "held", "expired", amount)
            else:
                self.make_usable(lot, amount, "held")

    def settle(self, now: int) -> None:
        """Everything that fell due by `now`, in the order in which it did.

        Nothing that falls due makes something else fall due earlier, so one list, sorted once, is enough. The order
        at one instant is the system's choice: units become usable, then holds end, then lots, then debts.
        """
        due: list[tuple[int, int, tuple[bool, int, int, int], Lot | Hold]] = []
        for lot in self.lots:
            end = self.deadline(lot)
            if lot.units["pending"] and lot.active_at <= now and lot.active_at < end:
                due.append((lot.active_at, 0, lot.rank, lot))
            if end <= now and lot.is_open():
                due.append((end, 2, lot.rank, lot))
        for n, hold in enumerate(self.holds):
            if hold.state == "open" and hold.ends_at <= now:
                due.append((hold.ends_at, 1, (False, 0, 0, n), hold))
        for at, turn, _, what in sorted(due, key=lambda one: one[:3]):
            self._write_off(at - 1)
            self._at = at
            if isinstance(what, Hold) or what.units["pending"] + what.units["free"]:
                self.fell_due_at = max(self.fell_due_at, at)
            if isinstance(what, Hold):
                what.state = "expired"
                self.give_back(what.parts, at)
            elif turn == 0:
                self.make_usable(what, what.units["pending"], "pending")
            else:
                self._end(what, at)
        self._write_off(now)
        self._at = now

    def _write_off(self, until: int) -> None:
        for wallet, end in list(self.debt_ends.items()):
            if end <= until:
                self.forgive(wallet, self.debt[wallet], "adjusted")
                self.fell_due_at = max(self.fell_due_at, end)

    def _end(self, lot: Lot, at: int) -> None:
        waiting, free = lot.units["pending"], lot.units["free"]
        self.shift(lot, "pending", "expired", waiting)
        self.shift(lot, "free", "expired", free)
        if at < lot.ends and waiting + free:
            ended_at, parts = self.idled.get(lot.wallet, (0, []))
            self.idled[lot.wallet] = (at, [*(parts if ended_at == at else []), (lot, waiting, free)])

    def next_instants(self) -> list[int]:
        """When something will fall due: what a test should step just before, and upon."""
        instants = {lot.active_at for lot in self.lots if lot.units["pending"]}
        instants |= {end for lot in self.lots if lot.is_open() and (end := self.deadline(lot)) < NEVER}
        instants |= set(self.debt_ends.values())
        return sorted(instants | {hold.ends_at for hold in self.holds if hold.state == "open"})

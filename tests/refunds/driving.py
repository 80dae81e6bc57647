"""A till with one member's account: what was bought, what came back, and what the ledger says of each order."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.calendar import local_date
from setia.engine.decide import Decision
from setia.engine.fold import Fold
from setia.engine.given import Given
from setia.engine.ledger.entries import WITHOUT_ENTRIES, Stamp, Transaction
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from setia.engine.rules.limit import period
from setia.engine.rules.verdict import Why, from_json
from tests.engine.receipts import NOON
from tests.refunds.programs import Program

HOUR = 3_600_000_000
DAY = 24 * HOUR


class Till:
    """Takes commands, one an hour, and looks after every one whether the account is still sound."""

    def __init__(self, program: Program, begins: int = NOON) -> None:
        self.fold = Fold(b"refunds", program.versions)
        self.program = program
        self.now = begins
        self.whys: dict[int, Why] = {}
        """The last judgement of every order."""
        self.nets: dict[int, Counter[str]] = {}
        """By order and wallet: issued because of it, less returned to issued, whatever was forgiven."""
        self.budgets: Counter[str] = Counter()
        """What they have been charged, by `limit@period`."""
        self.bought: dict[int, Purchase] = {}
        self.faults: list[str] = []

    def buys(self, purchase: Purchase, refunds: tuple[Refund, ...] | None = None) -> int:
        """The order's number; with refunds, a guest's purchase of which so much had come back when it was claimed."""
        purchase = replace(purchase, event_at=self.now)
        key = f"order {self.now}".encode()
        if refunds is None:
            order = self.take(c.RecordPurchase(purchase), key).known_as
        else:
            order = self.take(c.ClaimPurchase(purchase, order_key=key.hex(), refunds=refunds), key).known_as
        self.bought[order] = purchase
        return order

    def takes_back(self, order: int, refund: Refund, cause: c.Cause = "member") -> Decision:
        """Part of an order comes back."""
        return self.take(c.Return(self.now, order, refund, cause))

    def cancels(self, order: int) -> None:
        """A newer version of it says that it is cancelled."""
        self.take(c.EditPurchase(order, replace(self.bought[order], status="cancelled", version=2)))

    def key(self, order: int) -> str:
        """Its natural key in hexadecimal."""
        return f"order {self.bought[order].event_at}".encode().hex()

    def spends(self, wallet: str, part: int) -> int:
        """Redeem a hundredth part of what there is, so many times; the transaction, or 0."""
        self.take(c.Advance(self.now))  # what has ended cannot be spent
        amount = self.fold.account.wallets[wallet].available * part // 100 if wallet in self.fold.account.wallets else 0
        return self.take(c.Redeem(self.now, wallet, amount)).known_as if amount else 0

    def uses_voucher(self, used_for: str, but_of: int = 0) -> None:
        """Use the first that can be used, if there is one that another order gave."""
        rewards = self.fold.rewards.items()
        numbers = [no for no, one in sorted(rewards) if one.usable(self.now) and (not but_of or one.order != but_of)]
        if numbers:
            self.take(c.UseReward(self.now, numbers[0], used_for=used_for))

    def take(self, command: c.Command, key: bytes = b"") -> Decision:
        """Raises Broken where it is refused."""
        at = command.event_at
        recorded = self.now
        stamp = Stamp(c.name(command), recorded, at, min(at, recorded), recorded, "Siti", "till", natural_key=key)
        decision = self.fold.take(command, stamp, self._given(command))
        self.now += HOUR
        for transaction in decision.transactions:
            self._book(transaction)
        self.budgets.update(decision.budgets)
        self.faults.extend(f"{c.name(command)}: {fault}" for fault in unsound(self.fold, decision))
        return decision

    def balances(self) -> dict[str, tuple[int, int, int]]:
        """Pending, available and debt of every wallet that has any, but of stamps, which are spent by themselves."""
        wallets = self.fold.account.wallets.items()
        buckets = {name: (one.pending, one.available, one.debt) for name, one in wallets if name != "stamps"}
        return {name: amounts for name, amounts in buckets.items() if any(amounts)}

    def _given(self, command: c.Command) -> Given:
        """What budgets have left in the periods of a purchase."""
        version = self.program.versions.in_force(command.event_at, self.now)
        if version is None or not isinstance(command, c.RecordPurchase | c.ClaimPurchase | c.EditPurchase):
            return Given()
        day = local_date(command.event_at, "UTC")
        caps = [cap for cap in version.compiled.caps.values() if cap.budget]
        left = {f"{cap.id}@{period(day, cap.every)}": cap.most for cap in caps}
        return Given(budgets={name: most - self.budgets[name] for name, most in left.items()})

    def _book(self, transaction: Transaction) -> None:
        order = transaction.origin_seq or transaction.seq
        if transaction.why:
            self.whys[order] = from_json(transaction.why)
        net = self.nets.setdefault(order, Counter())
        for entry in transaction.entries:
            if entry.source == "issued":
                net[entry.wallet] += entry.amount
            if entry.target == "issued":
                net[entry.wallet] -= entry.amount


def unsound(fold: Fold, decision: Decision) -> list[str]:
    """What breaks an invariant that needs no more than what has just changed (I1, I4, I7)."""
    found = [
        f"a transaction of kind {one.kind} with {len(one.entries)} entries"
        for one in decision.transactions
        if bool(one.entries) == (one.kind in WITHOUT_ENTRIES)
    ]
    for no, lot in decision.changed.items():
        parts = _parts(lot)
        if min(parts) < 0 or sum(parts) != lot.amount:
            found.append(f"lot {no} of {lot.amount} has the parts {parts}")
    for name, wallet in fold.account.wallets.items():
        buckets = (wallet.pending, wallet.available, wallet.held, wallet.debt)
        if min(buckets) < 0 or (wallet.available and wallet.debt):
            found.append(f"wallet {name} holds {buckets}")
    return found


def _parts(lot: Lot) -> tuple[int, ...]:
    return (
        lot.pending,
        lot.free,
        lot.held,
        lot.spent,
        lot.expired,
        lot.reversed,
        lot.transferred,
        lot.debt_repaid,
    )

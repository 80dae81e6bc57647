"""The reference's returns and restorations: taking back what was earned (ledger 4.8, 4.11), giving back what was spent
(4.7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from setia.engine.commands import CancelReward, Restore, Return
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from tests.model.days import DAY, after
from tests.model.lots import Account, Lot
from tests.model.programs import Purse, Terms, Version
from tests.model.replies import UNCHANGED, Refused, Reply, done

DEBT_WINDOW = 180 * DAY


@dataclass
class Bought:
    """A purchase with the version that judged it, the lots it opened, and what came back since."""

    purchase: Purchase
    version: Version | None
    lots: dict[str, Lot] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    taken_back: Counter[str] = field(default_factory=Counter)

    def entitled(self) -> dict[str, int]:
        """What the purchase without its returns earns: each rate on the whole of it, rounded down once (ledger 4.9).

        Choice: a line of which some came back counts its net for what is left, rounded down.
        """
        if self.version is None or self.purchase.status not in ("paid", "fulfilled"):
            return {}
        back: Counter[int] = Counter()
        for refund in self.refunds.values():
            for line_no, quantity in refund.lines:
                back[line_no] += quantity
        value = 0
        for line in self.purchase.lines:
            value += line.net * max(line.quantity - back[line.no], 0) // line.quantity
        value = max(value - sum(refund.amount for refund in self.refunds.values()), 0)
        earned: Counter[str] = Counter()
        for rate in self.version.rates:
            earned[rate.wallet] += value * rate.units // rate.per
        return {wallet: amount for wallet, amount in earned.items() if amount}


@dataclass
class Redeemed:
    """Units used: of which lots, in order, and how many were lent (ledger 4.5)."""

    wallet: str
    parts: list[tuple[Lot, int]]
    lent: int = 0
    revived: bool = False
    """Whether units that came back were given a new lot already."""

    @property
    def left(self) -> int:
        """Units that have not been given back."""
        return self.lent + sum(amount for _, amount in self.parts)


def take_back(account: Account, command: Return, effective_at: int) -> Reply:
    """What the purchase has earned less what its remainder would have: a difference of states (ledger 4.11)."""
    bought = account.named.get(command.purchase)
    if bought is None:
        raise Refused("unknown_transaction")
    if not isinstance(bought, Bought):
        raise Refused("not_a_purchase")
    refund = command.refund
    if not {no for no, _ in refund.lines} <= {line.no for line in bought.purchase.lines}:
        raise Refused("unknown_line")
    if refund.id in bought.refunds:  # its natural key, ledger 4.10 h
        if bought.refunds[refund.id] != refund:
            raise Refused("natural_key_conflict")
        return UNCHANGED
    before = bought.entitled()
    bought.refunds[refund.id] = refund
    after_it = bought.entitled()
    taken: dict[str, int] = {}
    for wallet, earned in before.items():
        amount = earned - after_it.get(wallet, 0)
        purse = bought.version.purse(wallet) if bought.version else None
        if amount and purse:
            taken[wallet] = -_reverse(account, _Reversal(purse, bought.lots[wallet], amount, command), effective_at)
    return done(taken)


@dataclass
class _Reversal:
    purse: Purse
    lot: Lot
    amount: int
    command: Return


def _reverse(account: Account, reversal: _Reversal, effective_at: int) -> int:
    """Ledger 4.8, step by step. Returns what the member lost or owes."""
    purse, lot, left = reversal.purse, reversal.lot, reversal.amount
    lost = min(left, lot.units["pending"])
    account.shift(lot, "pending", "reversed", lost, "issued")
    if purse.policy != "only_pending":
        free = min(left - lost, lot.units["free"])
        account.shift(lot, "free", "reversed", free, "issued")
        lost += free
    left -= lost
    expired = min(left, lot.units["expired"])
    account.shift(lot, "expired", "reversed", expired, "issued")
    left -= expired
    if reversal.command.cause == "member" and purse.policy != "only_pending":
        # Choice: what the merchant caused is not taken from other lots either. Paid money is never forfeited (4.20).
        granted = sum(one.units["free"] for one in account.lots if one.wallet == purse.id and not one.paid)
        others = sum(n for _, n in account.take(purse.id, min(left, granted), "reversed", "issued"))
        owed = min(left - others, _room(account, purse, effective_at)) if purse.policy == "debt" else 0
        account.owe(purse.id, owed, "issued")
        lost += others + owed
        left -= others + owed
    account.flow(purse.id, "adjusted", "issued", left)
    return lost


def _room(account: Account, purse: Purse, effective_at: int) -> int:
    """How much debt there may still be. Choice: the limit is of the whole debt; every lot counts as earned."""
    limit = purse.debt_limit
    if limit is None:
        recent = [lot for lot in account.lots if lot.wallet == purse.id and lot.earned_at >= effective_at - DEBT_WINDOW]
        limit = sum(lot.units.total() for lot in recent)
    return max(limit - account.debt[purse.id], 0)


def restore(account: Account, command: Restore, terms: Terms) -> Reply:
    """Newest consumed first, to the lots that they came from; what was lent is the newest (ledger 4.7)."""
    redeemed = account.named.get(command.redemption)
    if redeemed is None:
        raise Refused("unknown_transaction")
    if not isinstance(redeemed, Redeemed):
        raise Refused("not_a_redemption")
    amount = redeemed.left if command.amount is None else command.amount
    if not 0 < amount <= redeemed.left:
        raise Refused("amount_out_of_range")
    version = terms.in_force(command.event_at)
    purse = version.purse(redeemed.wallet) if version else None
    if version is None or purse is None:
        raise Refused("unknown_wallet")
    giving = Giving(account, command, version.zone, purse, terms.now)
    before = account.free(redeemed.wallet)
    may_revive = not redeemed.revived
    lent = min(amount, redeemed.lent)
    redeemed.lent -= lent
    amount -= lent
    giving.lent(lent)
    for i, (lot, used) in reversed(list(enumerate(redeemed.parts))):
        part = min(amount, used)
        amount -= part
        redeemed.parts[i] = (lot, used - part)
        if part and giving.back(lot, part, may_revive=may_revive):
            redeemed.revived = True
    return done({redeemed.wallet: account.free(redeemed.wallet) - before})


@dataclass
class Giving:
    """How units of a redemption come back now."""

    account: Account
    command: Restore | CancelReward
    zone: str
    purse: Purse
    now: int

    def __post_init__(self) -> None:
        if self.command.cause == "merchant":
            self.account.keep_alive(self.purse.id, after(self.now, self.purse.make_whole, self.zone))

    def lent(self, amount: int) -> None:
        """Debt is forgotten; where it was repaid meanwhile, what repaid it comes back.

        Choice: as new units with the wallet's own life, since nothing says which lots repaid this debt.
        """
        owed = min(amount, self.account.debt[self.purse.id])
        self.account.forgive(self.purse.id, owed, "redeemed")
        if amount > owed:
            _, ends = self.purse.dates(self.now, self.zone)
            if ends is not None and self.command.cause == "merchant":
                ends = max(ends, after(self.now, self.purse.make_whole, self.zone))
            lot = self.account.new_lot(self.purse.id, (self.now, self.now, ends))
            self.account.flow(self.purse.id, "redeemed", "clearing", amount - owed)
            self.account.put(lot, "free", amount - owed, "clearing")

    def back(self, lot: Lot, amount: int, *, may_revive: bool) -> bool:
        """Units of one lot, by cause. Returns whether they got a new lot, with a later end."""
        until = self._until(lot, may_revive=may_revive)
        end = self.account.deadline(lot)
        if until is None or until <= end:
            if end <= self.now:
                self.account.shift(lot, "spent", "expired", amount)
            else:
                self.account.make_usable(lot, amount, "spent")
            return False
        self.account.shift(lot, "spent", "transferred", amount, "clearing")
        fresh = self.account.new_lot(lot.wallet, (lot.earned_at, lot.active_at, until), lot.paid)
        self.account.make_usable(fresh, amount, None, "clearing")
        return True

    def _until(self, lot: Lot, *, may_revive: bool) -> int | None:
        """How long the units must live at least; None where nothing says so."""
        zone = self.zone
        ends = []
        if self.command.cause == "merchant":
            ends.append(after(self.now, self.purse.make_whole, zone))
        if self.account.deadline(lot) <= self.now and may_revive and self.purse.grace.days:
            ends.append(after(self.now, self.purse.grace, zone))
        return max(ends, default=None)

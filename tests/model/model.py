"""The reference ledger: what the specification makes of every command (ledger 4.2-4.8, 4.12, 4.14).

Written from the specification alone, with lists of lots. Where the specification leaves a choice, the system's is kept
and the place says `Choice`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from setia.engine import commands as c
from setia.engine.purchase import Purchase
from setia.engine.refusals import Code
from tests.model.backwards import Bought
from tests.model.days import DAY, MINUTE
from tests.model.lots import Account, Flows, Lot
from tests.model.programs import AMOUNT_MAX, Terms, Version
from tests.model.replies import UNCHANGED, Asked, Refused, Reply, done
from tests.model.verbs import VERBS, spendable, still_open

AHEAD = 5 * MINUTE
"""How far in the future an event may claim to be (ledger 4.14)."""

UNMERGE_WITHIN = 30 * DAY


class Ledger:
    """All members of one program."""

    def __init__(self, first: Version) -> None:
        self.terms = Terms(first)
        self.flows: Flows = Counter()
        self.members: dict[str, Account] = {}
        """By name, everybody's own account; `last` is where his events land."""
        self._receipts: dict[tuple[str, str], tuple[Account, Purchase]] = {}

    def ask(self, asked: Asked) -> Reply:
        """Take one command now; a refusal changes nothing. Choice: the order in which reasons to refuse are tried."""
        horizon = self._horizon(asked)
        try:
            reply = self._take(asked, asked.command)
        except Refused as refused:
            return Reply("refused", refused.code)
        if reply.status == "done":
            for name in {asked.member, asked.to} & self.members.keys():
                self.members[name].booked(horizon)
                self.members[name].last().booked(horizon)
        return reply

    def _horizon(self, asked: Asked) -> int:
        """An import is booked at each event's own time; what is older than what its account has, as late news (4.18).

        Choice: what a sweep books counts as well.
        """
        account = self.members.get(asked.member)
        if asked.history and (account is None or asked.command.event_at >= account.last().booked_to):
            return min(asked.command.event_at, self.terms.now)
        return self.terms.now

    def sweep(self) -> None:
        """Everything due is booked."""
        self.settle()
        for account in self.members.values():
            if account.fell_due_at > account.booked_to:
                account.booked(self.terms.now)

    def settle(self) -> None:
        """Everything due by now, for every member: what reads show whether or not a sweep has run."""
        for account in self.members.values():
            account.settle(self.terms.now)

    def _take(self, asked: Asked, command: c.Command) -> Reply:
        if command.event_at > self.terms.now + AHEAD:
            raise Refused("event_in_future")
        if isinstance(command, c.RecordPurchase):
            return self._purchase(asked, command.purchase)
        if isinstance(command, c.Enrol):
            self._join(asked.member)
            return done()
        account = self._known(asked.member)
        if not asked.own:
            account = account.last()
        account.settle(self.terms.now)
        if re.search(r"[^a-z_\s]", getattr(command, "reason", "")):
            raise Refused("not_a_code")
        if isinstance(command, c.UnmergeOut):
            return self._apart(account, command, self._known(asked.to))
        if isinstance(command, c.TransferOut | c.MergeOut):
            return self._between(account, command, asked.to)
        if not isinstance(command, c.Capture | c.Release | c.ExtendHold):
            still_open(account)
        put_back = account.saved() if isinstance(command, c.Redeem | c.Capture) else None
        try:
            return VERBS[type(command)](account, command, self.terms)
        except Refused:
            if put_back:
                put_back()
            raise

    def _join(self, member: str) -> Account:
        return self.members.setdefault(member, Account(self.flows, self.terms.versions[0].zone))

    def _known(self, member: str) -> Account:
        if member not in self.members:
            raise Refused("unknown_member")
        return self.members[member]

    def _purchase(self, asked: Asked, purchase: Purchase) -> Reply:
        """A natural key is unique for ever (ledger 4.10 h). A member joins by the first purchase that is taken."""
        fault = _fault(purchase)
        if fault and asked.member not in self.members:
            raise Refused("unknown_member")
        key = (purchase.source, asked.receipt)
        if key in self._receipts:
            owner, before = self._receipts[key]
            if asked.member not in self.members or owner.last() is not self.members[asked.member].last():
                raise Refused("purchase_belongs_to_other_member")
            if before != purchase:
                raise Refused("natural_key_conflict")
            return UNCHANGED
        if asked.member in self.members:
            still_open(self.members[asked.member].last())
        if fault:
            raise Refused(fault)
        version = self.terms.in_force(purchase.event_at)
        if version and purchase.currency != "USD":
            raise Refused("currency_mismatch")
        account = self._join(asked.member).last()
        account.settle(self.terms.now)
        self._receipts[key] = (account, purchase)
        bought = Bought(purchase, version)
        awarded = bought.entitled()
        if awarded:
            self.terms.active(account, purchase.event_at)
        for wallet, amount in awarded.items():
            purse = version.purse(wallet) if version else None
            assert version is not None
            assert purse is not None
            bought.lots[wallet] = account.new_lot(wallet, self.terms.dates(version, purse, purchase.event_at))
            account.arrive(bought.lots[wallet], amount, "issued", self._horizon(asked))
        return done(awarded, bought)

    def _between(self, account: Account, command: c.TransferOut | c.MergeOut, to: str) -> Reply:
        """Units go with their dates; the receiver's debts are paid first, of the sender's debts too (ledger 4.12)."""
        other = self._known(to).last()
        if other is account:
            raise Refused("same_account")
        still_open(account)
        if isinstance(command, c.TransferOut):
            _, purse = self.terms.purse(command)
            if purse.money:
                raise Refused("money_transfer_off")
            spendable(account, command.wallet, command.amount)
        elif any(hold.state == "open" for hold in account.holds):
            raise Refused("has_open_holds")
        still_open(other)
        other.settle(self.terms.now)
        self.terms.active(other, command.event_at)
        if isinstance(command, c.MergeOut):
            return done(made=Merged(account, merge_units(account, other, self.terms.now), self.terms.now))
        for lot, amount in account.take(command.wallet, command.amount, "transferred", "clearing"):
            other.make_usable(_usable(lot, other, self.terms.now), amount, None, "clearing")
        return done({command.wallet: -command.amount})

    def _apart(self, other: Account, command: c.UnmergeOut, account: Account) -> Reply:
        """Within 30 days, what is left of the lots that a merge brought goes back (ledger 4.12)."""
        if other is account:
            raise Refused("same_account")
        still_open(other)
        merged = other.named.get(command.merge)
        if not isinstance(merged, Merged) or merged.account is not account or merged.undone:
            raise Refused("not_a_merge")
        if self.terms.now - merged.at > UNMERGE_WITHIN:
            raise Refused("too_late")
        if not account.merged:
            raise Refused("not_a_merge")
        account.into, merged.undone = None, True
        account.settle(self.terms.now)
        for lot in merged.lots:
            hand_over(other, lot, account, self.terms.now)
        return done()


@dataclass
class Merged:
    """A merge: whose account it ended, and the lots that it opened in the other."""

    account: Account
    lots: list[Lot]
    at: int
    undone: bool = False


def merge_units(account: Account, other: Account, now: int) -> list[Lot]:
    """Debts are summed, and repaid first; then lots go one by one, keeping their dates. Returns what they are there."""
    for wallet in sorted(account.debt):
        owed = account.debt[wallet]
        account.forgive(wallet, owed, "clearing")
        paid = sum(amount for _, amount in other.take(wallet, owed, "transferred", "clearing"))
        other.owe(wallet, owed - paid, "clearing")
    before = len(other.lots)
    for lot in sorted((lot for lot in account.lots if lot.is_open()), key=lambda lot: lot.rank):
        hand_over(account, lot, other, now)
    account.into = other
    return other.lots[before:]


def hand_over(account: Account, lot: Lot, other: Account, now: int) -> None:
    """What waits and what is free of a lot, each as a lot of the other with the same dates."""
    waiting, free = lot.units["pending"], lot.units["free"]
    account.shift(lot, "pending", "transferred", waiting, "clearing")
    account.shift(lot, "free", "transferred", free, "clearing")
    if waiting:
        other.put(_like(lot, other), "pending", waiting, "clearing")
    if free:
        other.make_usable(_usable(lot, other, now), free, None, "clearing")


def _like(lot: Lot, account: Account) -> Lot:
    return account.new_lot(lot.wallet, (lot.earned_at, lot.active_at, lot.expires_at), lot.paid)


def _usable(lot: Lot, account: Account, now: int) -> Lot:
    """The same for what can be used already, and so waits no more wherever it goes."""
    return account.new_lot(lot.wallet, (lot.earned_at, min(lot.active_at, now), lot.expires_at), lot.paid)


def _fault(purchase: Purchase) -> Code | None:
    """Lines + charges + rounding = tenders (ledger 4.9a); the net of a line is its list price less discounts."""
    owed = sum(line.net for line in purchase.lines) + sum(charge.amount for charge in purchase.charges)
    if owed + purchase.rounding != sum(tender.amount for tender in purchase.tenders):
        return "totals_mismatch"
    if any(line.list and line.net != line.list - sum(d.amount for d in line.discounts) for line in purchase.lines):
        return "line_mismatch"
    if any(abs(line.net) > AMOUNT_MAX for line in purchase.lines):
        return "amount_out_of_range"
    return None

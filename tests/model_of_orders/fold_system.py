"""A shop without a database: the engine's fold, and the little that services do around it, done here in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.decide import Decision, Parcel, second_half
from setia.engine.fold import Broken
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.purchase import Purchase, faults
from setia.engine.rules import versions
from setia.services.documents import read_program
from tests.model.days import Term, after
from tests.model.lots import Flows
from tests.model.system import Answer
from tests.model_of_orders.asked import RIGHT, Asked, Back, Born, Buy, Claim, Merge, Move, Unmerge
from tests.model_of_orders.journals import Journal, Stock
from tests.model_of_orders.programs import Version
from tests.model_of_orders.system import Seen

compiled = lru_cache(read_program)

CLAIM_WINDOW = Term(days=14)
UNCHANGED, WAITING = Answer("unchanged"), Answer("waiting")


class FoldSystem:
    """Accounts that know nothing of each other; who has which receipt is known here."""

    def __init__(self, first: Version) -> None:
        self._now, self._zone = first.applied_at, first.zone
        self._journals: dict[str, Journal] = {}
        self._flows: Flows = Counter()
        self._stock = Stock()
        self._owner: dict[str, tuple[Journal, int] | None] = {}
        """By receipt: whose it is, and under which number; nobody's while it is a guest's."""
        self._sent: dict[str, Purchase] = {}
        """What came first under a receipt."""
        self._guests: dict[str, Purchase] = {}
        self._waiting: dict[str, list[Back]] = {}
        self._merges: dict[int, int] = {}
        self._applied: tuple[versions.Version, ...] = ()
        self.change(first)

    def take(self, asked: Asked) -> Answer:
        """Refused where the engine refuses, or where services would not even ask it."""
        try:
            return self._take(asked.member, asked.what)
        except Broken as refused:
            return Answer("refused", str(refused))  # type: ignore[arg-type]  # a refusal's code

    def take_together(self, asked: Sequence[Asked]) -> list[Answer]:
        """One after the other: there is no batch here."""
        return [self.take(one) for one in asked]

    def _take(self, name: str, what: object) -> Answer:
        verbs: dict[type, Callable[[str, Any], Answer]] = {
            Buy: self._buy,
            Back: self._back,
            Claim: self._claim,
            Move: self._move,
            Merge: self._merge,
            Unmerge: self._unmerge,
        }
        if (verb := verbs.get(type(what))) is not None:
            return verb(name, what)
        if isinstance(what, c.Enrol) and name not in self._journals:
            self._journals[name] = Journal(name, self._versions)
        journal = self._journals[name].last()
        if isinstance(what, Born):
            journal.birthday = what.birthday
            return Answer("done")
        if isinstance(what, c.UseReward):
            what = replace(what, used_for=key_of(what.used_for).hex())
        if isinstance(what, c.CancelReward) and what.redemption == RIGHT:
            mine = journal.seen(self._now, self._versions).rewards.get(what.number)
            what = replace(what, redemption=0 if mine is None or mine.order else mine.seq)
        return self._keep(journal.take(what, self._now, self._stock))  # type: ignore[arg-type]

    def _buy(self, name: str, buy: Buy) -> Answer:
        receipt, purchase = buy
        if receipt not in self._sent:
            if not name:
                if (refusal := faults(purchase)) is not None:
                    raise Broken(refusal.code)
                self._guests[receipt], self._owner[receipt] = purchase, None
                self._sent[receipt] = purchase
                return Answer("done")
            journal = self._journals[name].last()
            decision = journal.take(c.RecordPurchase(purchase), self._now, self._stock, key_of(receipt))
            self._owner[receipt], self._sent[receipt] = (journal, decision.known_as), purchase
            return self._arrived(receipt, self._keep(decision))
        if (owner := self._owner[receipt]) is None:
            return self._guest_again(name, buy)
        journal, order = owner
        asker = self._journals[name].last() if name else journal.last() if receipt in self._guests else None
        if asker is not journal.last():
            raise Broken("purchase_belongs_to_other_member")
        if purchase == self._sent[receipt]:
            return UNCHANGED
        if journal.into:
            raise Broken("natural_key_conflict")
        answer = self._keep(journal.take(c.EditPurchase(order, purchase), self._now, self._stock))
        return self._arrived(receipt, answer) if answer.status == "done" else answer

    def _guest_again(self, name: str, buy: Buy) -> Answer:
        if name:
            raise Broken("purchase_belongs_to_other_member")
        known = self._guests[buy.receipt]
        if buy.purchase in (known, self._sent[buy.receipt]) or buy.purchase.version < known.version:
            return UNCHANGED
        if buy.purchase.version == known.version:
            raise Broken("natural_key_conflict")
        self._guests[buy.receipt] = buy.purchase
        return Answer("done")

    def _back(self, _: str, back: Back) -> Answer:
        owner = self._owner.get(back.receipt)
        if owner is None:
            waiting = self._waiting.setdefault(back.receipt, [])
            for one in waiting:
                if (one.refund.id, one.refund.version) == (back.refund.id, back.refund.version):
                    if one.refund != back.refund:
                        raise Broken("natural_key_conflict")
                    return WAITING
            waiting.append(back)
            return WAITING
        return self._returned(owner, back)

    def _returned(self, owner: tuple[Journal, int], back: Back) -> Answer:
        journal, order = owner
        command = c.Return(back.at, order, back.refund, back.cause)
        return self._keep(journal.take(command, self._now, self._stock))

    def _arrived(self, receipt: str, answer: Answer) -> Answer:
        owner, still = self._owner[receipt], []
        assert owner is not None
        for back in sorted(self._waiting.get(receipt, ()), key=lambda one: one.refund.version):
            try:
                self._returned(owner, back)
            except Broken:
                still.append(back)
        self._waiting[receipt] = still
        return answer

    def _claim(self, name: str, claim: Claim) -> Answer:
        purchase = self._guests.get(claim.receipt)
        if purchase is None:
            raise Broken("unknown_receipt")
        if self._owner[claim.receipt] is not None:
            raise Broken("already_claimed")
        if after(purchase.event_at, CLAIM_WINDOW, self._zone) <= self._now:
            raise Broken("claim_too_late")
        waiting = sorted(self._waiting.pop(claim.receipt, ()), key=lambda one: one.refund.version)
        key, journal = key_of(claim.receipt), self._journals[name].last()
        command = c.ClaimPurchase(purchase, key.hex(), tuple(one.refund for one in waiting))
        decision = journal.take(command, self._now, self._stock, key)
        self._owner[claim.receipt] = journal, decision.known_as
        return self._keep(decision)

    def _move(self, _: str, move: Move) -> Answer:
        owner = self._owner.get(move.receipt)
        if owner is None:
            raise Broken("unknown_receipt")
        journal, order = owner
        other = self._journals[move.to].last()
        command = c.MoveOut(self._now, order, other.key.hex(), "wrong_card")
        sent, got = self._between(journal, other, command)
        self._owner[move.receipt] = other, got.known_as
        return sent

    def _merge(self, name: str, merge: Merge) -> Answer:
        journal, other = self._journals[name].last(), self._journals[merge.to].last()
        answer, got = self._between(journal, other, c.MergeOut(self._now, other.key.hex()))
        journal.into = other
        self._merges[id(journal)] = got.known_as
        return answer

    def _unmerge(self, name: str, unmerge: Unmerge) -> Answer:
        journal, other = self._journals[name].last(), self._journals[unmerge.member]
        command = c.UnmergeOut(self._now, self._merges.get(id(other), 0), other.key.hex())
        answer, _ = self._between(journal, other, command)
        other.into = None
        return answer

    def _between(
        self, journal: Journal, other: Journal, command: c.MoveOut | c.MergeOut | c.UnmergeOut
    ) -> tuple[Answer, Decision]:
        if other is journal:
            raise Broken("same_account")
        if other.fold.account.status != ("merged" if isinstance(command, c.UnmergeOut) else "open"):
            deepcopy(journal).take(command, self._now, Stock(self._stock))  # perhaps the first half is refused already
            raise Broken("not_a_merge" if isinstance(command, c.UnmergeOut) else "account_closed")
        sent = journal.take(command, self._now, self._stock)
        second = second_half(command, sent.parcel or Parcel(), journal.key.hex())
        got = other.take(second, self._now, self._stock)
        self._keep(got)
        return self._keep(sent), got

    def _keep(self, decision: Decision) -> Answer:
        if not decision.transactions:
            return UNCHANGED
        for transaction in decision.transactions:
            for entry in transaction.entries:
                self._flows[entry.wallet, entry.source, entry.target] += entry.amount
        return Answer("done", None, decision.awarded, decision.known_as)

    def move_clock(self, to: int) -> None:
        """Time passes."""
        self._now = to

    def sweep(self) -> int:
        """Every account with something due."""
        booked = 0
        for journal in self._journals.values():
            due = journal.fold.account.next_due_at
            if due is not None and due <= self._now:
                decision = journal.take(c.Advance(self._now), self._now, self._stock)
                self._keep(decision)
                booked += bool(decision.transactions)
        return booked

    def change(self, version: Version) -> None:
        """All accounts learn of a version."""
        self._now = version.applied_at
        number = len(self._applied) + 1
        self._applied = (*self._applied, versions.Version(number, version.applied_at, compiled(version.document())))
        self._versions = versions.Versions(self._applied)
        for journal in self._journals.values():
            journal.fold.versions = self._versions

    def restart(self) -> None:
        """Forget everything but the journals."""
        for journal in self._journals.values():
            assert journal.again(self._versions)

    def members(self, names: Iterable[str]) -> dict[str, Seen]:
        """As of now."""
        return {name: self._journals[name].seen(self._now, self._versions) for name in names}

    def books(self, names: Iterable[str]) -> dict[str, tuple[list[Lot], dict[int, Issued]]]:
        """As the decisions left them."""
        folds = {name: self._journals[name].fold for name in names}
        return {name: ([lot for _, lot in sorted(fold.lots.items())], fold.rewards) for name, fold in folds.items()}

    def stock(self) -> dict[str, int]:
        """Of all members."""
        return dict(self._stock)

    def faults(self) -> list[str]:
        """The law, and the invariants that one account alone can break."""
        found = [f"law: {name}" for name, journal in self._journals.items() if not journal.again(self._versions)]
        return found + [fault for journal in self._journals.values() for fault in journal.faults()]

    def flows(self) -> Flows:
        """From the entries of every decision."""
        return self._flows

    def close(self) -> None:
        """Nothing is left anyway."""


def key_of(receipt: str) -> bytes:
    """The natural key of an order."""
    return f"order {receipt}".encode() if receipt else b""

"""The reference for orders: what the specification makes of everything asked (ledger 4.7-4.12, 4.15-4.17).

Units and their lots are those of `tests.model`; what orders bring is here. Where the specification leaves a choice,
the system's is kept and the place says `Choice`.
"""

from __future__ import annotations

from collections import Counter

from setia.engine import commands as c
from setia.engine.purchase import Purchase
from tests.model.days import DAY, Term, after
from tests.model.lots import Flows
from tests.model.replies import UNCHANGED, Refused, Reply, done
from tests.model_of_orders.asked import Asked, Back, Born, Buy, Claim, Merge, Move, Unmerge
from tests.model_of_orders.dues import settle
from tests.model_of_orders.judging import Judging
from tests.model_of_orders.levels import Levels, Occasion
from tests.model_of_orders.member import Member, Order
from tests.model_of_orders.merging import Merged, merge, unmerge
from tests.model_of_orders.programs import Shop, Version
from tests.model_of_orders.rewards import fill_cards
from tests.model_of_orders.rules import over_returned
from tests.model_of_orders.verbs import VERBS

CLAIM_WITHIN = Term(days=14)
MOVE_WITHIN = 60 * DAY
WAITING = Reply("waiting", None, {})


class Ledger:
    """All members of one program, and every receipt."""

    def __init__(self, first: Version) -> None:
        self.shop = Shop(first)
        self.flows: Flows = Counter()
        self.met: Counter[str] = Counter()
        """What ever came of anything, by name."""
        self.members: dict[str, Member] = {}
        self.orders: dict[str, Order] = {}
        self.owners: dict[str, Member | None] = {}
        """By receipt; nobody for a guest's."""
        self.first: dict[str, Purchase] = {}
        """What was sent under a receipt first."""
        self.guests: set[str] = set()
        """Receipts that were a guest's when they came."""
        self.waiting: dict[str, list[Back]] = {}
        self.merges: dict[int, Merged] = {}
        """By who was merged away, the last."""

    def ask(self, asked: Asked) -> Reply:
        """Take one thing now; a refusal changes nothing."""
        try:
            return self._take(asked.member, asked.what)
        except Refused as refused:
            return Reply("refused", refused.code)

    def settle(self) -> None:
        """Everything due by now, for every member."""
        for member in self.members.values():
            settle(member, self.shop)

    def _take(self, name: str, what: object) -> Reply:
        if isinstance(what, Buy):
            reply = self._buy(name, what)
            return self._arrived(what.receipt, reply) if reply.status == "done" else reply
        if isinstance(what, Back):
            return self._back(what)
        if isinstance(what, c.Enrol):
            self.members.setdefault(name, Member(self.flows, self.met, self.shop.versions[0].zone))
            return done()
        if isinstance(what, Move):
            return self._move(what)
        if isinstance(what, Unmerge):
            return self._unmerge(self.members[name].last(), what)
        member = self.members[name].last()
        settle(member, self.shop)
        if isinstance(what, Born):
            member.birthday = what.birthday
            return done()
        if isinstance(what, Claim):
            return self._claim(what, member)
        if isinstance(what, Merge):
            other = self.members[what.to].last()
            settle(other, self.shop)
            self.merges[id(member)] = merged = merge(member, other, self.shop)
            return done(made=merged)
        return VERBS[type(what)](member, what, self.shop)

    def _unmerge(self, other: Member, what: Unmerge) -> Reply:
        member = self.members[what.member]
        settle(other, self.shop)
        settle(member, self.shop)
        return unmerge(other, member, self.merges.get(id(member)), self.shop)

    def _buy(self, name: str, buy: Buy) -> Reply:
        """A natural key is unique for ever; a newer version of what is known is an edit (ledger 4.10 h)."""
        if buy.receipt not in self.orders:
            return self._first(name, buy)
        order, owner = self.orders[buy.receipt], self.owners[buy.receipt]
        if owner is None:
            if name:
                raise Refused("purchase_belongs_to_other_member")
            self._newer(buy, order)
            if buy.purchase == order.purchase or buy.purchase.version < order.purchase.version:
                return UNCHANGED
            order.purchase = buy.purchase
            return done()
        asker = self.members[name].last() if name else owner.last() if buy.receipt in self.guests else None
        if asker is not owner.last():
            raise Refused("purchase_belongs_to_other_member")
        if buy.purchase == self.first[buy.receipt]:
            return UNCHANGED
        if owner.merged:  # Choice: nothing is edited any more in the history of somebody merged away.
            raise Refused("natural_key_conflict")
        self._newer(buy, order)
        if buy.purchase == order.purchase or buy.purchase.version < order.purchase.version:
            return UNCHANGED
        return self._edit(owner, order, buy.purchase)

    def _newer(self, buy: Buy, order: Order) -> None:
        same = buy.purchase.version == order.purchase.version
        if buy.purchase != order.purchase and same:
            raise Refused("natural_key_conflict")

    def _first(self, name: str, buy: Buy) -> Reply:
        purchase = buy.purchase
        owed = sum(line.net for line in purchase.lines) + sum(charge.amount for charge in purchase.charges)
        if owed != sum(tender.amount for tender in purchase.tenders):
            raise Refused("totals_mismatch")
        member = self.members[name].last() if name else None
        at = min(purchase.event_at, self.shop.now)
        order = self.orders[buy.receipt] = Order(buy.receipt, purchase, at, self.shop.now)
        self.first[buy.receipt], self.owners[buy.receipt] = purchase, member
        if member is None:
            self.guests.add(buy.receipt)
            return done()
        return done(self._recorded(member, order))

    def _recorded(self, member: Member, order: Order) -> dict[str, int]:
        """An order is new to a member: judged by the program and the level of its own time."""
        settle(member, self.shop)
        return self._judge(member, order, Judging(member, order, self.shop), order.at)

    def _edit(self, member: Member, order: Order, purchase: Purchase) -> Reply:
        """What is posted is the difference (ledger 4.11)."""
        settle(member, self.shop)
        order.purchase = purchase
        return done(
            self._judge(member, order, Judging(member, order, self.shop), min(purchase.event_at, self.shop.now))
        )

    def _judge(self, member: Member, order: Order, judging: Judging, at: int) -> dict[str, int]:
        version = self.shop.in_force(at)
        new = order.version is None
        if new:
            judging.first(at, version)
        changes = judging.again(at, grows=True)
        self._follow(member, order, at, lifts=True)
        if new and not order.counts:
            order.version = None  # it has not counted yet, and will be judged as of when it does
        elif not new:
            self._met_frames(member, order)
        return changes

    def _met_frames(self, member: Member, order: Order) -> None:
        assert order.version is not None
        lowest = order.version.ladder.levels[0].id
        self.met["judged by the version of then"] += order.version is not self.shop.in_force(self.shop.now)
        self.met["judged by the level of then"] += order.level != member.level_at(self.shop.now, lowest)

    def _follow(self, member: Member, order: Order, at: int, *, lifts: bool) -> None:
        """Levels reached or lost, and cards that are full."""
        version = self.shop.in_force(at)
        Levels(member, version).review(Occasion(order.framed_at, self.shop.now, order, lifts))
        fill_cards(member, version, self.shop, at)

    def _back(self, back: Back) -> Reply:
        """Returns merge as a set by refund id; what comes before its order waits for it (ledger 4.11)."""
        owner = self.owners.get(back.receipt)
        if owner is None:
            named = back.refund.id, back.refund.version
            for one in self.waiting.setdefault(back.receipt, []):
                if (one.refund.id, one.refund.version) == named:
                    if one.refund != back.refund:
                        raise Refused("natural_key_conflict")
                    return WAITING
            self.waiting[back.receipt].append(back)
            return WAITING
        return self._returned(owner, self.orders[back.receipt], back)

    def _returned(self, member: Member, order: Order, back: Back) -> Reply:
        if member.merged:  # Choice: see above
            raise Refused("account_closed")
        refund = back.refund
        if not {no for no, _ in refund.lines} <= {line.no for line in order.purchase.lines}:
            raise Refused("unknown_line")
        known = order.refunds.get(refund.id)
        if known is not None and refund.version <= known.version:
            if refund.version == known.version and refund != known:
                raise Refused("natural_key_conflict")
            return UNCHANGED
        settle(member, self.shop)
        order.refunds[refund.id] = refund
        self.met["more came back than was bought"] += over_returned(order.purchase, order.refunds.values())
        if order.version is None:  # it has never given anything, and a return gives nothing
            return done()
        at = min(back.at, self.shop.now)
        changes = Judging(member, order, self.shop, back.cause).again(at, grows=False)
        self._follow(member, order, at, lifts=False)
        self._met_frames(member, order)
        self.met["given again by news of a refund"] += any(amount > 0 for amount in changes.values())
        return done(changes)

    def _arrived(self, receipt: str, reply: Reply) -> Reply:
        """What waited for an order is taken by it; what it refuses waits on."""
        owner = self.owners[receipt]
        if owner is not None:
            still: list[Back] = []
            for back in sorted(self.waiting.get(receipt, ()), key=lambda one: one.refund.version):
                try:
                    self._returned(owner, self.orders[receipt], back)
                    self.met["returned before it came"] += 1
                except Refused:
                    still.append(back)
            self.waiting[receipt] = still
        return reply

    def _claim(self, claim: Claim, member: Member) -> Reply:
        """A guest's purchase is judged at its own time for whoever claims it, with what came back before (4.11a)."""
        if claim.receipt not in self.guests:
            raise Refused("unknown_receipt")
        if self.owners[claim.receipt] is not None:
            raise Refused("already_claimed")
        order = self.orders[claim.receipt]
        if after(order.purchase.event_at, CLAIM_WITHIN, member.zone) <= self.shop.now:
            raise Refused("claim_too_late")
        order.at, order.recorded_at = min(order.purchase.event_at, self.shop.now), self.shop.now
        for back in sorted(self.waiting.pop(claim.receipt, ()), key=lambda one: one.refund.version):
            order.refunds[back.refund.id] = back.refund
            self.met["claimed after it came back"] += 1
        self.owners[claim.receipt] = member
        return done(self._recorded(member, order))

    def _move(self, move: Move) -> Reply:
        """Taken back without debt where it was, judged at its own time where it belongs (ledger 4.11a)."""
        owner = self.owners.get(move.receipt)
        if owner is None:
            raise Refused("unknown_receipt")
        right, order = self.members[move.to].last(), self.orders[move.receipt]
        if right is owner:
            raise Refused("same_account")
        if owner.merged:
            raise Refused("account_closed")
        if self.shop.now - order.recorded_at > MOVE_WITHIN:
            raise Refused("too_late")
        settle(owner, self.shop)
        changes: dict[str, int] = {}
        if order.version is not None:
            judging = Judging(owner, order, self.shop)
            judging.policy = "within_balance"
            changes = judging.again(self.shop.now, grows=False, gone=True)
            self._follow(owner, order, self.shop.now, lifts=False)
        at = order.framed_at if order.version is not None else order.at
        moved = Order(order.receipt, order.purchase, at, self.shop.now, dict(order.refunds))
        self.orders[move.receipt], self.owners[move.receipt] = moved, right
        self._recorded(right, moved)
        return done(changes)

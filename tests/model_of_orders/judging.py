"""An order as a state: what it is entitled to now, less what it has given, and where that is taken from (4.8, 4.11)."""

from __future__ import annotations

from collections import Counter

from setia.engine.commands import Cause
from tests.model.days import DAY, after
from tests.model_of_orders import rewards
from tests.model_of_orders.levels import Levels, Occasion
from tests.model_of_orders.member import Member, Order
from tests.model_of_orders.programs import LIFTED, Rule, Shop, Version
from tests.model_of_orders.rules import asked, limit_of, period_of, rest_of, wallet_of, worth

DEBT_WINDOW = 180 * DAY


class Judging:
    """One order of one member, looked at now."""

    def __init__(self, member: Member, order: Order, shop: Shop, cause: Cause = "member") -> None:
        self.member, self.order, self.shop, self.cause = member, order, shop, cause
        self.policy = ""
        """The return policy, where it is not the wallet's own."""

    def first(self, at: int, version: Version) -> None:
        """It is judged by the program and the level of the time at which it counts, now and later: its frame."""
        order = self.order
        order.version, order.framed_at = version, at
        order.level = self.member.level_at(at, version.ladder.levels[0].id)

    def again(self, effective_at: int, *, grows: bool, gone: bool = False) -> dict[str, int]:
        """Post the difference. `grows`: a newer version of it, which may be granted more than the last one was.

        Returns what the member gained and lost, by wallet.
        """
        order, version = self.order, self.order.version
        assert version is not None
        lines = [] if gone else rest_of(order.purchase, order.refunds.values(), version)
        wanted, now = asked(version, order.level, lines), dict[str, int]()
        for rule in version.rules:
            now[rule.id] = self._grant(rule, wanted.get(rule.id, 0), grows=grows)
        before, counted = order.gave, order.counts
        changes = self._units(version, before, now)
        self._rewards(version, before, now)
        order.gave, order.counts = now, bool(lines)
        if counted and not order.counts:
            rewards.give_back_used(self.member, order, self.shop, self.cause)
        if grows:
            order.granted = now
        for wallet in sorted(changes, key=lambda one: changes[one] < 0):
            if changes[wallet] > 0:
                self._earn(version, wallet, changes[wallet])
            elif changes[wallet] < 0:
                changes[wallet] = -self._reverse(version, wallet, -changes[wallet], effective_at)
        self._count(before, now, (order.spend, counted), worth(lines))
        self._levels(version, before, now)
        return changes

    def _grant(self, rule: Rule, wanted: int, *, grows: bool) -> int:
        """No more than was granted before, and, of a newer version, what limits leave today (ledger 4.11)."""
        order, version = self.order, self.order.version
        assert version is not None
        granted = order.granted.get(rule.id, 0)
        kept = min(wanted, granted)
        limit = limit_of(version, rule)
        if not grows or limit is None or wanted <= kept:
            return wanted if grows else kept
        day = self.member.day(order.framed_at).isoformat()
        used = self.member.counters[limit.id, period_of(limit, day)]
        if limit.times is not None:
            more = wanted - kept if granted or used < limit.times else 0
        else:
            assert limit.units is not None
            others = used - order.gave.get(rule.id, 0)
            more = min(wanted - kept, max(limit.units - others - kept, 0))
        self.member.met["cut by a limit of " + ("times" if limit.times else "units")] += more < wanted - kept
        return kept + more

    def _units(self, version: Version, before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
        changes: Counter[str] = Counter()
        for rule in version.rules:
            if wallet := wallet_of(rule):
                changes[wallet] += now[rule.id] - before.get(rule.id, 0)
        return dict(changes)

    def _rewards(self, version: Version, before: dict[str, int], now: dict[str, int]) -> None:
        for reward in sorted({rule.reward for rule in version.rules if rule.kind == "gift"}):
            offer = version.offer(reward)
            assert offer is not None
            mine = [rule.id for rule in version.rules if rule.kind == "gift" and rule.reward == reward]
            had, has = sum(before.get(rule, 0) for rule in mine), sum(now[rule] for rule in mine)
            if has < had:
                rewards.take_back(self.member, self.shop, self.order, (offer, had - has), self.cause)
            known = max(had, len(rewards.given_by(self.member, self.order, reward)))
            for _ in range(has - known if has > had else 0):
                if rewards.in_stock(self.shop, offer):
                    rewards.issue(self.member, self.shop, offer, self.order.framed_at).order = self.order

    def _levels(self, version: Version, before: dict[str, int], now: dict[str, int]) -> None:
        """Levels that an order gives, or gives no more."""
        order = self.order
        occasion = Occasion(order.framed_at, self.shop.now, order)
        for rule in version.rules:
            had, has = before.get(rule.id, 0), now[rule.id]
            if rule.kind == "lift" and has and not had:
                until = after(order.framed_at, LIFTED, version.zone)
                Levels(self.member, version).lift(rule.reward, until, occasion)
            elif rule.kind == "lift" and had and not has:
                Levels(self.member, version).withdraw(occasion)

    def _earn(self, version: Version, wallet: str, amount: int) -> None:
        """A lot that lives from when the order counts."""
        at, member = self.order.framed_at, self.member
        lot = member.new_lot(wallet, (at, *version.purse(wallet).dates(at, version.zone)))
        member.arrive(lot, amount, "issued", self.shop.now)
        self.order.lots.append(lot)

    def _reverse(self, version: Version, wallet: str, amount: int, effective_at: int) -> int:
        """Ledger 4.8, step by step. Returns what the member lost or owes."""
        member, purse, left, lost = self.member, version.purse(wallet), amount, 0
        policy = self.policy or purse.policy
        own = [lot for lot in self.order.lots if lot.wallet == wallet]
        for lot in own:
            part = min(left - lost, lot.units["pending"])
            member.shift(lot, "pending", "reversed", part, "issued")
            lost += part
        for lot in own if policy != "only_pending" else ():
            part = min(left - lost, lot.units["free"])
            member.shift(lot, "free", "reversed", part, "issued")
            lost += part
        left -= lost
        ended = []
        for lot in own:
            part = min(left, lot.units["expired"])
            left -= part
            ended.append((lot, part))
        others = owed = 0
        if self.cause == "member" and policy != "only_pending":
            others = sum(n for _, n in member.take(wallet, left, "reversed", "issued"))
            left -= others
            owed = min(left, self._room(wallet, purse.debt_limit, effective_at)) if policy == "debt" else 0
            member.owe(wallet, owed, "issued")
            left -= owed
        for lot, part in ended:
            member.shift(lot, "expired", "reversed", part, "issued")
        member.flow(wallet, "adjusted", "issued", left)
        met = {"ended": any(part for _, part in ended), "others": others, "debt": owed, "forgiven": left}
        member.met.update({f"taken back from {name}": bool(n) for name, n in met.items()})
        member.met["stamps taken back"] += wallet == "stamps"
        return lost + others + owed

    def _room(self, wallet: str, limit: int | None, effective_at: int) -> int:
        member = self.member
        if limit is None:
            recent = [
                lot for lot in member.lots if lot.wallet == wallet and lot.earned_at >= effective_at - DEBT_WINDOW
            ]
            limit = sum(lot.units.total() for lot in recent)
        return max(limit - member.debt[wallet], 0)

    def _count(self, before: dict[str, int], now: dict[str, int], had: tuple[int, bool], spend: int) -> None:
        """Limits and what levels count move by the same difference, in the period of the order's own day."""
        order, member, version = self.order, self.member, self.order.version
        assert version is not None
        day = member.day(order.framed_at).isoformat()
        for rule in version.rules:
            if (limit := limit_of(version, rule)) is not None:
                uses = [gave.get(rule.id, 0) for gave in (before, now)]
                if limit.times is not None:
                    uses = [int(n > 0) for n in uses]
                member.counters[limit.id, period_of(limit, day)] += uses[1] - uses[0]
        levels = Levels(member, version)
        levels.count("spend", order.framed_at, spend - had[0])
        levels.count("purchases", order.framed_at, int(order.counts) - int(had[1]))
        levels.count("points", order.framed_at, now.get("base", 0) - before.get("base", 0))
        order.spend = spend

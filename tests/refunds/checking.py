"""Lives a tale and tells what of the algebra of refunds does not hold in it.

- All returned, by whatever refunds, is nothing kept: of units, of vouchers, in counters of limits, levels and budgets.
- What an order has netted in the ledger is what its rules give its remainder; never below 0, never above the grant.
- The remainder follows from the set of refunds: neither their order nor their parts matter, nor that one comes twice.
- A return never gives; what is on the lines adds up to the whole.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.rules.verdict import Verdict, Why, awarded
from tests.refunds.driving import Till
from tests.refunds.oracle import Gave, Oracle
from tests.refunds.returning import in_parts
from tests.refunds.tales import PASSES, Tale


def gave(told: Why) -> Gave:
    """What every rule gives; a voucher or a level is one of its own name. What is nothing is left out."""
    found: Counter[tuple[str, str]] = Counter()
    for verdict in told.verdicts:
        for gain in verdict.gains:
            found[verdict.rule, gain.wallet] += gain.gave
        for gift in verdict.gifts:
            found[verdict.rule, gift.id] += gift.gave
    return {key: units for key, units in found.items() if units}


class Checked:
    """A tale as it was lived, with everything found wrong and what was met on the way."""

    def __init__(self, tale: Tale) -> None:
        self.tale = tale
        self.found: list[str] = []
        self.met: Counter[str] = Counter()
        self._till = Till(tale.program)
        self._others = list(tale.others)
        self._known: list[Refund] = []

    def live(self, random: Random) -> Checked:
        """From the first purchase until all has come back."""
        tale, till = self.tale, self._till
        for purchase in tale.before:
            till.buys(purchase)
        redeemed = till.spends("points", 50) if tale.tendered else 0
        self._used = self._used_of_limits()
        order = till.buys(tale.cart)
        self._order, self._first = order, till.whys.get(order, Why())
        self._expect_grant()
        voucher = till.uses_voucher(till.key(order)) if tale.before and random.random() < 0.3 else 0
        for arrival, interlude in zip(tale.arrivals, tale.between, strict=True):
            self._meanwhile(interlude)
            self._return(tale.refunds[arrival])
        self._same_otherwise(random)
        self._end()
        if redeemed:
            till.take(c.Restore(till.now, redeemed, cause=tale.cause))
            self._restored(redeemed)
        self._voucher_is_back(voucher)
        self._all_comes_back()
        self.found.extend(till.faults)
        return self

    def _say(self, wrong: object, what: str) -> None:
        if wrong:
            self.found.append(f"{what}: {wrong}")

    def _meanwhile(self, interlude: str) -> None:
        till = self._till
        self.met[interlude] += interlude != "none"
        if interlude == "spend":
            till.spends("points", 70)
            till.spends("cash", 100)
        elif interlude == "voucher":
            till.uses_voucher(till.key(self._order))
        elif interlude == "voucher elsewhere":
            till.uses_voucher("ffff")
        elif interlude in PASSES:
            till.now += PASSES[interlude]
            till.take(c.Advance(till.now))
        elif interlude == "purchase":
            till.buys(self._others.pop())
        elif interlude == "earn":
            till.take(c.Earn(till.now, "points", 30, "gift"))

    def _return(self, refund: Refund) -> None:
        till, order = self._till, self._order
        before, head = till.whys.get(order, Why()), till.fold.account.head
        decision = till.takes_back(order, refund, self.tale.cause)
        if refund in self._known:
            self.met["repeats"] += 1
            self._say(decision.transactions or till.fold.account.head != head, "a refund sent again changes something")
            return
        self._known.append(refund)
        self.met["returns"] += 1
        told = till.whys.get(order, Why())
        self._bounds(told, before)
        self._say(self._ledger_says_otherwise(told), "the ledger nets something else than the rules give")
        self._expect(told)

    def _bounds(self, told: Why, before: Why) -> None:
        """Never below nothing, never above the grant, never more than before, and lines that add up."""
        granted, had, has = gave(self._first), gave(before), gave(told)
        for wallet, total in awarded(told.verdicts).items():
            lines = told.lines.get(wallet, ())
            if total > 0 and lines and (sum(lines) != total or min(lines) < 0):
                self.found.append(f"lines of {wallet} are {lines}, the whole is {total}")
        if self.tale.program.has("'carry'"):
            return
        self._say({key for key, units in has.items() if units < 0}, "less than nothing")
        self._say({key for key, units in has.items() if units > granted.get(key, 0)}, "more than was granted")
        more = {key for key, units in has.items() if units > had.get(key, 0)}
        self._say({key for key in more if not _shifts(told, before, key[0])}, "a return gives")
        self.met["rose by what splitting shifts"] += bool(more)

    def _ledger_says_otherwise(self, told: Why) -> dict[str, tuple[int, int]]:
        net, given = self._till.nets.get(self._order, Counter()), awarded(told.verdicts)
        return {one: (net[one], given.get(one, 0)) for one in {*net, *given} if net[one] != given.get(one, 0)}

    # What the oracle says -----------------------------------------------------------------------------------------

    def _used_of_limits(self) -> dict[str, int]:
        """What the purchases before have used of limits in the period of the cart, which is the same day."""
        counters = self._till.fold.counters
        used = {name.removeprefix("limit:"): n for (name, _), n in counters.items() if name.startswith("limit:")}
        return {**used, **{name.split("@")[0]: n for name, n in self._till.budgets.items()}}

    def _expect_grant(self) -> None:
        document = self.tale.program.documents[0]
        says = str(document)
        self._oracle = None
        if "'carry'" in says or "'tier_at': 'after'" in says or "'tier_at': 'split'" in says:
            return
        level = self._first.frame.tiers.get("t", "")
        self._oracle = Oracle(document, self.tale.cart, level)
        self._granted = self._oracle.granted(self._used)
        self._differ(self._granted, self._first, "granted")
        self.met["oracle"] += 1

    def _expect(self, told: Why) -> None:
        if self._oracle is not None:
            self._differ(self._oracle.entitled(self._granted, self._known), told, f"after {len(self._known)} returns")

    def _differ(self, expected: Gave, told: Why, when: str) -> None:
        said = gave(told)
        wrong = {k: (said.get(k, 0), expected.get(k, 0)) for k in {*said, *expected} if said.get(k, 0) != expected.get(k, 0)}
        self._say(wrong, f"{when}, the engine and the oracle say")

    # Other ways to say the same -----------------------------------------------------------------------------------

    def _same_otherwise(self, random: Random) -> None:
        """The same refunds in another order and in other parts, to the same account before the cart."""
        tale, mine = self.tale, self._till
        if not tale.pure or random.random() < 0.4:
            return
        claimed = random.random() < 0.2 and not any(tale.program.has(one) for one in ("limits", "best", "tier_at"))
        told = self._told_otherwise(in_parts(random, tale.refunds), claimed=claimed)
        self.met["claimed after its returns" if claimed else "in other parts and order"] += 1
        other, order = told
        same = gave(other.whys.get(order, Why())), other.nets.get(order, Counter())
        as_told = gave(mine.whys.get(self._order, Why())), mine.nets.get(self._order, Counter())
        self._say(same != as_told and (as_told, same), "the order or the parts of refunds matter")
        ours, theirs = (_balances(one) for one in (mine, other))
        self._say(ours != theirs and (ours, theirs), "the order or the parts of refunds matter to balances")

    def _told_otherwise(self, refunds: tuple[Refund, ...], *, claimed: bool) -> tuple[Till, int]:
        other = Till(self.tale.program)
        for purchase in self.tale.before:
            other.buys(purchase)
        order = other.buys(self.tale.cart, refunds if claimed else None)
        for refund in () if claimed else refunds:
            other.takes_back(order, refund, self.tale.cause)
        return other, order

    # All comes back -----------------------------------------------------------------------------------------------

    def _end(self) -> None:
        till, order, tale = self._till, self._order, self.tale
        self.met[tale.ending] += 1
        late = till.now - self._till.bought[order].event_at > 59 * PASSES["days"] // 3
        if tale.ending == "cancelled":
            till.cancels(order)
        elif tale.ending == "moved away" and not late:
            till.take(c.MoveOut(till.now, order, "other"))
        else:
            till.takes_back(order, tale.rest, tale.cause)
        self._nothing_kept(order)

    def _nothing_kept(self, order: int) -> None:
        told, till = self._till.whys.get(order, Why()), self._till
        if not self.tale.program.has("'carry'"):
            self._say(gave(told), "all came back, and rules still give")
            self._say(+till.nets[order] or -till.nets[order], "all came back, and the ledger nets")
        self._say(self._ledger_says_otherwise(told) if order == self._order else {}, "in the end, the ledger nets")
        self._say(told.counted, "all came back, and it still counts")
        kept = [one for one in till.fold.rewards.values() if one.order == order and one.state == "issued"]
        self._say(kept, "all came back, and rewards can still be used")

    def _all_comes_back(self) -> None:
        """Every order: then nothing is counted any more."""
        till = self._till
        for order, purchase in till.bought.items():
            if order != self._order:
                till.takes_back(order, Refund("all", tuple((line.no, line.quantity) for line in purchase.lines)))
                self._nothing_kept(order)
        self._say({name: n for name, n in till.fold.counters.items() if n}, "all came back, and counters stand at")
        self._say(+till.budgets or -till.budgets, "all came back, and budgets are charged")
        every = sum(till.nets.values(), Counter())
        given = 30 * self.met["earn"]
        nets = {wallet: n for wallet in ("points", "cash", "stamps")
                if (n := sum(net[wallet] for net in till.nets.values()) - (given if wallet == "points" else 0))}  # fmt: skip
        self._say(nets and (nets, every), "all came back, and the account nets")

    def _restored(self, redeemed: int) -> None:
        """What was redeemed with the cart is not redeemed any more."""
        self.met["points restored"] += 1

    def _voucher_is_back(self, number: int) -> None:
        """What was used on a cart of which all came back can be used again."""
        reward = self._till.fold.rewards.get(number)
        if reward is not None and reward.order != self._order:
            self.met["voucher back"] += 1
            moved = self.tale.ending == "moved away"
            self._say(reward.state != "issued" and not moved, f"voucher {number} used on the cart is {reward.state}")


def _balances(till: Till) -> dict[str, tuple[int, int, int]]:
    """Of wallets of which nothing can be spent by itself."""
    wallets = till.fold.account.wallets
    buckets = {name: (one.pending, one.available, one.debt) for name, one in wallets.items() if name != "stamps"}
    return {name: amounts for name, amounts in buckets.items() if any(amounts)}


def _shifts(told: Why, before: Why, rule: str) -> bool:
    """Whether a rule may rise with a further return: where amounts are split over lines, a share may fall by one."""
    def value(why: Why) -> int:
        mine: list[Verdict] = [verdict for verdict in why.verdicts if verdict.rule == rule]
        return sum(gain.value for verdict in mine for gain in verdict.gains)

    return value(told) <= value(before)

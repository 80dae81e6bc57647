"""What a retold past comes to: figures that add up, account by account, whatever the order they come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from setia.engine import tiers
from setia.engine.calendar import MINUTE, local_date
from setia.engine.decide import Decision
from setia.engine.decide.redeem_reward import REDEEMED
from setia.engine.guard import MINUTES, Expected
from setia.engine.journalled import Journalled
from setia.engine.ledger.changes import from_json as changes_from_json
from setia.engine.ledger.entries import Transaction
from setia.engine.ledger.state import Account
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.verdict import Gain, Gift
from setia.engine.what_if import Counted, Skipped

Month = str
"""`2017-03`, in the program's zone."""

FLOWS = {"issued": "issued", "redeemed": "redeemed", "expired": "expired"}
"""System accounts whose flows are told: what came out of `issued`, what went into the others, less what came back."""

TAKING_BACK = frozenset({"return", "return_out", "move_out"})
"""Commands whose verdicts award nothing anew."""

QUARTER = MINUTES * MINUTE
"""What a forecast is made for."""

REWARD = "reward:"
"""Before the name of a reward, where else a wallet's stands."""

K = TypeVar("K")


class Figures(Struct):
    """Of some accounts under one version. Every number is a sum over them."""

    units: dict[tuple[str, str, Month], int] = {}
    """By wallet, flow and month of taking effect."""
    held: dict[str, int] = {}
    """By wallet, what members hold in the end: pending, available or held."""
    debts: dict[str, int] = {}
    """By wallet, what members owe in the end."""
    rules: dict[tuple[str, str], int] = {}
    """By rule and wallet, units given, less what was taken back when goods came back."""
    awards: dict[tuple[str, str], tuple[int, int]] = {}
    """By rule and wallet, or `reward:ID`, how often it gave units, and how many, whatever came back later."""
    quarters: dict[tuple[str, str], set[int]] = {}
    """By rule and wallet, the quarters of an hour since 1970 in which it gave any."""
    gifts: dict[Month, int] = {}
    """What rewards are worth that were given for no units, in minor units, by month."""
    rewards: dict[str, int] = {}
    """How many of each reward were issued."""
    levels: dict[tuple[str, str], int] = {}
    """By tier set and level, open accounts on it in the end."""
    unaffordable: dict[str, tuple[int, int]] = {}
    """By wallet: redemptions that the balance could not pay, and the units that they asked for."""
    cut: dict[str, tuple[int, int]] = {}
    """By budget: awards that it cut, and the units that it cut off them."""
    skipped: dict[str, int] = {}
    """By reason, commands that were skipped and are no redemption that could not be paid."""

    def add(self, other: Figures) -> None:
        """Those of other accounts as well."""
        for name in self.__struct_fields__:
            into, more = getattr(self, name), getattr(other, name)
            for key, amount in more.items():
                if name == "quarters":
                    into.setdefault(key, set()).update(amount)
                else:
                    into[key] = _sum(into.get(key), amount)


def _sum(one: Any, other: Any) -> Any:
    if one is None:
        return other
    return tuple(a + b for a, b in zip(one, other, strict=True)) if isinstance(one, tuple) else one + other


class _Told(Struct, gc=False, frozen=True, array_like=True):
    """Of a verdict, which rule, and what it gave; what it looked at is not read."""

    rule: str
    holds: bool = False
    checks: msgspec.Raw = msgspec.Raw()
    gains: tuple[Gain, ...] = ()
    gifts: tuple[Gift, ...] = ()


class _Why(Struct, gc=False, frozen=True):
    verdicts: tuple[_Told, ...] = ()


_READ = msgspec.json.Decoder(_Why)


class _Awards(Struct):
    """Of one rule and wallet, as `Figures.awards` and `Figures.quarters` have them."""

    often: int
    units: int
    quarters: set[int]


class Tally:
    """Of one account, while it is retold."""

    def __init__(self, compiled: Compiled) -> None:
        self.figures = Figures()
        self._zone = compiled.zone
        self._budgets = frozenset(cap.id for cap in compiled.caps.values() if cap.budget)
        self._given: dict[int, dict[tuple[str, str], int]] = {}
        """By order, what each rule gives for it now."""
        self._offers = frozenset(compiled.offers)
        self._counted: dict[tuple[str, str], _Awards] = {}
        """By rule and wallet, what purchases gave that were counted."""
        self._rewards = 0
        """The last number that a reward was given: one of before that is told again was given back."""

    def hear(self, one: Journalled | None, became: Decision | Skipped | Counted) -> None:
        """What became of one command; of a purchase that was counted nothing else need be known."""
        figures = self.figures
        if isinstance(became, Counted):
            self._count(became.at // QUARTER, became)
            if became.followed:
                self.book(became.followed, "record_purchase")
            return
        assert one is not None, "only what was counted stands for itself"
        if isinstance(became, Skipped):
            if became.is_unaffordable:
                count(figures.unaffordable, became.wallet, (1, became.units))
            else:
                count(figures.skipped, became.code, 1)
            return
        self.book(became.transactions, one.stamp.command)

    def book(self, transactions: Iterable[Transaction], command: str) -> None:
        """What one command wrote."""
        transactions = tuple(transactions)
        if command == "redeem_reward":
            self._redeemed(transactions)
        for transaction in transactions:
            month = ""
            if transaction.entries:
                month = self._month(transaction.effective_at)
                self._flow(transaction, month)
            if transaction.why:
                self._judged(transaction, grants=command not in TAKING_BACK)
            if transaction.changes:
                self._changed(transaction, month or self._month(transaction.effective_at))

    def close(self, account: Account, compiled: Compiled, now: int) -> None:
        """How the account stands in the end."""
        self._take_counted()
        figures = self.figures
        for id_, wallet in account.wallets.items():
            figures.held[id_] = wallet.pending + wallet.available + wallet.held
            figures.debts[id_] = wallet.debt
        if account.status == "open" and account.seq:
            for ladder in compiled.ladders.values():
                level = tiers.level_at(account.progress, ladder, now)
                figures.levels[ladder.id, level] = 1

    def _count(self, quarter: int, counted: Counted) -> None:
        """A purchase that earned, and nothing else; what rules gave is in the figures when the account is closed."""
        units, month = self.figures.units, counted.month
        for wallet, amount in counted.gained.items():
            if amount:
                key = wallet, "issued", month
                units[key] = units.get(key, 0) + amount
        for gained, gave in counted.by_rule.items():
            award = self._counted.get(gained)
            if award is None:
                self._counted[gained] = _Awards(1, gave, {quarter})
            else:
                award.often += 1
                award.units += gave
                award.quarters.add(quarter)

    def _take_counted(self) -> None:
        """As `_flow` and `_judged` would have it."""
        figures = self.figures
        for key, award in self._counted.items():
            count(figures.rules, key, award.units)
            count(figures.awards, key, (award.often, award.units))
            figures.quarters.setdefault(key, set()).update(award.quarters)

    def _month(self, instant: int) -> Month:
        return local_date(instant, self._zone).isoformat()[:7]

    def _flow(self, transaction: Transaction, month: Month) -> None:
        units = self.figures.units
        for entry in transaction.entries:
            if entry.source in FLOWS:
                key = entry.wallet, entry.source, month
                units[key] = units.get(key, 0) + (entry.amount if entry.source == "issued" else -entry.amount)
            if entry.target in FLOWS:
                key = entry.wallet, entry.target, month
                units[key] = units.get(key, 0) + (-entry.amount if entry.target == "issued" else entry.amount)

    def _redeemed(self, transactions: Iterable[Transaction]) -> None:
        """Which reward was asked for: the transaction that paid for it has its name."""
        paid = (one for one in transactions if one.kind in ("redeem", "reward") and one.reason in self._offers)
        if (one := next(paid, None)) is not None:
            key = f"{REWARD}{one.reason}", REDEEMED
            count(self.figures.awards, key, (1, 1))
            self.figures.quarters.setdefault(key, set()).add(one.effective_at // QUARTER)

    def _judged(self, transaction: Transaction, *, grants: bool) -> None:
        now: dict[tuple[str, str], int] = {}
        for verdict in _READ.decode(transaction.why).verdicts:
            for gain in verdict.gains:
                gained = verdict.rule, gain.wallet
                now[gained] = now.get(gained, 0) + gain.gave
                for cut in gain.cut_by if grants else ():
                    if cut in self._budgets:
                        count(self.figures.cut, cut, (1, gain.asked - gain.gave))
            for gift in verdict.gifts:
                if gift.gave and gift.kind == "reward":
                    count(now, (verdict.rule, f"{REWARD}{gift.id}"), 1)
        order = transaction.origin_seq or transaction.seq
        before = self._given.get(order, {})
        figures = self.figures
        for key in {**before, **now} if before else now:
            more = now.get(key, 0) - before.get(key, 0)
            if more and not key[1].startswith(REWARD):
                figures.rules[key] = figures.rules.get(key, 0) + more
            if more > 0 and grants:
                often, units = figures.awards.get(key, (0, 0))
                figures.awards[key] = often + 1, units + more
                figures.quarters.setdefault(key, set()).add(transaction.effective_at // QUARTER)
        self._given[order] = now

    def _changed(self, transaction: Transaction, month: Month) -> None:
        paid = any(entry.target == "redeemed" for entry in transaction.entries)
        for change in changes_from_json(transaction.changes).rewards:
            if change.no <= self._rewards:
                continue
            self._rewards = change.no
            if transaction.kind != "merge":  # what another account brings was counted there
                count(self.figures.rewards, change.reward, 1)
                if not paid:
                    count(self.figures.gifts, month, change.worth)


def count(into: dict[K, Any], key: K, more: Any) -> None:
    """Add to one of many sums."""
    into[key] = _sum(into.get(key), more)


def got(figures: Figures) -> dict[str, int]:
    """Units issued by wallet, less what was taken back."""
    sums: dict[str, int] = {}
    for (wallet, flow, _), amount in figures.units.items():
        if flow == "issued":
            count(sums, wallet, amount)
    return sums


def unit_values(compiled: Compiled) -> dict[str, Fraction]:
    """By wallet, what a unit buys at most at prices that hold for everybody, in minor units of the currency.

    Of money a unit is worth itself; of what buys nothing whose worth the document states, nothing.
    """
    found: dict[str, Fraction] = dict.fromkeys(compiled.units, Fraction(0))
    for offer in compiled.offers.values():
        rates = [Fraction(offer.value, band.amount) for band in offer.bands if band.amount and not band.tiers]
        if offer.any_amount is not None:
            rates.append(Fraction(offer.step_worth, offer.any_amount.step))
        found[offer.wallet] = max([found.get(offer.wallet, Fraction(0)), *rates])
    for conversion in compiled.conversions.values():
        rates = [Fraction(compiled.offers[one.reward].value, one.amount) for one in conversion.choices]
        found[conversion.wallet] = max([found.get(conversion.wallet, Fraction(0)), *rates])
    for unit in compiled.units.values():
        if unit.kind == "money":
            found[unit.id] = Fraction(1)
    return found


def worth(units: Mapping[str, int], values: Mapping[str, Fraction]) -> Fraction:
    """What units of several wallets are worth, in minor units of the currency."""
    return sum((amount * values.get(wallet, Fraction(0)) for wallet, amount in units.items()), Fraction(0))


def expected(figures: Figures) -> dict[str, Expected]:
    """By `rule/wallet`, what a rule gave in the quarters of an hour in which it gave any."""
    return {
        f"{rule}/{wallet}": Expected(awards, units, len(figures.quarters[rule, wallet]))
        for (rule, wallet), (awards, units) in sorted(figures.awards.items())
    }

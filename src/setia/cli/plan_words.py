"""A plan in words: its rows, its sentences, and what it assumes; the same for the terminal and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from setia.cli.plan_spoken import Spoken, capital
from setia.replay.plan import OfMember, OfWallet, Pair, Plan
from setia.storage import clock
from setia.wording.plans import sentences, titles
from setia.wording.refusals import refused
from setia.wording.sentences import Said, Sentence

NO_CHANGE = "—"


class Row(Struct, frozen=True):
    """A figure under both versions, as people read it."""

    title: str
    before: str
    after: str
    more: str


class Words:
    """Of one plan, for one reader."""

    def __init__(self, plan: Plan, spoken: Spoken) -> None:
        self.plan, self.spoken, self.by = plan, spoken, spoken.by
        self.headings, self._figures, self.effects = (
            {name: one.text for name, one in of(self.by).items()}
            for of in (titles.headings, titles.figures, titles.effects)
        )

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Headings with their rows; rows of nothing are left out."""
        plan, spoken = self.plan, self.spoken
        for wallet in plan.wallets:
            yield capital(spoken.unit(wallet.wallet)), list(self._of_wallet(wallet))
        for ladder, levels in plan.levels.items():
            yield (
                spoken.ladder(ladder),
                [self._plain(spoken.level(ladder, one), pair) for one, pair in levels.items()],
            )
        yield self.headings["rewards_issued"], [self._plain(spoken.reward(id_), of) for id_, of in plan.rewards.items()]
        yield (
            self.headings["cut_by_budget"],
            [self._plain(titles.cut(self.by, id_).text, pair) for id_, pair in plan.cut.items()],
        )
        if plan.in_money:
            yield (
                titles.money(self.by, spoken.currency).text,
                [
                    self._row(self._figures[name], getattr(plan.money, name), spoken.bare_money)
                    for name in ("cost", "cost_per_month", "liability")
                ],
            )

    def gain_heading(self) -> str:
        """What a member's difference is told in."""
        return titles.gain(self.by, self.spoken.currency if self.plan.in_money else "").text

    def gain(self, one: OfMember) -> str:
        """What a member gets more or less."""
        told = self.spoken.bare_money if self.plan.in_money else self.by.people.number
        return _signed(one.difference_minor, told)

    def reason(self, one: OfMember) -> str:
        """The rules that give a member more or less; else what units are worth."""
        rules = sorted(one.rules.items(), key=lambda of: (-abs(of[1]), of[0]))
        told = [f"{self.spoken.rule(id_)} ({_signed(amount, self.by.people.number)})" for id_, amount in rules]
        return "; ".join(told) or titles.worth(self.by).text

    def sentences(self) -> list[str]:
        """What the figures come to."""
        return [one.text for one in self._sentences()]

    def shortened(self) -> list[tuple[str, ...]]:
        """Every lot that would end sooner: whose, how much, when it ends and when it would."""
        never = titles.never(self.by).text
        return [
            (
                one.member,
                self.spoken.amount(one.units, one.wallet).text,
                never if one.ends_at is None else self.spoken.instant(one.ends_at),
                self.spoken.instant(one.would_end_at),
            )
            for one in self.plan.shortened
        ]

    def lot_headings(self) -> list[str]:
        """Above those."""
        return [self.headings[name] for name in ("member", "has", "ends", "would_end")]

    def assumptions(self) -> list[str]:
        """What a reader has to know."""
        return [one.text for one in self._assumptions()]

    def _sentences(self) -> Iterator[Sentence]:
        plan, by = self.plan, self.by
        yield sentences.members(by, plan.better, plan.worse, plan.accounts)
        for wallet in plan.wallets:
            if wallet.unaffordable.after:
                amount = self.spoken.amount(wallet.unaffordable_units.after, wallet.wallet)
                yield sentences.unaffordable(by, wallet.unaffordable.after, amount)
        for code, pair in plan.skipped.items():
            if pair.after:
                yield sentences.skipped(by, pair.after, self._why(code))
        if plan.unreadable:
            yield sentences.unreadable(by, plan.unreadable)
        yield from self._sooner()
        yield from self._pays()

    def _why(self, code: str) -> Said:
        """Why a command could not be told again."""
        match code:
            case "about_skipped":
                found = sentences.about_skipped(self.by)
            case "not_there":
                found = sentences.not_there(self.by)
            case _:
                found = refused(self.by, code, {})
        return Said(code, found.text)

    def _assumptions(self) -> Iterator[Sentence]:
        by, spoken, months = self.by, self.spoken, self.plan.months
        if months:
            first, last = (Said(month, spoken.month(month)) for month in (months[0], months[-1]))
            yield sentences.assumed(by, first, last)
        else:
            yield sentences.nothing_bought(by)
        if self.plan.in_money:
            yield sentences.assumed_of_money(by, spoken.percent(self.plan.money.gross_margin_ppm, 1_000_000, 1))
        if clock.kind() != "system":
            now = clock.read()
            yield sentences.simulated(by, Said(now, spoken.instant(now)))

    def _sooner(self) -> Iterator[Sentence]:
        for wallet in sorted({one.wallet for one in self.plan.shortened}):
            lots = [one for one in self.plan.shortened if one.wallet == wallet]
            amount = self.spoken.amount(sum(one.units for one in lots), wallet)
            first = min(one.would_end_at for one in lots)
            members = len({one.member for one in lots})
            yield sentences.shortened(self.by, len(lots), members, amount, Said(first, self.spoken.instant(first)))

    def _pays(self) -> Iterator[Sentence]:
        plan, money, by = self.plan, self.plan.money, self.by
        if not plan.in_money or money.uplift_ppm is None:
            return
        more = money.cost_per_month.more
        if not more:
            yield sentences.costs_the_same(by)
            return
        told = sentences.costs_more if more > 0 else sentences.saves
        share = self.spoken.percent(abs(money.uplift_ppm), 1_000_000, 2)
        yield told(by, self.spoken.money(abs(more)), share, self.spoken.money(money.sales_per_month))
        if plan.test is None:
            return
        if plan.test.months is None:
            yield sentences.no_test(by, plan.test.members, plan.test.members_needed)
        else:
            yield sentences.length_of_test(by, plan.test.members, plan.test.months)

    def _of_wallet(self, one: OfWallet) -> Iterator[Row]:
        told = partial(self.spoken.units, wallet=one.wallet)
        for name in ("issued", "redeemed", "expired", "held", "owed"):
            pair = getattr(one, name)
            if pair != Pair(0, 0) or name == "issued":
                yield self._row(self._figures[name], pair, told)
        if one.unaffordable != Pair(0, 0):
            yield self._plain(self._figures["unaffordable"], one.unaffordable)
            yield self._row(f"  {self._figures['unaffordable_units']}", one.unaffordable_units, told)

    def _plain(self, title: str, pair: Pair) -> Row:
        return self._row(title, pair, self.by.people.number)

    def _row(self, title: str, pair: Pair, told: Callable[[int], str]) -> Row:
        more = _signed(pair.more, told) if pair.more else NO_CHANGE
        if pair.more and pair.before > 0:
            share = _signed(pair.more, lambda part: self.spoken.percent(part, pair.before, 1).text)
            more += f" ({share}\N{NO-BREAK SPACE}%)"
        return Row(title, told(pair.before), told(pair.after), more)


def _signed(amount: int, told: Callable[[int], str]) -> str:
    """With its sign, whether it is more or less."""
    return f"{'+' if amount > 0 else ''}{told(amount)}"

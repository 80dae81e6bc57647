"""A plan in English: its rows, its sentences, and what it assumes; the same for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from rich.markup import escape
from rich.table import Table

from setia.cli.terminal import count, printable
from setia.cli.when import clock_note, show_instant
from setia.engine.rules.compiled import Compiled
from setia.insight.wording import SHOWN_DECIMALS, decimal
from setia.replay.plan import OfMember, OfWallet, Pair, Plan

LOTS_SHOWN = 10
"""In a terminal."""
LOT_HEADINGS = ("member", "has", "ends", "would end")


class Row(Struct, frozen=True):
    """A figure under both versions, as people read it."""

    title: str
    before: str
    after: str
    more: str


class Words:
    """Of one plan."""

    def __init__(self, plan: Plan, before: Compiled, after: Compiled) -> None:
        self.plan, self._before, self.after = plan, before, after
        self.currency = after.program.currency

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Headings with their rows; rows of nothing are left out."""
        for wallet in self.plan.wallets:
            yield self.unit(wallet.wallet).capitalize(), list(self._of_wallet(wallet))
        for ladder, levels in self.plan.levels.items():
            yield self._ladder(ladder), [self._plain(self._level(ladder, one), pair) for one, pair in levels.items()]
        rewards = [self._plain(self.reward(id_), pair) for id_, pair in self.plan.rewards.items()]
        yield "Rewards issued", rewards
        yield "Cut by budget", [self._plain(f"{id_}: awards", pair) for id_, pair in self.plan.cut.items()]
        if self.plan.in_money:
            money = self.plan.money
            yield (
                f"Money, {self.currency}",
                [
                    self._money("cost of what was given", money.cost),
                    self._money("cost per month", money.cost_per_month),
                    self._money("liability in the end", money.liability),
                ],
            )

    def table(self) -> Table:
        """All rows, for a terminal."""
        table = Table(box=None, padding=(0, 2, 0, 0))
        table.add_column("")
        for heading in ("as it is", "as planned", "change"):
            table.add_column(heading, justify="right", no_wrap=True)
        for heading, rows in self.groups():
            if rows:
                table.add_row(f"[bold]{escape(printable(heading))}[/]")
            for row in rows:
                style = "" if row.more == "—" else "bold"
                more = f"[{style}]{row.more}[/]" if style else row.more
                table.add_row("  " + escape(printable(row.title)), row.before, row.after, more)
        return table

    def members(self) -> Table:
        """Those for whom most changes."""
        table = Table(title="\nMembers for whom most changes", title_justify="left", title_style="bold", box=None)
        table.padding = (0, 2, 0, 0)
        for heading, justify in (("member", "left"), (self.gain_heading(), "right"), ("because of", "left")):
            table.add_column(heading, justify=justify)  # type: ignore[arg-type]  # one of rich's words
        for one in self.plan.changed:
            table.add_row(one.member, self.gain(one), escape(printable(self.reason(one))))
        return table

    def gain_heading(self) -> str:
        """What a member's difference is told in."""
        return f"gets more or less, {self.currency}" if self.plan.in_money else "gets more or less, units"

    def gain(self, one: OfMember) -> str:
        """What a member gets more or less."""
        return self._signed_money(one.difference_minor) if self.plan.in_money else f"{one.difference_minor:+,}"

    def reason(self, one: OfMember) -> str:
        """The rules that give a member more or less; else what units are worth."""
        rules = sorted(one.rules.items(), key=lambda of: (-abs(of[1]), of[0]))
        told = [f"{self.rule(id_)} ({amount:+,})" for id_, amount in rules]
        return "; ".join(told) or "what units buy"

    def sentences(self) -> Iterator[str]:
        """What the figures come to."""
        plan = self.plan
        same = plan.accounts - plan.better - plan.worse
        yield (
            f"{count(plan.better, 'member')} would have got more, {plan.worse:,} less,"
            f" {same:,} the same; of {plan.accounts:,}."
        )
        for wallet in plan.wallets:
            if wallet.unaffordable.after:
                units = self.units(wallet.unaffordable_units.after, wallet.wallet)
                redemptions = count(wallet.unaffordable.after, "recorded redemption")
                yield f"{redemptions} of {units} {self.unit(wallet.wallet)} could not have been paid; each was skipped."
        for code, pair in plan.skipped.items():
            if pair.after:
                yield f"{count(pair.after, 'recorded event')} skipped ({_SKIPPED.get(code, code)})."
        if plan.unreadable:
            yield f"{count(plan.unreadable, 'account')} of members who were erased cannot be retold, and are left out."
        yield from self._shortened()
        yield from self._pays()

    def shortened(self) -> list[tuple[str, ...]]:
        """Every lot that would end sooner: whose, how much, when it ends and when it would."""
        return [
            (
                one.member,
                f"{self.units(one.units, one.wallet)} {self.unit(one.wallet)}",
                "never" if one.ends_at is None else show_instant(one.ends_at, self.after.zone),
                show_instant(one.would_end_at, self.after.zone),
            )
            for one in self.plan.shortened
        ]

    def lots(self) -> Table:
        """The first of them, for a terminal."""
        table = Table(title="\nLots that would end sooner", title_justify="left", title_style="bold", box=None)
        table.padding = (0, 2, 0, 0)
        for heading in LOT_HEADINGS:
            table.add_column(heading)
        for row in self.shortened()[:LOTS_SHOWN]:
            table.add_row(*(escape(printable(cell)) for cell in row))
        if more := len(self.plan.shortened) - LOTS_SHOWN:
            table.caption = f"and {more:,} more: --html and --json list them all" if more > 0 else None
        return table

    def assumptions(self) -> list[str]:
        """What a reader has to know."""
        margin = decimal(self.plan.money.gross_margin_ppm, 10_000, 1)
        said = [
            "Assumed: members do what they did. Both versions are taken as if in force since the program began,"
            " and all that has fallen due by now is booked. Per month: whole months with purchases,"
            f" {self.plan.months[0]} to {self.plan.months[-1]}."
            if self.plan.months
            else "No purchase has been recorded yet."
        ]
        if self.plan.in_money:
            said.append(
                "A unit costs what it buys at most at prices that hold for everybody, and every unit is used."
                f" Gross margin: {margin} % of sales (--margin)."
            )
        note = clock_note(self.after.zone)
        return [*said, note] if note else said

    def _shortened(self) -> Iterator[str]:
        for wallet in sorted({one.wallet for one in self.plan.shortened}):
            lots = [one for one in self.plan.shortened if one.wallet == wallet]
            units = self.units(sum(one.units for one in lots), wallet)
            members = count(len({one.member for one in lots}), "member")
            first = show_instant(min(one.would_end_at for one in lots), self.after.zone)
            yield (
                f"{count(len(lots), 'lot')} of {members} would end sooner: {units} {self.unit(wallet)} as they are now,"
                f" the first on {first}."
            )

    def _pays(self) -> Iterator[str]:
        plan, money = self.plan, self.plan.money
        if not plan.in_money or money.uplift_ppm is None:
            return
        more = money.cost_per_month.more
        if not more:
            yield "It costs the same."
            return
        share = decimal(abs(money.uplift_ppm), 10_000, 2)
        sales = f"{self.money(money.sales_per_month)} {self.currency}"
        amount = f"{self.money(abs(more))} {self.currency}"
        yield (
            f"It costs {amount} a month more: it pays if members buy {share} % more than their {sales} a month."
            if more > 0
            else f"It saves {amount} a month: that is lost if members buy {share} % less than their {sales} a month."
        )
        if plan.test is None:
            return
        if plan.test.months is None:
            needed = f"{plan.test.members_needed:,}" if plan.test.members_needed else "more"
            yield (
                f"No test with these {plan.test.members:,} members would show so little;"
                f" one of a year needs {needed} of them."
            )
        else:
            yield (
                f"A test with half of {plan.test.members:,} members would take"
                f" {count(plan.test.months, 'month')} to show it (two-sided 5 %, power 80 %)."
            )

    def _of_wallet(self, one: OfWallet) -> Iterator[Row]:
        for title, pair in (
            ("issued", one.issued),
            ("redeemed", one.redeemed),
            ("expired", one.expired),
            ("held in the end", one.held),
            ("owed in the end", one.owed),
        ):
            if pair != Pair(0, 0) or title == "issued":
                yield self._row(title, pair, lambda amount, wallet=one.wallet: self.units(amount, wallet))
        if one.unaffordable != Pair(0, 0):
            yield self._plain("redemptions not affordable", one.unaffordable)
            yield self._row("  units of them", one.unaffordable_units, lambda amount: self.units(amount, one.wallet))

    def _plain(self, title: str, pair: Pair) -> Row:
        return self._row(title, pair, lambda amount: f"{amount:,}")

    def _money(self, title: str, pair: Pair) -> Row:
        return self._row(title, pair, self.money)

    def _row(self, title: str, pair: Pair, told: object) -> Row:
        assert callable(told)
        more = f"+{told(pair.more)}" if pair.more > 0 else told(pair.more) if pair.more else "—"
        if pair.more and pair.before > 0:
            share = decimal(1000 * pair.more, 10 * pair.before, 1)
            more += f" ({'+' if pair.more > 0 else ''}{share} %)"
        return Row(title, told(pair.before), told(pair.after), more)

    def units(self, amount: int, wallet: str) -> str:
        """An amount of a wallet's units, with its decimals."""
        unit = self.after.units.get(wallet) or self._before.units[wallet]
        return decimal(amount, 10**unit.decimals, unit.decimals)

    def unit(self, wallet: str) -> str:
        """What a wallet's units are called."""
        named = {one.id: one.unit for one in (*self._before.program.wallets, *self.after.program.wallets)}
        return _english(named[wallet]) or wallet

    def money(self, minor: int) -> str:
        """Minor units as an amount in major ones."""
        exponent = self.after.exponent
        return decimal(minor, 10**exponent, SHOWN_DECIMALS.get(self.currency, exponent))

    def _signed_money(self, minor: int) -> str:
        return f"{'+' if minor > 0 else ''}{self.money(minor)}"

    def rule(self, id_: str) -> str:
        """A rule's name."""
        return self._named("rules", id_)

    def reward(self, id_: str) -> str:
        """A reward's name."""
        return self._named("rewards", id_)

    def _ladder(self, id_: str) -> str:
        return self._named("tiers", id_)

    def _level(self, ladder: str, id_: str) -> str:
        for program in (self.after.program, self._before.program):
            for one in program.tiers:
                for level in one.levels if one.id == ladder else ():
                    if level.id == id_:
                        return _english(level.name) or id_
        return id_

    def _named(self, part: str, id_: str) -> str:
        for program in (self.after.program, self._before.program):
            for one in getattr(program, part):
                if one.id == id_:
                    return _english(one.name) or id_
        return id_


_SKIPPED = {
    "about_skipped": "about something that was skipped",
    "not_there": "about something that is not there under the document",
}


def _english(texts: dict[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")

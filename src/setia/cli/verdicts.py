"""Verdicts in words: what every rule gave and why, what cut it, and what more would have needed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import gcd

from msgspec import Struct

from setia.cli import conditions, names
from setia.cli.rules_in_words import goods_in_words
from setia.cli.units import Units, decimal
from setia.engine.rules.effects import GIFTS, Effect
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.program import Program
from setia.engine.rules.rule import Rule
from setia.engine.rules.verdict import Gain, Gift, Verdict, Why

ROUNDED = {"floor": "rounded down", "nearest": "rounded to the nearest", "up": "rounded up"}


class Told(Struct, frozen=True):
    """What one rule said, ready to be read aloud."""

    name: str
    holds: bool
    conditions: tuple[tuple[bool, str], ...]
    """Each with whether it held."""
    gave: tuple[str, ...]


class Explainer:
    """Puts verdicts of one version of a program into words."""

    def __init__(self, document: Program, units: Units, *, is_preview: bool = False) -> None:
        self._document, self._units, self._is_preview = document, units, is_preview
        self._rules: dict[str, Rule] = {rule.id: rule for rule in document.rules}

    def gave(self, why: Why) -> list[str]:
        """What rules gave, a phrase each: `1 point for every dollar: 57 for 57.43 USD`."""
        return [
            f"{self._name(verdict)}: {words}"
            for verdict in why.verdicts
            for words in (*self._gains(verdict), *self._gifts_cut(verdict))
        ]

    def missed(self, why: Why) -> list[str]:
        """What more would have needed, a phrase each; nothing for what does not count."""
        if not why.counted:
            return []
        return [words for verdict in why.verdicts for words in self._missed(verdict)]

    def told(self, why: Why, before: Why | None = None) -> list[Told]:
        """Everything, rule by rule; with what each gave before, where the order had been judged before."""
        had = {verdict.rule: verdict for verdict in before.verdicts} if before is not None else {}
        if not why.counted:
            gave = [(verdict, self._sum(one)) for verdict in why.verdicts if (one := had.get(verdict.rule)) is not None]
            return [Told(self._name(one), False, (), (f"gave {sum_} before",)) for one, sum_ in gave if sum_]
        return [self._told(verdict, had.get(verdict.rule)) for verdict in why.verdicts]

    def _told(self, verdict: Verdict, before: Verdict | None) -> Told:
        said = [self._gain_in_full(verdict, gain) for gain in verdict.gains]
        said = [*said, *(self._gift(gift) for gift in verdict.gifts)] or ["gave nothing"]
        gives = before is not None or self._is_preview  # what is left of it, or what would be bought
        if gives:
            said = [words.replace("gave ", "gives ", 1) for words in said]
        if verdict.holds:
            would = "would give" if gives else "would have given"
            said += [f"{more} {would} {what}" for more, what in self._to_next(verdict)]
        if before is not None and (had := self._sum(before)) != self._sum(verdict):
            said.append(f"gave {had or 'nothing'} before")
        checks = tuple((one.check.holds, self._check(one)) for one in self._asked(verdict))
        return Told(self._name(verdict), verdict.holds, checks, tuple(said))

    def _check(self, one: conditions.Asked) -> str:
        words = conditions.expected(one, self._document)
        there = conditions.found(one, self._document, self._units)
        more = conditions.missing(one, self._units)
        needed = "is needed" if self._is_preview else "would have been needed"
        return f"{words}: {there}" + (f", {more} {needed}" if more else "")

    def _gains(self, verdict: Verdict) -> Iterator[str]:
        """In short; what gave nothing is said only of a rate that was asked, or where a limit cut it to nothing."""
        for gain in verdict.gains:
            multiplies = isinstance(self._effect(verdict, gain), Multiplier)
            by_rate = gain.points and gain.value and not multiplies
            cut = [name for name in gain.cut_by if not name.startswith("rule:")]
            if gain.gave or cut or (by_rate and not gain.cut_by):
                more = " more" if multiplies else ""
                reckoned = "" if multiplies else self._reckoned_on(gain)
                number = self._units.number(gain.gave, gain.wallet)
                yield f"{number}{more}{reckoned}{self._cut(gain)}"

    def _gain_in_full(self, verdict: Verdict, gain: Gain) -> str:
        effect = self._effect(verdict, gain)
        amount = self._units.amount(gain.gave, gain.wallet) if gain.gave else "nothing"
        if isinstance(effect, Multiplier):
            multiplied = " and ".join(f"“{names.of(self._document.rules, one)}”" for one in effect.of)
            how = f"{effect.times} times what {multiplied} gives{goods_in_words(effect.lines)}"
            more = " more" if gain.gave else ""
            return f"gave {amount}{more}: {how}, {ROUNDED[effect.rounding]}{self._cut(gain)}"
        rate = self._rate(gain)
        return f"gave {amount}{self._reckoned_on(gain)}{rate and f': {rate}'}{self._cut(gain)}"

    def _reckoned_on(self, gain: Gain) -> str:
        """What a gain was reckoned on; nothing for one that is the same whatever is bought."""
        if not gain.points:
            return ""
        waited = f" and {self._value(gain, gain.carried)} that waited" if gain.carried else ""
        return f" for {self._value(gain, gain.value)}{waited}"

    def _rate(self, gain: Gain) -> str:
        """`1 point for every 1.00 USD, rounded down`; nothing where no person would say it so."""
        if not gain.points:
            return ""
        unit = self._units.program.latest.units.get(gain.wallet)
        if unit is not None and unit.kind == "money":
            return f"{(Decimal(100 * gain.points) / gain.per).normalize():f} % of it, {ROUNDED[gain.rounding]}"
        shared = gcd(gain.points, gain.per)
        points, per = gain.points // shared, gain.per // shared
        whole = 1000 if gain.reckoned_on == "quantity" else 10**self._units.program.latest.exponent
        if per < whole and whole % per == 0:
            points, per = points * (whole // per), whole
        if points > 1000 * whole or per > 1000 * whole:
            return ""
        return f"{self._units.amount(points, gain.wallet)} for every {self._value(gain, per)}, {ROUNDED[gain.rounding]}"

    def _value(self, gain: Gain, value: int) -> str:
        if gain.reckoned_on == "money":
            return self._units.money(value)
        items = decimal(value, 3).rstrip("0").rstrip(".")
        return f"{items} {'item' if items == '1' else 'items'}"

    def _cut(self, gain: Gain) -> str:
        """What cut it: limits, the rule that was better, or that a later judgement gives no more than the first."""
        if not gain.cut_by:
            return ""
        better = [name.removeprefix("rule:") for name in gain.cut_by if name.startswith("rule:")]
        if better:
            return f", because “{names.of(self._document.rules, better[0])}” was better"
        return f", cut from {self._units.number(gain.asked, gain.wallet)} {self._by(gain.cut_by)}"

    def _by(self, cut_by: tuple[str, ...]) -> str:
        if cut_by == ("granted",):
            return "to what it gave at first"
        limits = [names.of_limit(self._document, name, self._units) for name in cut_by if name != "granted"]
        return f"by {' and '.join(limits)}"

    def _gift(self, gift: Gift) -> str:
        what = self._gift_in_words(gift)
        return f"gave {what}" if gift.gave else f"gave nothing: {what} was cut {self._by(gift.cut_by)}"

    def _gifts_cut(self, verdict: Verdict) -> Iterator[str]:
        """What was given is told by what changed; here only what was not."""
        for gift in verdict.gifts:
            if verdict.holds and not gift.gave:
                yield f"not {self._gift_in_words(gift)}, cut {self._by(gift.cut_by)}"

    def _gift_in_words(self, gift: Gift) -> str:
        if gift.kind == "reward":
            return names.inside(names.of(self._document.rewards, gift.id))
        if gift.kind == "tier":
            set_id, _, lasts = gift.value.partition(":")
            return f"the level {names.of_level(self._document, set_id, gift.id)}{lasts and f' for {lasts}'}"
        if gift.kind == "tier_extension":
            return f"{gift.value} more of the level"
        return f"the badge {gift.id}" if gift.kind == "badge" else f"the attribute {gift.id} = {gift.value}"

    def _missed(self, verdict: Verdict) -> Iterator[str]:
        if verdict.holds:
            for more, what in self._to_next(verdict):
                yield f"{more} for {what}"
            return
        failed = [one for one in self._asked(verdict) if not one.check.holds]
        if failed and not any(one.check.kind in conditions.QUIET | {"counts"} for one in failed):
            needs = " and ".join(conditions.needed(one, self._document, self._units) for one in failed)
            yield f"{self._name(verdict)}: {needs}"

    def _to_next(self, verdict: Verdict) -> Iterator[tuple[str, str]]:
        """How much more would have given one more of a unit that is not money, where some of the value gave nothing."""
        for gain in verdict.gains:
            to_next = gain.to_next()
            unit = self._units.program.latest.units.get(gain.wallet)
            left_over = gain.points and (gain.value + gain.carried) * gain.points % gain.per
            if to_next is None or not left_over or gain.cut_by or unit is None or unit.kind == "money":
                continue
            if not isinstance(self._effect(verdict, gain), Multiplier):
                one = self._units.amount(1, gain.wallet).removeprefix("1 ")
                yield f"{self._value(gain, to_next)} more", f"the next {one}"

    def _asked(self, verdict: Verdict) -> list[conditions.Asked]:
        rule = self._rules.get(verdict.rule)
        return conditions.asked(verdict.checks, rule.when if rule is not None else ())

    def _effect(self, verdict: Verdict, gain: Gain) -> Effect | None:
        """The effect that gave it, if the document has it."""
        rule = self._rules.get(verdict.rule)
        giving_units = [one for one in rule.effects if not isinstance(one, GIFTS)] if rule is not None else []
        return giving_units[gain.effect] if gain.effect < len(giving_units) else None

    def _sum(self, verdict: Verdict) -> str:
        sums: dict[str, int] = {}
        for gain in verdict.gains:
            sums[gain.wallet] = sums.get(gain.wallet, 0) + gain.gave
        return " and ".join(self._units.amount(amount, wallet) for wallet, amount in sums.items() if amount)

    def _name(self, verdict: Verdict) -> str:
        return names.of(self._document.rules, verdict.rule)

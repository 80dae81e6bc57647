"""Why an event gave what it gave, for a member, a till or an author: totals first, then rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from setia.engine.rules.rule import Rule
from setia.engine.rules.verdict import Verdict, Why, awarded
from setia.wording import conditions
from setia.wording.effects import quoted
from setia.wording.gains import effect_of, gain_in_full, gain_in_short, gift_in_full, gift_in_short, to_next
from setia.wording.gifts import gift as named
from setia.wording.sentences import Said, Sentence
from setia.wording.shown import Asked, conditions_shown, parts
from setia.wording.speaker import Speaker

Occasion = Literal["basket", "purchase", "event"]
"""basket: imagined, or not bought yet. purchase, event: recorded."""


class ToldCondition(Struct, frozen=True):
    """One condition with whether it held."""

    kind: str
    holds: bool
    must: Sentence
    found: Sentence | None
    missing: Sentence | None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """As it is read aloud."""
        return tuple(one for one in (self.must, self.found, self.missing) if one is not None)


class ToldRule(Struct, frozen=True):
    """What one rule said."""

    id: str
    """For the author; empty for everybody else."""
    name: str
    holds: bool
    conditions: tuple[ToldCondition, ...]
    gave: tuple[tuple[Sentence, ...], ...]
    """Effect by effect."""


class Explainer:
    """Puts verdicts of one version of a program into words for one audience."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._rules: dict[str, Rule] = {rule.id: rule for rule in speaker.document.rules}

    def totals(self, why: Why, occasion: Occasion, before: Why | None = None) -> list[Sentence]:
        """What it came to, and what holds of it as a whole."""
        speaker, said = self._speaker, []
        if before is not None:
            said.append(self._left(why, before))
        elif why.counted or occasion == "event":
            said.append(self._earned(awarded(why.verdicts), occasion))
        if not why.counted:
            said.append(
                speaker.say("not_counted", "It gives nothing now: it is not paid for, or all of it has come back.")
            )
        elif why.over_returned:
            said.append(
                speaker.say("over_returned", "More came back than was bought; what was too much took nothing back.")
            )
        gifts = [named(speaker, gift) for one in self._seen(why) for gift in one.gifts if gift.gave and one.holds]
        if why.counted and (given := [one for one in gifts if one is not None]):
            said.append(speaker.say("also_gives", "It also gives {gifts}.", gifts=speaker.listed(given)))
        if why.checked:
            said.append(speaker.say("being_checked", "Some of it is being checked before it can be used."))
        return said

    def later(self, by_wallet: dict[str, int], earns_at: str) -> Sentence:
        """What it will give once it is paid for, or delivered."""
        speaker, amounts = self._speaker, self._speaker.amounts(by_wallet)
        if earns_at == "fulfilled":
            return speaker.say("later_fulfilled", "{amounts} when it is delivered.", amounts=amounts)
        return speaker.say("later_paid", "{amounts} when it is paid for.", amounts=amounts)

    def rules(self, why: Why, before: Why | None = None) -> list[ToldRule]:
        """Everything, rule by rule; with what each gave before, where the order had been judged before."""
        had = {verdict.rule: verdict for verdict in before.verdicts} if before is not None else {}
        if not why.counted:
            return [
                ToldRule(self._id(one), self._name(one).text, False, (), ((self._had(before_),),))
                for one in self._seen(why)
                if (before_ := had.get(one.rule)) is not None and _sum(before_)
            ]
        return [told for one in why.verdicts if (told := self._rule(one, had.get(one.rule))) is not None]

    def in_short(self, why: Why) -> list[Sentence]:
        """What rules gave, a phrase each: `1 point for every dollar: 57 for 57.43 USD`."""
        said: list[Sentence] = []
        for one in self._seen(why):
            name, rule = self._name(one), self._rules.get(one.rule)
            for gain in one.gains:
                said += gain_in_short(self._speaker, gain, effect_of(rule, gain), name)
            gifts = [gift_in_short(self._speaker, gift, name) for gift in one.gifts] if one.holds else []
            said += [gift for gift in gifts if gift is not None]
        return said

    def needs(self, why: Why) -> list[Sentence]:
        """What more would have needed, a sentence each; nothing for what does not count."""
        return [said for one in why.verdicts for said in self._needs(one)] if why.counted else []

    def _earned(self, by_wallet: dict[str, int], occasion: Occasion) -> Sentence:
        speaker, amounts = self._speaker, self._speaker.amounts(by_wallet)
        match occasion, bool(amounts.text):
            case "basket", True:
                return speaker.say("basket_earns", "This basket earns {amounts}.", amounts=amounts)
            case "basket", False:
                return speaker.say("basket_earns_nothing", "This basket earns nothing.")
            case "purchase", True:
                return speaker.say("purchase_earned", "This purchase earned {amounts}.", amounts=amounts)
            case "purchase", False:
                return speaker.say("purchase_earned_nothing", "This purchase earned nothing.")
            case _, True:
                return speaker.say("event_earned", "This event earned {amounts}.", amounts=amounts)
            case _:
                return speaker.say("event_earned_nothing", "This event earned nothing.")

    def _left(self, why: Why, before: Why) -> Sentence:
        """Of an order judged again."""
        speaker = self._speaker
        now, had = (speaker.amounts(awarded(one.verdicts)) for one in (why, before))
        if now.text and had.text:
            return speaker.say(
                "earns_now", "This purchase now earns {amounts}; before, it was {before}.", amounts=now, before=had
            )
        if now.text:
            return speaker.say("earns_now_from_nothing", "This purchase now earns {amounts}.", amounts=now)
        if had.text:
            return speaker.say(
                "earns_nothing_now", "This purchase now earns nothing; before, it was {before}.", before=had
            )
        return speaker.say("earns_nothing_still", "This purchase still earns nothing.")

    def _rule(self, verdict: Verdict, before: Verdict | None) -> ToldRule | None:
        speaker, rule = self._speaker, self._rules.get(verdict.rule)
        shown = conditions_shown(verdict, rule, speaker.audience)
        if shown is None:
            return None
        gave = [tuple(gain_in_full(speaker, gain, effect_of(rule, gain))) for gain in verdict.gains]
        gifts = [gift_in_full(speaker, gift) for gift in verdict.gifts]
        gave += [(gift,) for gift in gifts if gift is not None]
        if not gave:
            gave = [(speaker.say("gave_nothing", "It gives nothing."),)]
        if before is not None and _sum(before) != _sum(verdict):
            gave.append((self._had(before),))
        checks = tuple(self._condition(one) for one in shown)
        return ToldRule(self._id(verdict), self._name(verdict).text, verdict.holds, checks, tuple(gave))

    def _had(self, before: Verdict) -> Sentence:
        speaker, amounts = self._speaker, self._speaker.amounts(_sum(before))
        if not amounts.text:
            return speaker.say("had_nothing", "Before, it gave nothing.")
        return speaker.say("had", "Before, it gave {amounts}.", amounts=amounts)

    def _condition(self, one: Asked) -> ToldCondition:
        speaker, check = self._speaker, one.check
        if check.kind == "counts":
            must = conditions.counting_goods(speaker)
        elif check.kind == "held_out":
            must = conditions.not_held_out(speaker, check)
        elif one.condition is None:
            must = conditions.unknown(speaker, check.kind)
        else:
            must = conditions.must(speaker, one.condition)
        return ToldCondition(check.kind, check.holds, must, self._found(one), conditions.missing(speaker, check))

    def _found(self, one: Asked) -> Sentence | None:
        """What there was; of what joins conditions, of each of them by its number."""
        speaker = self._speaker
        if not one.check.parts:
            return conditions.found(speaker, one.check)
        leaves = _leaves(one)
        found = [conditions.found(speaker, leaf.check) for leaf in leaves]
        if len(found) == 1 or any(said is None for said in found):
            return found[0] if len(found) == 1 else None
        told = conditions.numbered([said for said in found if said is not None])
        return speaker.say("found_each", "As it is: {found}", found=told)

    def _needs(self, verdict: Verdict) -> Iterator[Sentence]:
        speaker, rule = self._speaker, self._rules.get(verdict.rule)
        shown = conditions_shown(verdict, rule, speaker.audience)
        if shown is None:
            return
        if verdict.holds:
            for gain in verdict.gains:
                if (more := to_next(speaker, gain, effect_of(rule, gain))) is not None:
                    value, unit = more
                    yield speaker.say("needs_next", "{value} more for the next {unit}.", value=value, unit=unit)
            return
        failed = [one for one in shown if not one.check.holds]
        if failed and not any(one.check.kind == "counts" for one in failed):
            yield self._needed(quoted(speaker, verdict.rule), failed)

    def _needed(self, rule: Said, failed: list[Asked]) -> Sentence:
        """`4.20 USD more for “Double points”.`, where that is all that it takes."""
        speaker, first = self._speaker, failed[0].check
        if len(failed) == 1 and first.kind == "basket_total" and first.missing is not None:
            more = speaker.money(first.missing)
            return speaker.say("needs_amount", "{amount} more for {rule}.", amount=more, rule=rule)
        if len(failed) == 1 and first.kind == "quantity" and first.missing is not None:
            more = speaker.quantity(first.missing)
            return speaker.say("needs_quantity", "{quantity} more in the basket for {rule}.", quantity=more, rule=rule)
        told = [self._condition(one) for one in failed]
        said = [one.missing or one.must for one in told]
        all_of_it = Said([one.raw for one in said], " ".join(one.text for one in said))
        return speaker.say("needs", "For {rule}: {conditions}", rule=rule, conditions=all_of_it)

    def _seen(self, why: Why) -> list[Verdict]:
        """The verdicts that this audience is told of."""
        audience, rules = self._speaker.audience, self._rules
        return [one for one in why.verdicts if conditions_shown(one, rules.get(one.rule), audience) is not None]

    def _id(self, verdict: Verdict) -> str:
        return verdict.rule if self._speaker.to_author else ""

    def _name(self, verdict: Verdict) -> Said:
        return self._speaker.rule(verdict.rule)


def plain(sentence: Sentence) -> dict[str, Any]:
    """A sentence as data: its code, its values, and itself."""
    return {"code": sentence.code, "values": sentence.values, "text": sentence.text}


def _leaves(one: Asked) -> list[Asked]:
    inside = parts(one)
    return [leaf for part in inside for leaf in _leaves(part)] if one.check.parts else [one]


def _sum(verdict: Verdict) -> dict[str, int]:
    sums: dict[str, int] = {}
    for gain in verdict.gains:
        sums[gain.wallet] = sums.get(gain.wallet, 0) + gain.gave
    return {wallet: amount for wallet, amount in sums.items() if amount}

"""What a rule gave, in words: how much for what, by which rate, what cut it, and what more would have given."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import gcd

from setia.engine.rules.effects import GIFTS, Effect
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.evaluate import KEPT_BACK
from setia.engine.rules.rule import Rule
from setia.engine.rules.verdict import Gain, Gift
from setia.wording.effects import multiplied, quoted
from setia.wording.gifts import gift as named
from setia.wording.goods import goods
from setia.wording.limits import limits
from setia.wording.reckoning import rounding
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker

SENSIBLE = 1_000
"""Beyond so many units, or so many whole amounts, for one another nobody would say a rate."""


def effect_of(rule: Rule | None, gain: Gain) -> Effect | None:
    """The effect that gave it, if the document has it."""
    giving_units = [one for one in rule.effects if not isinstance(one, GIFTS)] if rule is not None else []
    return giving_units[gain.effect] if gain.effect < len(giving_units) else None


def gain_in_full(speaker: Speaker, gain: Gain, effect: Effect | None) -> list[Sentence]:
    """What one effect gave, sentence by sentence."""
    if (better := _better(speaker, gain)) is not None:
        return [better]
    said = [_multiplied(speaker, gain, effect) if isinstance(effect, Multiplier) else _given(speaker, gain)]
    if not isinstance(effect, Multiplier) and (rate := _rate(speaker, gain)) is not None:
        said.append(rate)
        if speaker.audience != "member":
            said.append(rounding(speaker, gain.rounding))
    said += cut(speaker, gain)
    if (more := to_next(speaker, gain, effect)) is not None:
        value, unit = more
        said.append(speaker.say("next_unit", "{value} more would give the next {unit}.", value=value, unit=unit))
    return said


def _given(speaker: Speaker, gain: Gain) -> Sentence:
    amount = speaker.amount(gain.gave, gain.wallet)
    if not gain.points:
        if not gain.gave:
            return speaker.say("gave_nothing", "It gives nothing.")
        return speaker.say("gave", "It gives {amount}.", amount=amount)
    value = _value(speaker, gain, gain.value)
    if gain.carried:
        return speaker.say(
            "gave_waited",
            "It gives {amount} for {value}, and {carried} that waited from before.",
            amount=amount,
            value=value,
            carried=_value(speaker, gain, gain.carried),
        )
    if not gain.gave:
        return speaker.say("gave_nothing_for", "It gives nothing for {value}.", value=value)
    return speaker.say("gave_for", "It gives {amount} for {value}.", amount=amount, value=value)


def _multiplied(speaker: Speaker, gain: Gain, effect: Multiplier) -> Sentence:
    amount = speaker.amount(gain.gave, gain.wallet)
    times, rules, of = speaker.decimal(effect.times), multiplied(speaker, effect), goods(speaker, effect.lines)
    if of is None:
        return speaker.say(
            "gave_times",
            "It gives {amount} more: {times} times what {rules} gives.",
            amount=amount,
            times=times,
            rules=rules,
        )
    return speaker.say(
        "gave_times_of",
        "It gives {amount} more: {times} times what {rules} gives for certain goods ({goods}).",
        amount=amount,
        times=times,
        rules=rules,
        goods=of,
    )


def _rate(speaker: Speaker, gain: Gain) -> Sentence | None:
    """`1 point for every 1.00 USD`; nothing where no person would say it so."""
    if not gain.points:
        return None
    if speaker.is_money(gain.wallet):
        percent = Decimal(100 * gain.points) / gain.per
        return speaker.say(
            "rate_share", "That is {percent} % of it.", percent=Said(str(percent), speaker.people.number(percent))
        )
    shared = gcd(gain.points, gain.per)
    points, per = gain.points // shared, gain.per // shared
    whole = 1000 if gain.reckoned_on == "quantity" else 10**speaker.exponent
    if per < whole and whole % per == 0:
        points, per = points * (whole // per), whole
    if points > SENSIBLE * whole or per > SENSIBLE * whole:
        return None
    amount = speaker.amount(points, gain.wallet)
    return speaker.say("rate", "That is {amount} for every {per}.", amount=amount, per=_value(speaker, gain, per))


def _value(speaker: Speaker, gain: Gain, value: int) -> Said:
    """What it was reckoned on."""
    if gain.reckoned_on == "money":
        return speaker.money(value)
    return speaker.items(value)


def cut(speaker: Speaker, gain: Gain) -> Iterator[Sentence]:
    """What cut it: limits, or that a later judgement gives no more than the first."""
    asked = speaker.amount(gain.asked, gain.wallet)
    if gain.cut_by == ("granted",):
        yield speaker.say("cut_granted", "It would be {asked}, but not more than at first.", asked=asked)
    elif gain.cut_by and not gain.cut_by[0].startswith("rule:"):
        names = limits(speaker, tuple(name for name in gain.cut_by if name != "granted"))
        yield speaker.say("cut", "It was cut from {asked} by {limits}.", asked=asked, limits=names)


def _better(speaker: Speaker, gain: Gain) -> Sentence | None:
    better = next((name.removeprefix("rule:") for name in gain.cut_by if name.startswith("rule:")), "")
    if not better:
        return None
    rule = quoted(speaker, better)
    return speaker.say("better", "It gives nothing, because {rule} is better for the member.", rule=rule)


def to_next(speaker: Speaker, gain: Gain, effect: Effect | None) -> tuple[Said, Said] | None:
    """How much more would have given one more of a unit that is not money, where some of the value gave nothing."""
    more = gain.to_next()
    left_over = gain.points and (gain.value + gain.carried) * gain.points % gain.per
    if more is None or not left_over or gain.cut_by or speaker.is_money(gain.wallet):
        return None
    return None if isinstance(effect, Multiplier) else (_value(speaker, gain, more), speaker.unit(gain.wallet))


def gain_in_short(speaker: Speaker, gain: Gain, effect: Effect | None, rule: Said) -> list[Sentence]:
    """The same in a few words, for a list of movements; nothing for what gave nothing and was not asked."""
    multiplies = isinstance(effect, Multiplier)
    by_rate = gain.points and gain.value and not multiplies
    was_cut = any(not name.startswith("rule:") for name in gain.cut_by)
    if not (gain.gave or was_cut or (by_rate and not gain.cut_by)):
        return []
    places = speaker.decimals(gain.wallet)
    number = Said(gain.gave, speaker.people.number(gain.gave, places))
    said = [_in_short(speaker, gain, rule, number, multiplies=multiplies)]
    asked = Said(gain.asked, speaker.people.number(gain.asked, places))
    if gain.cut_by == ("granted",):
        said.append(speaker.say("short_cut_granted", "cut from {asked} to what it gave at first", asked=asked))
    elif was_cut:
        names = limits(speaker, tuple(name for name in gain.cut_by if name != "granted"))
        said.append(speaker.say("short_cut", "cut from {asked} by {limits}", asked=asked, limits=names))
    return said


def _in_short(speaker: Speaker, gain: Gain, rule: Said, number: Said, *, multiplies: bool) -> Sentence:
    if multiplies:
        return speaker.say("short_more", "{rule}: {number} more", rule=rule, number=number)
    if not gain.points:
        return speaker.say("short", "{rule}: {number}", rule=rule, number=number)
    value = _value(speaker, gain, gain.value)
    if not gain.carried:
        return speaker.say("short_for", "{rule}: {number} for {value}", rule=rule, number=number, value=value)
    return speaker.say(
        "short_waited",
        "{rule}: {number} for {value} and {carried} that waited",
        rule=rule,
        number=number,
        value=value,
        carried=_value(speaker, gain, gain.carried),
    )


def gift_in_full(speaker: Speaker, gift: Gift) -> Sentence | None:
    """What one effect gave that is no unit, or that a limit kept it back."""
    what = named(speaker, gift)
    if what is None:
        return None
    if gift.gave:
        return speaker.say("gave_gift", "It gives {gift}.", gift=what)
    if gift.cut_by == KEPT_BACK:
        return speaker.say("gift_checked", "Given once it has been checked: {gift}.", gift=what)
    if gift.cut_by == ("granted",):
        return speaker.say("gift_granted", "Not given, because it was not given at first: {gift}.", gift=what)
    return speaker.say(
        "gift_cut", "Not given, because of {limits}: {gift}.", gift=what, limits=limits(speaker, gift.cut_by)
    )


def gift_in_short(speaker: Speaker, gift: Gift, rule: Said) -> Sentence | None:
    """What was given is told by what changed; here only what was not."""
    what = named(speaker, gift)
    if gift.gave or what is None:
        return None
    if gift.cut_by == ("granted",):
        return speaker.say("short_gift_granted", "{rule}: not {gift}, as at first", rule=rule, gift=what)
    if gift.cut_by == KEPT_BACK:
        return speaker.say("short_gift_checked", "{rule}: {gift}, once it has been checked", rule=rule, gift=what)
    names = limits(speaker, gift.cut_by)
    return speaker.say("short_gift_cut", "{rule}: not {gift}, cut by {limits}", rule=rule, gift=what, limits=names)

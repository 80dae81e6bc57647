"""Effects in words: what a rule gives, and by which rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from setia.engine.rules import effects
from setia.engine.rules.effects import cashback, fixed_points, gifts, multiplier, points_per_amount, points_per_item
from setia.engine.rules.effects import stamps as stamp_cards
from setia.wording.gifts import badge, level, reward
from setia.wording.goods import goods
from setia.wording.reckoning import base, rounding
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def effect(speaker: Speaker, one: effects.Effect) -> list[Sentence]:
    """What one effect gives; how it is reckoned follows in sentences of its own."""
    made = _EFFECTS.get(type(one))
    return list(made(speaker, one)) if made is not None else []


def units(speaker: Speaker, points: int | str, wallet: str) -> Said:
    """So many units of a wallet, as a document has them: in its smallest unit, perhaps with a fraction."""
    if Decimal(points) % 1 == 0:
        return speaker.amount(int(Decimal(points)), wallet)
    exact = Decimal(points).scaleb(-speaker.decimals(wallet))
    number = speaker.people.number(exact)
    told = speaker.say("amount", "{number} {unit}", number=Said(points, number), unit=speaker.unit(wallet, number))
    return Said(points, told.text)


def _per_amount(speaker: Speaker, one: points_per_amount.PointsPerAmount) -> Iterator[Sentence]:
    what, per, of = units(speaker, one.points, one.wallet), speaker.major(one.per), goods(speaker, one.lines)
    if of is None:
        yield speaker.say("gives_per_amount", "Gives {amount} for every {per}.", amount=what, per=per)
    else:
        yield speaker.say(
            "gives_per_amount_of",
            "Gives {amount} for every {per} spent on certain goods: {goods}.",
            amount=what,
            per=per,
            goods=of,
        )
    for level_id, points in one.by_tier.items():
        at, more = speaker.level(one.set, level_id), units(speaker, points, one.wallet)
        yield speaker.say("gives_at_level", "At the level {level} it is {amount}.", level=at, amount=more)
    yield from base(speaker, one.base)
    yield rounding(speaker, one.rounding)
    if one.tier_at == "after":
        yield speaker.say("tier_after", "The level that a purchase reaches judges it.")
    if one.tier_at == "split":
        yield speaker.say("tier_split", "Each level that a purchase passes judges its part of it.")
    if one.carry is not None:
        yield _carry(speaker, one.carry)


def _carry(speaker: Speaker, period: str) -> Sentence:
    match period:
        case "day":
            return speaker.say("carry_day", "What rounding leaves waits for the next purchase of the same day.")
        case "week":
            return speaker.say("carry_week", "What rounding leaves waits for the next purchase of the same week.")
        case "month":
            return speaker.say("carry_month", "What rounding leaves waits for the next purchase of the same month.")
        case "year":
            return speaker.say("carry_year", "What rounding leaves waits for the next purchase of the same year.")
        case _:
            return speaker.say("carry_ever", "What rounding leaves waits for the next purchase.")


def _fixed(speaker: Speaker, one: fixed_points.FixedPoints) -> Iterator[Sentence]:
    yield speaker.say("gives_fixed", "Gives {amount}.", amount=units(speaker, one.points, one.wallet))


def _per_item(speaker: Speaker, one: points_per_item.PointsPerItem) -> Iterator[Sentence]:
    what, of = units(speaker, one.points, one.wallet), goods(speaker, one.lines)
    per = speaker.items(int(Decimal(one.per) * 1000))
    if of is None:
        yield speaker.say("gives_per_item", "Gives {amount} for every {per}.", amount=what, per=per)
    else:
        yield speaker.say(
            "gives_per_item_of",
            "Gives {amount} for every {per} of certain goods: {goods}.",
            amount=what,
            per=per,
            goods=of,
        )
    yield rounding(speaker, one.rounding)


def _cashback(speaker: Speaker, one: cashback.Cashback) -> Iterator[Sentence]:
    percent, unit, of = speaker.decimal(one.percent), speaker.unit(one.wallet, ""), goods(speaker, one.lines)
    if of is None:
        yield speaker.say("gives_share", "Gives {percent} % of the price back as {unit}.", percent=percent, unit=unit)
    else:
        yield speaker.say(
            "gives_share_of",
            "Gives {percent} % of the price of certain goods back as {unit}: {goods}.",
            percent=percent,
            unit=unit,
            goods=of,
        )
    yield from base(speaker, one.base)
    yield rounding(speaker, one.rounding)


def _stamps(speaker: Speaker, one: stamp_cards.Stamps) -> Iterator[Sentence]:
    what, of = units(speaker, one.stamps, one.wallet), goods(speaker, one.lines)
    if one.per == "item" and of is not None:
        yield speaker.say(
            "gives_stamps_item_of", "Gives {amount} for each item of certain goods: {goods}.", amount=what, goods=of
        )
    elif one.per == "item":
        yield speaker.say("gives_stamps_item", "Gives {amount} for each item.", amount=what)
    elif of is not None:
        yield speaker.say(
            "gives_stamps_of", "Gives {amount} for a purchase with certain goods: {goods}.", amount=what, goods=of
        )
    else:
        yield speaker.say("gives_stamps", "Gives {amount} for a purchase.", amount=what)


def _multiplier(speaker: Speaker, one: multiplier.Multiplier) -> Iterator[Sentence]:
    times, rules = speaker.decimal(one.times), multiplied(speaker, one)
    of = goods(speaker, one.lines)
    if of is None:
        yield speaker.say("gives_times", "Makes it {times} times what {rules} gives.", times=times, rules=rules)
    else:
        yield speaker.say(
            "gives_times_of",
            "Makes it {times} times what {rules} gives for certain goods: {goods}.",
            times=times,
            rules=rules,
            goods=of,
        )
    yield rounding(speaker, one.rounding)


def multiplied(speaker: Speaker, one: multiplier.Multiplier) -> Said:
    """The rules that a multiplier multiplies, in quotation marks."""
    return speaker.listed([quoted(speaker, rule) for rule in one.of])


def quoted(speaker: Speaker, rule: str) -> Said:
    """A rule's name inside a sentence; what has none is not quoted."""
    found = speaker.rule(rule)
    named = speaker.to_author or found.raw
    return Said(found.raw, f"“{found.text}”") if named else found


def _issue_reward(speaker: Speaker, one: gifts.IssueReward) -> Iterator[Sentence]:
    yield speaker.say("gives_gift", "Gives {gift}.", gift=reward(speaker, one.reward))


def _set_tier(speaker: Speaker, one: gifts.SetTier) -> Iterator[Sentence]:
    yield speaker.say("gives_gift", "Gives {gift}.", gift=level(speaker, one.set, one.tier, one.lasts or ""))


def _extend_tier(speaker: Speaker, one: gifts.ExtendTier) -> Iterator[Sentence]:
    longer = speaker.duration(one.by)
    yield speaker.say("gives_longer_level", "Lets the member's level last {duration} longer.", duration=longer)


def _badge(speaker: Speaker, one: gifts.Badge) -> Iterator[Sentence]:
    yield speaker.say("gives_gift", "Gives {gift}.", gift=badge(speaker, one.badge))


def _attribute(speaker: Speaker, one: gifts.SetAttribute) -> Iterator[Sentence]:
    if speaker.to_author:
        name, value = Said(one.id, one.id), Said(one.value, one.value)
        yield speaker.say("notes", "Notes that the member's {attribute} is {value}.", attribute=name, value=value)


_EFFECTS: dict[type, Callable[[Speaker, Any], Iterator[Sentence]]] = {
    points_per_amount.PointsPerAmount: _per_amount,
    fixed_points.FixedPoints: _fixed,
    points_per_item.PointsPerItem: _per_item,
    cashback.Cashback: _cashback,
    stamp_cards.Stamps: _stamps,
    multiplier.Multiplier: _multiplier,
    gifts.IssueReward: _issue_reward,
    gifts.SetTier: _set_tier,
    gifts.ExtendTier: _extend_tier,
    gifts.Badge: _badge,
    gifts.SetAttribute: _attribute,
}

"""Rules in plain English, one line for each effect and each condition of whatever kind: what an author reads back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from setia.engine.rules import effects
from setia.engine.rules.conditions import All, Not, basket, birthday, event, goods, member, moment, place
from setia.engine.rules.conditions import Any as AnyOf
from setia.engine.rules.effects import cashback, fixed_points, gifts, multiplier, points_per_amount, points_per_item
from setia.engine.rules.effects import stamps as stamp_cards
from setia.engine.rules.lines import Lines
from setia.engine.rules.program import Program
from setia.engine.rules.rule import Rule

_BASES = {
    "shelf": "shelf price",
    "list": "price before discounts",
    "paid": "shelf price less coupons",
    "net_of_tax": "price without tax",
}
_ROUNDED = {"floor": "rounded down", "nearest": "rounded to the nearest", "up": "rounded up"}
_COMBINED = {"add": "add up", "multiply": "multiply one another", "best": "compete: the best for the member wins"}


def rule_in_words(rule: Rule, program: Program) -> list[str]:
    """What a rule gives, when, and within which limits: one line each."""
    said = [f"gives {effect_in_words(one, program)}" for one in rule.effects]
    said += [f"if {condition_in_words(one, program)}" for one in rule.when]
    if rule.trigger != "purchase":
        said.insert(0, "for a birthday" if rule.trigger == "birthday" else f"for every event {rule.trigger}")
    if rule.lane:
        said.append(f"in lane {rule.lane}, whose rules {_COMBINED[_combine(rule.lane, program)]}")
    return said + [f"within the limit {_limit(name, program)}" for name in rule.limits]


def effect_in_words(effect: effects.Effect, program: Program) -> str:
    """One effect."""
    return _EFFECTS[type(effect)](effect, program)


def condition_in_words(condition: Any, program: Program) -> str:
    """One condition, with those inside it."""
    if isinstance(condition, All | AnyOf):
        inside = [condition_in_words(one, program) for one in condition.of]
        return "(" + (" and " if isinstance(condition, All) else " or ").join(inside) + ")"
    if isinstance(condition, Not):
        return f"not ({condition_in_words(condition.of, program)})"
    return _CONDITIONS[type(condition)](condition, program)


def _combine(lane: str, program: Program) -> str:
    return next((one.combine for one in program.lanes if one.id == lane), "add")


def _limit(name: str, program: Program) -> str:
    limit = next((one for one in program.limits if one.id == name), None)
    if limit is None:
        return name
    most = f"{limit.units} units" if limit.units is not None else f"{limit.times} times"
    period = "altogether" if limit.every == "ever" else f"every {limit.every}"
    whom = "for all members together" if limit.per == "program" else "for one member"
    return f"{name}: at most {most} {period}, {whom}"


def _units(points: int | str, wallet: str, program: Program) -> str:
    """So many units, written with the decimals of their wallet."""
    decimals = next((one.decimals for one in program.wallets if one.id == wallet), 0)
    return f"{Decimal(points).scaleb(-decimals):f} {wallet}"


def goods_in_words(lines: Lines) -> str:
    """Which goods, as words to be put behind a number; nothing for all of them."""
    fields = {"product": lines.sku, "category": lines.category, "department": lines.department, "brand": lines.brand}
    said = [f"{name} {_either(values)}" for name, values in {**fields, "tag": lines.tag}.items() if values]
    if lines.but_not is not None:
        said.append(f"but not{goods_in_words(lines.but_not)}")
    return (" of " if said[0][:8] != "but not " else " ") + " and ".join(said) if said else ""


def _either(values: tuple[Any, ...]) -> str:
    return " or ".join(str(value) for value in values)


def _between(least: object, most: object) -> str:
    """At least this, at most that, or both."""
    said = [f"at least {least}"] if least is not None else []
    return " and ".join([*said, f"at most {most}"] if most is not None else said)


def _dates(first: str | None, last: str | None) -> str:
    return " ".join([f"from {first}"] * (first is not None) + [f"through {last}"] * (last is not None))


def _per_amount(effect: points_per_amount.PointsPerAmount, program: Program) -> str:
    tiers = {tier: _units(points, effect.wallet, program) for tier, points in effect.by_tier.items()}
    more = [f"{units} at level {tier}" for tier, units in tiers.items()]
    if effect.tier_at != "before":
        more.append("judged by the level that it reaches" if effect.tier_at == "after" else "each level its part")
    if effect.carry is not None:
        more.append("the rest is carried" + ("" if effect.carry == "ever" else f" within the {effect.carry}"))
    goods = goods_in_words(effect.lines)
    what = f"{_units(effect.points, effect.wallet, program)} per {effect.per} {program.currency}{goods}"
    return ", ".join([f"{what} ({_BASES[effect.base]}, {_ROUNDED[effect.rounding]})", *more])


def _per_item(effect: points_per_item.PointsPerItem, program: Program) -> str:
    each = "item" if str(effect.per) == "1" else f"{effect.per} items"
    units = _units(effect.points, effect.wallet, program)
    return f"{units} per {each}{goods_in_words(effect.lines)} ({_ROUNDED[effect.rounding]})"


def _cashback(effect: cashback.Cashback, _: Program) -> str:
    how = f"{_BASES[effect.base]}, {_ROUNDED[effect.rounding]}"
    return f"{effect.percent} % cashback{goods_in_words(effect.lines)} into {effect.wallet} ({how})"


def _stamps(effect: stamp_cards.Stamps, program: Program) -> str:
    return f"{_units(effect.stamps, effect.wallet, program)} per {effect.per}{goods_in_words(effect.lines)}"


def _multiplier(effect: multiplier.Multiplier, _: Program) -> str:
    goods = goods_in_words(effect.lines)
    return f"{effect.times} times what {_either(effect.of)} gives{goods} ({_ROUNDED[effect.rounding]})"


def _set_tier(effect: gifts.SetTier, _: Program) -> str:
    return f"the level {effect.tier}" + (f" for {effect.lasts}" if effect.lasts else "")


def _total(one: basket.BasketTotal, program: Program) -> str:
    least = [f"at least {one.at_least}"] if one.at_least is not None else []
    said = " and ".join([*least, f"below {one.below}"] if one.below is not None else least)
    return f"the basket{goods_in_words(one.lines)} is worth {said} {program.currency} ({_BASES[one.base]})"


def _calendar(one: moment.InCalendar, _: Program) -> str:
    return f"it is during {one.during}" if one.during else f"it is in the {one.days} days before {one.before}"


def _nth(one: member.NthVisit, _: Program) -> str:
    return f"the number of the purchase is {'a multiple of ' if one.every else ''}{one.n}"


def _field(one: event.EventField, _: Program) -> str:
    return f"{one.field} is {_either(one.any_of) or _between(one.at_least, one.at_most)}"


def _birthday(one: birthday.Birthday, _: Program) -> str:
    return "on the member's birthday" if one.days == 1 else f"within {one.days} days from the member's birthday on"


def _has(what: str) -> Callable[[Any, Program], str]:
    return lambda one, _: f"the basket has the {what} {_either(one.any_of)}"


_EFFECTS: dict[type, Callable[[Any, Program], str]] = {
    points_per_amount.PointsPerAmount: _per_amount,
    fixed_points.FixedPoints: lambda one, program: _units(one.points, one.wallet, program),
    points_per_item.PointsPerItem: _per_item,
    cashback.Cashback: _cashback,
    stamp_cards.Stamps: _stamps,
    multiplier.Multiplier: _multiplier,
    gifts.IssueReward: lambda one, _: f"the reward {one.reward}",
    gifts.SetTier: _set_tier,
    gifts.ExtendTier: lambda one, _: f"{one.by} more of the level that the member has",
    gifts.Badge: lambda one, _: f"the badge {one.badge}",
    gifts.SetAttribute: lambda one, _: f"the attribute {one.id} = {one.value}",
}

_CONDITIONS: dict[type, Callable[[Any, Program], str]] = {
    basket.BasketTotal: _total,
    basket.Quantity: lambda one, _: f"the basket has at least {one.at_least} items{goods_in_words(one.lines)}",
    basket.Payment: lambda one, _: f"paid by {_either(one.any_of)}",
    basket.Currency: lambda one, _: f"paid in {_either(one.any_of)}",
    goods.Product: _has("product"),
    goods.Category: _has("category"),
    goods.Department: _has("department"),
    goods.Brand: _has("brand"),
    goods.Tag: _has("tag"),
    place.InStore: lambda one, _: f"in store {_either((*one.any_of, *(f'tagged {tag}' for tag in one.tag)))}",
    place.Channel: lambda one, _: f"through the channel {_either(one.any_of)}",
    moment.Weekday: lambda one, _: f"on {_either(tuple(day.capitalize() for day in one.any_of))}",
    moment.TimeOfDay: lambda one, _: f"from {one.start} until {one.end}",
    moment.DateWindow: lambda one, _: _dates(one.first, one.last),
    moment.InCalendar: _calendar,
    member.Tier: lambda one, _: f"the member's level is {_either(one.any_of)}",
    member.Segment: lambda one, _: f"the member is in the segment {_either(one.any_of)}",
    member.Attribute: lambda one, _: f"the member's {one.id} is {_either(one.any_of)}",
    member.FirstPurchase: lambda _, __: "it is the member's first purchase",
    member.NthVisit: _nth,
    member.DaysSinceLastVisit: lambda one, _: f"{_between(one.at_least, one.at_most)} days after the purchase before",
    birthday.Birthday: _birthday,
    event.EventField: _field,
}

"""Where a member stands, in words: levels and what the next one takes, cards, rewards that he has, badges."""

from __future__ import annotations

from setia.cli import names
from setia.cli.units import Units
from setia.cli.when import show_last_day
from setia.engine.standing import Card, Level, Way
from setia.storage.reading import MemberPage
from setia.storage.reward_codes import HeldReward


def level(one: Level, units: Units) -> str:
    """`Silver through 2018-12-31; 412.50 USD more for Gold`."""
    document = units.document()
    several = f"{names.of(document.tiers, one.set)}: " if len(document.tiers) > 1 else ""
    ends = f" through {show_last_day(one.until, units.zone)}" if one.until is not None else ""
    words = f"{several}{names.of_level(document, one.set, one.level)}{ends}"
    if not one.ways:
        return f"{words}, the highest level"
    ways = " or ".join(_way(way, units) for way in one.ways)
    return f"{words}; {ways} for {names.of_level(document, one.set, one.next)}"


def card(one: Card, units: Units) -> str:
    """`7 of 10 stamps: 3 more for a free pastry`."""
    document = units.document()
    reward = names.inside(names.of(document.rewards, one.reward))
    missing = one.amount - one.has
    left = f"{units.number(missing, one.wallet)} more for {reward}" if missing > 0 else f"enough for {reward}"
    return f"{units.number(one.has, one.wallet)} of {units.amount(one.amount, one.wallet)}: {left}"


def reward(one: HeldReward, units: Units) -> str:
    """`A free pastry, usable through 2018-03-31: code ABCD EFGH, reward 3`."""
    name = names.of(units.document().rewards, one.reward)
    worth = f" worth {units.money(one.worth)}" if one.worth else ""
    ends = "without end" if one.expires_at is None else f"through {show_last_day(one.expires_at, units.zone)}"
    return f"{name}{worth}, usable {ends}: code {code(one)}, reward {one.no}"


def code(one: HeldReward) -> str:
    """A code as people read it out: one that was generated in fours."""
    if len(one.code) != GENERATED_LENGTH or not one.code.isalnum():
        return one.code or "erased"
    return "-".join(one.code[start : start + 4] for start in range(0, GENERATED_LENGTH, 4))


GENERATED_LENGTH = 16


def badges(page: MemberPage) -> list[str]:
    """All of them in one line; nothing where there are none."""
    return [f"Badges: {', '.join(page.badges)}"] if page.badges else []


def _way(way: Way, units: Units) -> str:
    if way.measure == "spend":
        return f"{units.money(way.missing)} more"
    if way.measure == "event":
        name = names.of(units.document().events, way.event)
        return f"{way.missing:,} more of “{name}”"
    noun = way.measure.removesuffix("s") if way.missing == 1 else way.measure
    return f"{way.missing:,} more {noun}"

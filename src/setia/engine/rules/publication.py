"""Publication: what of a document every member may be told. What only some can have is left out, with its traces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from msgspec import structs

from setia.engine.rules.conditions import All
from setia.engine.rules.conditions.basket import Currency
from setia.engine.rules.conditions.inside import every
from setia.engine.rules.conditions.moment import InCalendar
from setia.engine.rules.conditions.visibility import may_see
from setia.engine.rules.effects.gifts import IssueReward, SetAttribute
from setia.engine.rules.price_rule import PriceRule
from setia.engine.rules.program import Program
from setia.engine.rules.reward import Reward
from setia.engine.rules.rule import Rule


def published(document: Program, secret: Collection[str] = ()) -> Program:
    """The document without rules that a member may not know or cannot have, and without what is the staff's alone.

    `secret` are ids of rules to be left out besides: those that somebody is held out of.
    """
    shared = {one.id for one in document.limits if one.per == "program"}
    rules = tuple(_own_limits(one, shared) for one in document.rules if _is_told(one, document, secret))
    prices = tuple(one for one in document.price_rules if _is_on_show(one, document.currency))
    given = {effect.reward for one in rules for effect in one.effects if isinstance(effect, IssueReward)}
    given |= {choice.reward for one in document.conversions for choice in one.choices}
    rewards = tuple(one for one in document.rewards if _is_had(one, given, document.currency))
    kept = {name for one in rules for name in one.limits}
    asked = chain((one.when for one in rules), (one.when for one in prices), (one.when for one in rewards))
    days = set(_calendars(chain.from_iterable(asked)))
    return structs.replace(
        document,
        wallets=tuple(structs.replace(one, adjust_most=None) for one in document.wallets),
        rules=rules,
        limits=tuple(one for one in document.limits if one.id in kept),
        price_rules=prices,
        rewards=rewards,
        calendars=tuple(one for one in document.calendars if one.id in days),
        experiments=(),
    )


def held_out_of(*documents: Program) -> set[str]:
    """Rules that somebody is held out of in one of these documents: told to nobody, for nobody knows who is."""
    return {rule for one in documents for experiment in one.experiments for rule in experiment.rules}


def _is_told(rule: Rule, document: Program, secret: Collection[str]) -> bool:
    gives = not all(isinstance(one, SetAttribute) for one in rule.effects)
    return gives and rule.id not in secret and _everybodys(rule.when, document.currency)


def _is_on_show(rule: PriceRule, currency: str) -> bool:
    """What takes a code is for who was given one."""
    return not rule.by_code and _everybodys(rule.when, currency)


def _own_limits(rule: Rule, shared: Collection[str]) -> Rule:
    """What all members share is the shop's budget."""
    return structs.replace(rule, limits=tuple(name for name in rule.limits if name not in shared))


def _is_had(reward: Reward, given: Collection[str], currency: str) -> bool:
    asked_for = bool(reward.prices or reward.any_amount)
    return (asked_for or reward.id in given) and _everybodys(reward.when, currency)


def _everybodys(conditions: Iterable[Any], currency: str) -> bool:
    """Whether a member may be told of all of them, and they ask for no other market's money."""
    return all(may_see("member", one) and _is_of_market(one, currency) for one in conditions)


def _is_of_market(condition: Any, currency: str) -> bool:
    if isinstance(condition, All):
        return all(_is_of_market(one, currency) for one in condition.of)
    return not isinstance(condition, Currency) or currency in condition.any_of


def _calendars(conditions: Iterable[Any]) -> Iterator[str]:
    for _, one in every(conditions):
        if isinstance(one, InCalendar):
            yield one.during or one.before or ""

"""Conditions asked for nothing but whether they hold.

The kinds that most rules have are written out; of any other its own answer is taken, which is the same and slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from setia.engine.rules.conditions import Condition
from setia.engine.rules.conditions.basket import BasketTotal
from setia.engine.rules.conditions.goods import Brand, Category, Department, Product
from setia.engine.rules.conditions.member import FirstPurchase, NthVisit, Tier
from setia.engine.rules.conditions.moment import DAYS, Weekday
from setia.engine.rules.defined import Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults
from setia.engine.rules.lines import Field

Holds = Callable[[Facts], bool]

GOODS: dict[type, Field] = {Product: "sku", Category: "category", Department: "department", Brand: "brand"}


def holding(condition: Condition, test: Test, exponent: int, sets: tuple[str, ...]) -> Holds:
    """Whether a condition holds, which is ready as `test`; `sets` are the program's tier sets."""
    written: Callable[[Any, int, tuple[str, ...]], Holds] | None = _WRITTEN.get(type(condition))
    if written is not None:
        return written(condition, exponent, sets)
    return lambda facts: test(facts).holds


def _tier(condition: Tier, _: int, sets: tuple[str, ...]) -> Holds:
    name, wanted = condition.set or sets[0], frozenset(condition.any_of)
    return lambda facts: facts.frame.tiers.get(name, "") in wanted


def _weekday(condition: Weekday, _: int, __: tuple[str, ...]) -> Holds:
    by_day = tuple([name in condition.any_of for name in DAYS])
    return lambda facts: by_day[facts.day.weekday()]


def _basket_total(condition: BasketTotal, exponent: int, _: tuple[str, ...]) -> Holds:
    faults = Faults()
    least = 0 if condition.at_least is None else faults.money(condition.at_least, exponent, ())
    below = None if condition.below is None else faults.money(condition.below, exponent, ())
    base, choice = condition.base, condition.lines.ready((), faults)
    if below is None:
        return lambda facts: facts.total(base, choice) >= least
    return lambda facts: least <= facts.total(base, choice) < below


def _goods(condition: Product | Category | Department | Brand, _: int, __: tuple[str, ...]) -> Holds:
    field, wanted = GOODS[type(condition)], frozenset(condition.any_of)
    return lambda facts: facts.has(field, wanted)


def _nth_visit(condition: NthVisit, _: int, __: tuple[str, ...]) -> Holds:
    n = condition.n
    if condition.every:
        return lambda facts: facts.frame.visit > 0 and facts.frame.visit % n == 0
    return lambda facts: facts.frame.visit == n


def _first_purchase(_: FirstPurchase, __: int, ___: tuple[str, ...]) -> Holds:
    return lambda facts: facts.frame.visit == 1


_WRITTEN: dict[type, Callable[[Any, int, tuple[str, ...]], Holds]] = {
    Tier: _tier,
    Weekday: _weekday,
    BasketTotal: _basket_total,
    NthVisit: _nth_visit,
    FirstPurchase: _first_purchase,
    **dict.fromkeys(GOODS, _goods),
}

"""What rules ask for of what is left of an order, in fractions, each rounded down once (ledger 4.9)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from tests.model_of_orders.programs import Limit, Rule, Version
from tests.refunds.oracle import Left, left_of, nothing_left

COUNTING = {"paid": ("paid", "fulfilled"), "fulfilled": ("fulfilled",)}


def came_back(refunds: Iterable[Refund]) -> list[Refund]:
    """Refunds that count: on their way or done, and not those that failed or were called off (ledger 4.11)."""
    return [refund for refund in refunds if refund.status in ("pending", "done")]


def rest_of(purchase: Purchase, refunds: Iterable[Refund], version: Version) -> list[Left]:
    """The lines that are left; empty where nothing is, or where the order does not count."""
    if purchase.status not in COUNTING[version.earns_at]:
        return []
    told = came_back(refunds)
    lines = left_of(purchase, told)
    return [] if told and nothing_left(purchase, lines) else lines


def over_returned(purchase: Purchase, refunds: Iterable[Refund]) -> bool:
    """Whether more came back than was bought: of a line, or of the money paid for what is left."""
    told = came_back(refunds)
    for line in purchase.lines:
        if sum(n for refund in told for no, n in refund.lines if no == line.no) > line.quantity:
            return True
    by_line = [refund for refund in told if refund.lines]
    kept = sum(line.net for line in left_of(purchase, by_line))
    charges = sum(charge.amount for charge in purchase.charges)
    return sum(refund.amount for refund in told) > kept + charges


def worth(lines: Iterable[Left]) -> int:
    """The value of lines in minor units."""
    return sum(line.net for line in lines)


def asked(version: Version, level: str, lines: list[Left]) -> dict[str, int]:
    """By rule, the units that it asks for; 1 for a reward. Nothing of nothing."""
    if not lines:
        return {}
    found: dict[str, int] = {}
    rate = Fraction(0)
    for rule in version.rules:
        if worth(lines) < rule.at_least or rule.level not in ("", level):
            continue
        mine = [line for line in lines if rule.category in ("", line.category)]
        if rule.kind == "rate":
            rate = Fraction(dict(rule.by_level).get(level, rule.n), 100)
            exact = rate * worth(mine)
        elif rule.kind == "times":
            exact = rate * worth(mine) * (rule.n - 1)
        elif rule.kind == "stamps":
            exact = Fraction(sum(floor(line.quantity) for line in mine) * rule.n)
        else:
            exact = Fraction(rule.n if rule.kind == "fixed" else 1)
        found[rule.id] = floor(exact)
    return found


def wallet_of(rule: Rule) -> str:
    """Where its units go; nowhere for a reward or a level."""
    return {"stamps": "stamps", "gift": "", "lift": ""}.get(rule.kind, "points")


def limit_of(version: Version, rule: Rule) -> Limit | None:
    """The limit that cuts a rule."""
    return next((limit for limit in version.limits if limit.id == rule.limit), None)


def period_of(limit: Limit, day: str) -> str:
    """The period of a day in which a limit counts."""
    return {"day": day, "month": day[:7], "ever": ""}[limit.every]

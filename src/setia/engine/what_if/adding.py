"""What a purchase that is counted adds to limits, and to the measures of levels."""

from __future__ import annotations

from setia.engine.rules.amounts import Key
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import Cap
from setia.engine.what_if.shape import Measure


def use(limit: tuple[Cap, str, frozenset[str]], by_rule: dict[Key, int]) -> int:
    """How much of a limit a purchase uses."""
    cap, _, rules = limit
    if cap.times:
        return len({rule for rule, _ in by_rule if rule in rules})
    return sum([gave for (rule, _), gave in by_rule.items() if rule in rules])


def measured(one: Measure, facts: Facts, by_rule: dict[Key, int]) -> int:
    """What it adds to what a level is measured by."""
    if one.of == "spend":
        return facts.total("shelf")
    if one.of == "points":
        return sum([gave for (rule, _), gave in by_rule.items() if rule in one.rules])
    return int(one.of == "purchases")

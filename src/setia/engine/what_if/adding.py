"""What a purchase that is counted adds to limits, and to the measures of levels."""

from __future__ import annotations

from setia.engine.ledger.state import Counter
from setia.engine.rules.amounts import Key
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import Cap
from setia.engine.rules.tier_set import Ladder


def use(limit: tuple[Cap, str, frozenset[str]], by_rule: dict[Key, int]) -> int:
    """How much of a limit a purchase uses."""
    cap, _, rules = limit
    if cap.times:
        return len({rule for rule, _ in by_rule if rule in rules})
    return sum([gave for (rule, _), gave in by_rule.items() if rule in rules])


def measured_by(ladder: Ladder, facts: Facts, by_rule: dict[Key, int], window: str) -> list[tuple[Counter, int]]:
    """What the purchase adds to the measures of a tier set, by counter in a window."""
    found = []
    for name, one in ladder.measures.items():
        if one.measure == "spend":
            more = facts.total("shelf")
        elif one.measure == "points":
            more = sum([gave for (rule, _), gave in by_rule.items() if rule in one.rules])
        else:
            more = int(one.measure == "purchases")
        found.append(((name, window), more))
    return found

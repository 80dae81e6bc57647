"""The units of each wallet spread over the lines of a receipt, so that each line can say what it gave (ledger 4.9)."""

from __future__ import annotations

from setia.engine.rounding import split
from setia.engine.rules.facts import Facts
from setia.engine.rules.verdict import Verdict, awarded


def by_line(facts: Facts, verdicts: tuple[Verdict, ...]) -> dict[str, tuple[int, ...]]:
    """Every wallet's total over the lines by largest remainder of their shelf value, ties by line.

    Over the lines that count, one like another, where none of them is worth anything; a total of nothing or less is
    not spread.
    """
    if len(facts.unseen) == len(facts.lines):  # an event, or nothing but what does not count
        return {}
    totals = awarded(verdicts)
    if not totals:
        return {}
    weights = facts.values("shelf")
    if min(weights) < 0:
        weights = [max(value, 0) for value in weights]
    if not any(weights):
        weights = [0 if i in facts.unseen else 1 for i in range(len(weights))]
    return {wallet: tuple(split(total, weights)) for wallet, total in totals.items() if total > 0}

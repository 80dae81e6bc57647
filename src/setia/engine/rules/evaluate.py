"""What a program gives for an event: every effect asked, in declared order, each rounded once (ledger 4.9)."""

from __future__ import annotations

from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.verdict import Verdict

EARNING_STATUSES = frozenset({"paid", "fulfilled"})
"""Only these earn; an open purchase is a preview, a cancelled one a memory (ledger 4.9a)."""


def evaluate(compiled: Compiled, facts: Facts) -> list[Verdict]:
    """A verdict for every effect; what is not paid for gets none."""
    if facts.purchase.status not in EARNING_STATUSES:
        return []
    verdicts = []
    for step in compiled.steps:
        effect = step.effect
        gave, value = effect.award(facts, step.per_minor)
        verdicts.append(
            Verdict(
                rule=step.rule,
                wallet=effect.wallet,
                gave=gave,
                value=value,
                points=effect.points,
                per=step.per_minor,
            )
        )
    return verdicts

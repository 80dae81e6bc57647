"""Which wallets rules give units of; what shares a lane or a limit must be comparable."""

from __future__ import annotations

from setia.engine.rules.effects import GIFTS
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.effects.points_per_amount import PointsPerAmount
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.program import Program
from setia.engine.rules.rule import Lane

Wallets = dict[str, frozenset[str]]
"""By rule, the wallets that it gives units of; a multiplier's are those of the rules that it multiplies."""


def wallets_given(program: Program) -> Wallets:
    """Wallets by rule. Rules that multiply one another give nothing, and are a fault elsewhere."""
    found: dict[str, set[str]] = {rule.id: set() for rule in program.rules}
    multiplied_by: dict[str, list[str]] = {rule.id: [] for rule in program.rules}
    for rule in program.rules:
        for effect in rule.effects:
            if isinstance(effect, Multiplier):
                for name in effect.of:
                    multiplied_by.setdefault(name, []).append(rule.id)
            elif not isinstance(effect, GIFTS):
                found[rule.id].add(effect.wallet)
    # What a rule gives is handed on to those that multiply it, once for each wallet, however long their chains are.
    waiting = [rule for rule, wallets in found.items() if wallets]
    while waiting:
        rule_id = waiting.pop()
        for other in multiplied_by[rule_id]:
            if not found[rule_id] <= found[other]:
                found[other] |= found[rule_id]
                waiting.append(other)
    return {rule: frozenset(wallets) for rule, wallets in found.items()}


def check_best(program: Program, lane: Lane, given: Wallets, faults: Faults) -> None:
    """What competes must be comparable: units of one wallet, and nothing else; and none may wait for a later order."""
    first = program.lanes[0].id
    for i, rule in enumerate(program.rules):
        if (rule.lane or first) != lane.id:
            continue
        for j, effect in enumerate(rule.effects):
            path: Path = ("rules", i, "effects", j)
            if isinstance(effect, GIFTS):
                faults.add(path, "not_comparable", lane.id)
            elif isinstance(effect, PointsPerAmount) and effect.carry is not None:
                faults.add((*path, "carry"), "carry_in_best", lane.id)
    wallets = _all(given, [rule.id for rule in program.rules if (rule.lane or first) == lane.id])
    if len(wallets) > 1:
        at = next(i for i, one in enumerate(program.lanes) if one.id == lane.id)
        faults.add(("lanes", at), "not_comparable", lane.id, ", ".join(wallets))


def check_limits(program: Program, given: Wallets, faults: Faults) -> None:
    """Units of different wallets do not add up under one limit."""
    for i, limit in enumerate(program.limits):
        wallets = _all(given, [rule.id for rule in program.rules if limit.id in rule.limits])
        if limit.units is not None and len(wallets) > 1:
            faults.add(("limits", i), "several_wallets", limit.id, ", ".join(wallets))
    for i, rule in enumerate(program.rules):
        for j, name in enumerate(rule.limits):
            if name in rule.limits[:j]:
                faults.add(("rules", i, "limits", j), "duplicate_id", name)


def _all(given: Wallets, rules: list[str]) -> list[str]:
    return sorted(set().union(*(given[rule] for rule in rules)))

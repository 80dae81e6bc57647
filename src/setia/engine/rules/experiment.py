"""Experiments: who is held out of an extra, so that what the extra brings can be measured against them.

Who is held out follows from the member's own random key and the experiment's id alone: the same for ever, on every
machine, and independent between experiments.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from msgspec import Struct

from setia.engine.rules.conditions.inside import every
from setia.engine.rules.conditions.member import Tier
from setia.engine.rules.defined import Test
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.program import Program
from setia.engine.rules.rule import Rule
from setia.engine.rules.verdict import Check

PARTS = 10_000
"""Members are divided into as many parts of equal size: shares are exact to a hundredth of a percent."""


class Arm(Struct, frozen=True):
    """An experiment ready for use."""

    id: str
    held_out: int
    """So many of PARTS get nothing of it."""


def held_out(account_key: bytes, arms: Mapping[str, Arm]) -> tuple[str, ...]:
    """The experiments whose rules the member with this key is held out of, in order."""
    return tuple(sorted(one.id for one in arms.values() if _part(account_key, one.id) < one.held_out))


def _part(account_key: bytes, experiment: str) -> int:
    # 64 bits over 10,000: no part is larger than another by more than 1 in 10**15.
    digest = sha256(b"setia experiment\0" + experiment.encode() + b"\0" + account_key).digest()
    return int.from_bytes(digest[:8], "big") % PARTS


def test_of(experiment: str) -> Test:
    """The question whether a member is not held out: what a rule of the experiment asks before everything else."""
    outside, inside = Check("held_out", True, experiment), Check("held_out", False, experiment, experiment)

    def test(facts: Facts) -> Check:
        return inside if experiment in facts.frame.held_out else outside

    return test


def arms(program: Program, faults: Faults) -> tuple[dict[str, Arm], dict[str, str]]:
    """Experiments by id, ready for use; and by rule, the one that holds members out of it.

    What members are promised cannot be held out: base earning, what comes with a level, and whatever is no offer.
    """
    faults.names([one.id for one in program.experiments], ("experiments",))
    rules = {rule.id: rule for rule in program.rules}
    ready: dict[str, Arm] = {}
    of_rule: dict[str, str] = {}
    for i, one in enumerate(program.experiments):
        path: Path = ("experiments", i)
        percent, parts = faults.ratio(one.hold_out_percent, (*path, "hold_out_percent"))
        share = percent * (PARTS // 100) // parts
        if not 0 < share < PARTS or percent * (PARTS // 100) % parts:
            faults.add((*path, "hold_out_percent"), "out_of_range", one.hold_out_percent, "0.01 to 99.99")
        if not one.rules:
            faults.add((*path, "rules"), "empty_list")
        for j, name in enumerate(one.rules):
            here = (*path, "rules", j)
            if not faults.known(name, rules, here, "rule"):
                continue
            if name in of_rule:
                faults.add(here, "held_out_twice", name, of_rule[name])
            elif reason := _promised(rules[name], program):
                faults.add(here, reason, name)
            of_rule[name] = one.id
        ready[one.id] = Arm(one.id, share)
    return ready, of_rule


def _promised(rule: Rule, program: Program) -> str:
    """Why nobody may be held out of a rule, as a code; empty where it is an extra."""
    if not rule.offer:
        return "held_out_promise"
    effects = (effect for other in program.rules for effect in other.effects)
    if any(isinstance(effect, Multiplier) and rule.id in effect.of for effect in effects):
        return "held_out_base"
    return "held_out_tier_benefit" if any(isinstance(one, Tier) for _, one in every(rule.when)) else ""

"""What an audience is shown of a verdict: rules that a member cannot have are left out, not named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from setia.engine.rules.conditions import All
from setia.engine.rules.conditions.visibility import FOR_AUTHORS, Audience, may_see
from setia.engine.rules.effects.gifts import SetAttribute
from setia.engine.rules.rule import Rule
from setia.engine.rules.verdict import Check, Verdict

SECRET = FOR_AUTHORS | {"held_out"}
"""Kinds that the author alone is told of where the document has no condition that says otherwise."""

ELSEWHERE = frozenset({"currency"})
"""Kinds that fail in another market: who pays in other money cannot have the rule, and is not told of it."""


class Asked(Struct, frozen=True):
    """One condition of a rule with what it found; None where no condition of the document made the check."""

    check: Check
    condition: Any = None


def asked(checks: Sequence[Check], conditions: Sequence[Any]) -> list[Asked]:
    """Checks with the conditions that made them. Checks that no condition made come before all others."""
    extra = len(checks) - len(conditions)
    if extra < 0:
        return [Asked(check) for check in checks]
    return [Asked(check, conditions[n - extra] if n >= extra else None) for n, check in enumerate(checks)]


def parts(one: Asked) -> list[Asked]:
    """The conditions inside one that joins others."""
    inside = getattr(one.condition, "of", ())
    return asked(one.check.parts, inside if isinstance(inside, tuple) else (inside,))


def conditions_shown(verdict: Verdict, rule: Rule | None, audience: Audience) -> list[Asked] | None:
    """The conditions of a rule that an audience is told of; None where it is told nothing of the rule."""
    every = asked(verdict.checks, rule.when if rule is not None else ())
    if audience == "author":
        return every
    if rule is not None and all(isinstance(one, SetAttribute) for one in rule.effects):
        return None
    told: list[Asked] = []
    for one in _apart(every, audience):
        if one.check.kind in ELSEWHERE and not one.check.holds:
            return None
        if _seen(one, audience):
            told.append(one)
        elif not one.check.holds:
            return None
    return told


def _apart(every: list[Asked], audience: Audience) -> list[Asked]:
    """What all must hold of is taken apart where only some of it may be told."""
    found = []
    for one in every:
        if isinstance(one.condition, All) and not may_see(audience, one.condition):
            found += _apart(parts(one), audience)
        else:
            found.append(one)
    return found


def _seen(one: Asked, audience: Audience) -> bool:
    if one.condition is None:
        return one.check.kind not in SECRET
    return may_see(audience, one.condition)

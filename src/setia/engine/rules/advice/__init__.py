"""Advice on a program that is sound: what of it can never happen, is never reached, or is not used."""

from __future__ import annotations

from setia.engine.rules.advice.never import Never
from setia.engine.rules.advice.told import Advice
from setia.engine.rules.advice.unreached import unreached_levels, unreached_limits
from setia.engine.rules.advice.unused import unused
from setia.engine.rules.compiled import Compiled

__all__ = ["Advice", "advise"]


def advise(compiled: Compiled) -> tuple[Advice, ...]:
    """Everything that an author should look at, in the order of the document's parts."""
    found = [*Never(compiled).all(), *unreached_limits(compiled), *unreached_levels(compiled), *unused(compiled)]
    order = {name: n for n, name in enumerate(type(compiled.program).__struct_fields__)}
    return tuple(sorted(found, key=lambda one: (order[str(one.path[0])], _places(one))))


def _places(one: Advice) -> tuple[int, ...]:
    return tuple(part for part in one.path if isinstance(part, int))

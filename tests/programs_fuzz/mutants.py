"""Mistakes in how documents are read and printed, to be noticed: each puts a wrong thing in a right one's place.

They are put in by the child process, which ends with its documents: nothing has to be taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from setia.engine.rules.effects import GIFTS
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.program import Program
from setia.services.document_shape import Shape, Sound

yaml_text: Any = import_module("setia.services.yaml_text")
documents: Any = import_module("setia.services.documents")
document_plain: Any = import_module("setia.services.document_plain")
document_text: Any = import_module("setia.services.document_text")
compiled: Any = import_module("setia.engine.rules.compiled")
calendar: Any = import_module("setia.engine.calendar")


def values_without_end() -> None:
    """A text may hold any number of values."""
    yaml_text.VALUES_MAX = 10**9


def structure_unlooked_at() -> None:
    """What the types refuse is left to them."""
    documents.shape = lambda plain, _=(): Shape([], [], Sound(plain))


def quotes_forgotten() -> None:
    """A text is printed as it is."""
    document_text._TAKEN = frozenset()
    document_text._LIKE_A_NUMBER = re.compile("(?!)")


def zero_taken_for_nothing() -> None:
    """A number of 0 is left out when a program is printed."""
    right = document_plain._mapping

    def mapping(info: Any, value: Any) -> dict[str, Any]:
        return {name: child for name, child in right(info, value).items() if child != 0 or child is False}

    document_plain._mapping = mapping


def every_chain_followed() -> None:
    """Rules that multiply one another are followed along every chain there is."""

    def given(program: Program) -> dict[str, frozenset[str]]:
        rules = {rule.id: rule for rule in program.rules}

        def follow(name: str, above: frozenset[str]) -> frozenset[str]:
            found: frozenset[str] = frozenset()
            for effect in rules[name].effects:
                if isinstance(effect, Multiplier):
                    for other in effect.of:
                        if other in rules and other not in above:
                            found |= follow(other, above | {name})
                elif not isinstance(effect, GIFTS):
                    found |= {effect.wallet}
            return found

        return {name: follow(name, frozenset()) for name in rules}

    compiled.wallets_given = given


def durations_of_any_length() -> None:
    """Nine thousand years are a duration."""
    calendar._DURATION = re.compile(calendar._DURATION.pattern.replace("{1,3}", "+"), re.ASCII)


def faults_without_lines() -> None:
    """Lines are forgotten."""
    documents._line = lambda *_: 0


MUTANTS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        values_without_end,
        structure_unlooked_at,
        quotes_forgotten,
        zero_taken_for_nothing,
        every_chain_followed,
        durations_of_any_length,
        faults_without_lines,
    )
}

"""What is said about a document that is sound, but will not do what its author means."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from setia.engine.rules.compiled import Compiled
from setia.engine.rules.faults import Path
from setia.engine.rules.rule import Rule

Numbers = dict[str, str | int]


class Advice(Struct, frozen=True):
    """One thing to look at: where, what, and the names or numbers that explain it."""

    path: Path
    code: str
    numbers: Numbers = {}
    is_fault: bool = False
    """Whether the document must not be applied so."""


def rules(compiled: Compiled) -> Iterator[tuple[Path, Rule]]:
    """Every rule with its path."""
    return ((("rules", i), rule) for i, rule in enumerate(compiled.program.rules))

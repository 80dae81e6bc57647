"""What is said about a document that is sound, but will not do what its author means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


def inside(conditions: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, Any]]:
    """Conditions with their paths, those inside others too."""
    for i, one in enumerate(conditions):
        yield from _walk(one, (*path, i))


def _walk(condition: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, condition
    of = getattr(condition, "of", ())
    if isinstance(of, tuple):
        for i, one in enumerate(of):
            yield from _walk(one, (*path, "of", i))
    else:
        yield from _walk(of, (*path, "of"))

"""The conditions inside a condition: those that `all`, `any` and `not` join, and theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from setia.engine.rules.faults import Path


def parts(condition: Any) -> tuple[Any, ...]:
    """What a condition joins, one level down; nothing for one that asks by itself."""
    of = getattr(condition, "of", ())
    return of if isinstance(of, tuple) else (of,)


def every(conditions: Iterable[Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Conditions with their paths in the document, each before those inside it."""
    for i, one in enumerate(conditions):
        yield from _below(one, (*path, i))


def _below(condition: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, condition
    of = getattr(condition, "of", ())
    if isinstance(of, tuple):
        yield from every(of, (*path, "of"))
    else:
        yield from _below(of, (*path, "of"))

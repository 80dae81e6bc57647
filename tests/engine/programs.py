"""Programs for tests of the engine: the smallest that works, with whatever a test is about."""

from __future__ import annotations

from typing import Any

from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.versions import Version, Versions


def document(**fields: Any) -> dict[str, Any]:
    """A program document with some fields of its own; a field given as None is left out."""
    smallest: dict[str, Any] = {
        "format": 1,
        "id": "test",
        "name": {"en": "Test"},
        "currency": "USD",
        "zone": "UTC",
        "effective_from": "2017-01-01",
        "wallets": [wallet()],
        "rules": [rule(effect())],
    }
    return {name: value for name, value in {**smallest, **fields}.items() if value is not None}


def wallet(**fields: Any) -> dict[str, Any]:
    """A wallet type called points, without expiry."""
    return {"id": "points", "unit": {"en": "points"}, **fields}


def rule(*effects: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A rule called base with these effects."""
    return {"id": "base", "effects": list(effects), **fields}


def effect(**fields: Any) -> dict[str, Any]:
    """One point for every whole unit of money."""
    return {"kind": "points_per_amount", "points": 1, "per": "1", **fields}


def compiled(**fields: Any) -> Compiled:
    """The document, compiled."""
    return compile_program(from_plain(document(**fields)))


def versions(*programs: Compiled, applied_at: int = 0) -> Versions:
    """These programs as versions 1, 2, ..., all applied at once."""
    return Versions(tuple(Version(number, applied_at, one) for number, one in enumerate(programs, 1)))

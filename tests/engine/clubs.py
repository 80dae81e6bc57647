"""Tier sets for tests of the engine: one called club, its lowest level called base."""

from __future__ import annotations

from typing import Any

from setia.engine.rules.versions import Versions
from tests.engine.programs import compiled, versions


def spend(at_least: int) -> list[dict[str, Any]]:
    return [{"measure": "spend", "at_least": at_least}]


def club(*levels: tuple[str, list[dict[str, Any]]], **fields: Any) -> Versions:
    named = [{"id": "base"}, *({"id": id_, "qualify": qualify} for id_, qualify in levels)]
    return versions(compiled(tiers=[{"id": "club", "levels": named, **fields}]))

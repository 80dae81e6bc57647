"""What a program's parts are called in English: rules, levels, rewards and cards, by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from setia.engine.rules.program import Program
from setia.engine.rules.wallet_type import Text

_ARTICLES = ("A ", "An ", "The ")


class Named(Protocol):
    """A part of a document with an id and texts."""

    @property
    def id(self) -> str:
        """As the document has it."""

    @property
    def name(self) -> Text:
        """By language."""


def of(parts: Iterable[Named], id_: str) -> str:
    """A part's name in English, in whatever language it has one, or its id."""
    names = next((one.name for one in parts if one.id == id_), {})
    return names.get("en") or next(iter(names.values()), id_)


def of_level(document: Program, set_id: str, level: str) -> str:
    """A level of one tier set."""
    return of((one for tiers in document.tiers if tiers.id == set_id for one in tiers.levels), level)


def inside(name: str) -> str:
    """A name inside a sentence: `A free pastry` becomes `a free pastry`, `Gold` stays."""
    return name[0].lower() + name[1:] if name.startswith(_ARTICLES) else name

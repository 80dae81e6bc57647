"""Mistakes of structure in a program document at random, as authors make them, each with the path where it is."""

from __future__ import annotations

import copy
from decimal import Decimal
from random import Random
from typing import Any

from msgspec import Struct

from setia.services.yaml_text import Path
from tests.documents.words import Mapping


class Mistake(Struct, frozen=True):
    """A document with one mistake more."""

    document: Mapping
    path: Path
    what: str


OTHERS: tuple[Any, ...] = (None, True, 7, "words", "", [], {}, ["x"], {"x": "y"}, [[]], Decimal("1.50"), -1, 10**17)
"""Values of every kind, one of which takes another's place."""


def places(document: Any, path: Path = ()) -> list[Path]:
    """The path of every value in a document."""
    found = [path] if path else []
    children = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, child in children:
        found += places(child, (*path, key))
    return found


def at(document: Any, path: Path) -> Any:
    """The value at a path."""
    for part in path:
        document = document[part]
    return document


def mistaken(document: Mapping, random: Random) -> Mistake:
    """The document with one mistake somewhere; the one given stays as it is."""
    changed = copy.deepcopy(document)
    path = random.choice(places(changed))
    around, key = at(changed, path[:-1]), path[-1]
    what = random.choice(("another value", "another value", "missing", "misspelt", "unknown", "doubled"))
    if isinstance(key, int) and what != "another value":
        what = "another value"
    if what == "another value":
        around[key] = copy.deepcopy(random.choice(OTHERS))
    elif what == "missing":
        del around[key]
    elif what == "doubled":
        around[f"{key}s"] = around[key]
        path = (*path[:-1], f"{key}s")
    elif what == "unknown":
        path = (*path[:-1], random.choice(("xyzzy", "wallet", "after", "<<", "kind", "any_of", "at_least")))
        around[path[-1]] = copy.deepcopy(random.choice(OTHERS))
    else:
        path = (*path[:-1], _misspelt(str(key), random))
        around[path[-1]] = around.pop(key)
    return Mistake(changed, path, what)


def _misspelt(word: str, random: Random) -> str:
    i = random.randrange(len(word))
    return random.choice((word[:i] + word[i + 1 :], word[:i] + "x" + word[i:], word[:i] + word[i] + word[i:]))

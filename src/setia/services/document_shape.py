"""Every fault of a document's structure at once, and what is left of the document when they are taken out.

A value that cannot be read is left out with the smallest thing around it that can be: an item of a list, or a field
that need not be there. A name that is almost one that there is counts as that one, so that one mistake is one fault.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from msgspec import Struct, inspect

from setia.engine.rules.program import FORMAT
from setia.services.document_types import (
    ALMOST,
    closest,
    expected,
    fields_of,
    kinds,
    members,
    names_in,
    places_for,
    program_type,
    shown,
)
from setia.services.yaml_text import Path, dotted

INSTEAD: dict[str, Any] = {
    "format": FORMAT,
    "id": "program",
    "name": {"en": "Program"},
    "currency": "USD",
    "zone": "UTC",
    "effective_from": "2027-01-01",
    "wallets": [],
    "rules": [],
}
"""What stands for a field that every program must have, while the rest is looked at."""


class ShapeFault(Struct, frozen=True):
    """One fault of structure."""

    path: Path
    code: str
    found: str = ""
    expected: str = ""
    suggestion: str = ""


class Lost(Struct, frozen=True):
    """Something that was left out, with what was written there."""

    path: Path
    written: Any = None


class Sound(Struct, frozen=True):
    """A value that can be read, with where its parts were written: names may be others, and items may be left out."""

    value: Any
    origins: dict[str | int, tuple[str | int, Sound]] = {}

    def written(self, path: Path) -> Path:
        """Where something was written that is found at this path now."""
        at, found = self, []
        for part in path:
            original, at = at.origins.get(part, (part, Sound(None)))
            found.append(original)
        return tuple(found)


class Shape(Struct, frozen=True):
    """What was found out about a document's structure."""

    faults: list[ShapeFault]
    lost: list[Lost]
    sound: Sound | None
    """What can be read of it; None where nothing can."""


def shape(document: Any, unread: Collection[Path] = ()) -> Shape:
    """Look at a document of dicts, lists, texts, whole numbers and Decimals.

    What stands at the paths `unread` is known to be faulty already: it is left out, and nothing is said of it.
    """
    walk = _Walk(frozenset(unread))
    sound = walk.struct(program_type(), document, ())
    if sound is None and isinstance(document, dict):
        sound = walk.root
    return Shape(walk.faults, walk.lost, sound)


class _Walk:
    """Goes through a document along its types. Every method gives what can be read of a value, or None."""

    def __init__(self, unread: frozenset[Path]) -> None:
        self._unread = unread
        self._above: list[tuple[Path, inspect.StructType]] = []
        """The mappings around the one being read, from the outermost in."""
        self.faults: list[ShapeFault] = []
        self.lost: list[Lost] = []
        self.root: Sound | None = None

    def _fault(self, path: Path, code: str, found: str = "", wanted: str = "", suggestion: str = "") -> None:
        self.faults.append(ShapeFault(path, code, found, wanted, suggestion))

    def any(self, info: inspect.Type, value: Any, path: Path) -> Sound | None:
        """A value of whatever type."""
        if path in self._unread:
            return None
        alternatives = members(info)
        if value is None and any(isinstance(one, inspect.NoneType) for one in alternatives):
            return Sound(None)
        if kinds(info):
            return self._kind(info, value, path)
        for one in alternatives:
            if isinstance(value, dict) and isinstance(one, inspect.StructType):
                return self.struct(one, value, path)
            if isinstance(value, dict) and isinstance(one, inspect.DictType):
                return self._dict(one, value, path)
            if isinstance(value, list) and isinstance(one, inspect.VarTupleType):
                return self._list(one, value, path)
        return self._scalar(info, value, path)

    def _kind(self, info: inspect.Type, value: Any, path: Path) -> Sound | None:
        """A mapping whose `kind` says what it is."""
        choices = kinds(info)
        field = str(next(iter(choices.values())).tag_field)
        at = (*path, field)
        if not isinstance(value, dict):
            return self._wrong(info, value, path)
        if at in self._unread:
            return None
        key = field if field in value else closest(field, value, ALMOST)
        if not key:
            self._fault(at, "missing_field", wanted=", ".join(choices))
            return None
        said, at = value[key], (*path, key)
        if not isinstance(said, str):
            self._fault(at, "wrong_type", shown(said), "a text")
            return None
        if said not in choices:
            close = closest(said, choices)
            self._fault(at, "unknown_kind", shown(said), ", ".join(choices), close)
            said = closest(said, choices, ALMOST)
            if not said:
                return None
        sound = self.struct(choices[said], value, path)
        return None if sound is None else Sound({field: said, **sound.value}, sound.origins)

    def struct(self, info: inspect.StructType, value: Any, path: Path) -> Sound | None:
        """A mapping with named fields."""
        if not isinstance(value, dict):
            return self._wrong(info, value, path)
        self._above.append((path, info))
        keys = self._keys(info, value, path)
        found: dict[str, Any] = {}
        origins: dict[str | int, tuple[str | int, Sound]] = {}
        whole = True
        for name, field in fields_of(info).items():
            key = keys.get(name)
            at = (*path, name if key is None else key)
            sound = None if key is None else self.any(field.type, value[key], at)
            if key is None and field.required:
                self._fault(at, "missing_field")
            if sound is None and (field.required or key is not None):
                self.lost.append(Lost(at, None if key is None else value[key]))
                whole = whole and not field.required
                if not path and name in INSTEAD:
                    found[name] = INSTEAD[name]
            elif sound is not None and key is not None:
                found[name] = sound.value
                origins[name] = (key, sound)
        self._above.pop()
        if not path and all(name in found for name, field in fields_of(info).items() if field.required):
            self.root = Sound(found, origins)
        return Sound(found, origins) if whole else None

    def _keys(self, info: inspect.StructType, value: dict[str, Any], path: Path) -> dict[str, str]:
        """By field, the key that stands for it: its own, or one that is almost it."""
        names = names_in(info)
        keys = {name: name for name in names if name in value}
        for key in value:
            if key in names:
                continue
            missing = [name for name in names if name not in keys]
            meant = closest(key, missing, ALMOST)
            place = "" if meant else self._place(key, path, info)
            if place:
                self._fault((*path, key), "misplaced_field", shown(key), place)
            else:
                close = meant or closest(key, names)
                self._fault((*path, key), "unknown_field", shown(key), "" if close else ", ".join(names), close)
            if meant and meant != info.tag_field:
                keys[meant] = key
            else:
                self.lost.append(Lost((*path, key), value[key]))
        return keys

    def _place(self, name: str, path: Path, info: inspect.StructType) -> str:
        """Where a field that is none here belongs, if there is one such place around it or one just inside it."""
        around = [(at, one) for at, one in self._above[:-1] if name in fields_of(one)]
        inside = places_for(name, info)
        if len(around) + len(inside) != 1:
            return ""
        at: Path = (*path, *inside[0]) if inside else around[0][0]
        self.lost.append(Lost((*at, name)))
        return f"`{dotted(at)}`" if at else "the document itself"

    def _dict(self, info: inspect.DictType, value: dict[str, Any], path: Path) -> Sound:
        """A mapping of whatever keys."""
        found: dict[str, Any] = {}
        origins: dict[str | int, tuple[str | int, Sound]] = {}
        for key, child in value.items():
            sound = self.any(info.value_type, child, (*path, key))
            if sound is None:
                self.lost.append(Lost((*path, key), child))
            else:
                found[key] = sound.value
                origins[key] = (key, sound)
        return Sound(found, origins)

    def _list(self, info: inspect.VarTupleType, value: list[Any], path: Path) -> Sound:
        """A list, without the items that cannot be read."""
        found: list[Any] = []
        origins: dict[str | int, tuple[str | int, Sound]] = {}
        for i, child in enumerate(value):
            sound = self.any(info.item_type, child, (*path, i))
            if sound is None:
                self.lost.append(Lost((*path, i), child))
            else:
                origins[len(found)] = (i, sound)
                found.append(sound.value)
        return Sound(found, origins)

    def _scalar(self, info: inspect.Type, value: Any, path: Path) -> Sound | None:
        """A text, a number, a word of a list."""
        alternatives = members(info)
        for one in alternatives:
            if isinstance(one, inspect.LiteralType) and isinstance(value, str):
                return self._word([str(word) for word in one.values], value, path)
            if isinstance(one, inspect.AnyType) or _is_one(one, value):
                return Sound(value)
        # A decimal is kept as it was written, where an amount may be whole or a text.
        amount = {inspect.IntType, inspect.StrType} <= {type(one) for one in alternatives}
        return Sound(value) if amount and isinstance(value, Decimal) else self._wrong(info, value, path)

    def _word(self, words: list[str], value: str, path: Path) -> Sound | None:
        if value in words:
            return Sound(value)
        code = "unknown_kind" if path[-1] == "kind" else "not_a_choice"
        self._fault(path, code, shown(value), ", ".join(words), closest(value, words))
        meant = closest(value, words, ALMOST)
        return Sound(meant) if meant else None

    def _wrong(self, info: inspect.Type, value: Any, path: Path) -> Sound | None:
        self._fault(path, "wrong_type", shown(value), expected(info))
        return None


def _is_one(info: inspect.Type, value: Any) -> bool:
    if isinstance(value, bool):
        return isinstance(info, inspect.BoolType)
    if isinstance(value, str):
        return isinstance(info, inspect.StrType)
    return isinstance(value, int) and isinstance(info, inspect.IntType)

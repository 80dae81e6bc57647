"""What a program document may hold at each place, read from the types that the engine reads documents by."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from msgspec import inspect

from setia.engine.rules.program import Program

WORDS: dict[type, str] = {
    inspect.StructType: "a mapping",
    inspect.DictType: "a mapping",
    inspect.VarTupleType: "a list",
    inspect.IntType: "a whole number",
    inspect.StrType: "a text",
    inspect.LiteralType: "a text",
    inspect.BoolType: "true or false",
}
"""Kinds of values as authors of documents know them."""

SHOWN_MAX = 40
"""Characters of a faulty value that are repeated."""

LIKE, ALMOST = 0.6, 0.8
"""How alike two names are, of 1, where one may have been meant by the other; and where it certainly was."""


@cache
def program_type() -> inspect.StructType:
    """The type of a whole document."""
    found = inspect.type_info(Program)
    assert isinstance(found, inspect.StructType)
    return found


def fields_of(info: inspect.StructType) -> dict[str, inspect.Field]:
    """A mapping's fields by the name that documents write; its `kind`, where it has one, is none of them."""
    return {field.encode_name: field for field in info.fields}


def names_in(info: inspect.StructType) -> list[str]:
    """Every name that may stand in a mapping, in the order in which a reader expects them."""
    return [*([info.tag_field] if info.tag_field else []), *fields_of(info)]


def members(info: inspect.Type) -> tuple[inspect.Type, ...]:
    """The types that a value may have; one, where it is no union."""
    return info.types if isinstance(info, inspect.UnionType) else (info,)


def kinds(info: inspect.Type) -> dict[str, inspect.StructType]:
    """The kinds of mappings that there may be, by what their `kind` says; none, where nothing says which."""
    found = [one for one in members(info) if isinstance(one, inspect.StructType) and one.tag_field]
    return {str(one.tag): one for one in found}


def expected(info: inspect.Type) -> str:
    """What there may be at a place, in words."""
    words = [WORDS[type(one)] for one in members(info) if type(one) in WORDS]
    return " or ".join(dict.fromkeys(words))


def shown(value: Any) -> str:
    """A faulty value if it is short enough to repeat; else what kind of thing it is."""
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if len(text) <= SHOWN_MAX:
        return text
    return "a text" if isinstance(value, str) else "a number"


def closest(found: str, names: Iterable[str], least: float = LIKE) -> str:
    """The name that is most like what was found, small letters or large; empty where none is."""
    folded = found.casefold()[:SHOWN_MAX]
    matcher = SequenceMatcher(b=folded)
    best, best_ratio = "", least
    for name in names:
        matcher.set_seq1(name.casefold())
        if matcher.real_quick_ratio() > best_ratio and matcher.quick_ratio() > best_ratio:
            ratio = matcher.ratio()
            if ratio > best_ratio:
                best, best_ratio = name, ratio
    return best


def places_for(name: str, info: inspect.StructType) -> list[tuple[str, ...]]:
    """Fields of a mapping inside of which a field of this name may stand, each as the way to it."""
    ways: list[tuple[str, ...]] = []
    for key, field in fields_of(info).items():
        inside = [one.item_type if isinstance(one, inspect.VarTupleType) else one for one in members(field.type)]
        structs = [one for kind in inside for one in members(kind) if isinstance(one, inspect.StructType)]
        if any(name in fields_of(one) for one in structs):
            ways.append((key,))
    return ways

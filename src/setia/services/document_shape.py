"""What the structure of a document says against it, as a fault with its line, its path and what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import inspect

from setia.engine.rules.program import Program
from setia.services.yaml_text import DocumentFault, Path, dotted

_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.+)`", re.DOTALL)
_MISSING_FIELD = re.compile(r"Object missing required field `(.+)`")
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`")
_NO_CHOICE = re.compile(r"Invalid (?:enum )?value", re.DOTALL)

ANY_KEY = "[...]"
"""How msgspec writes "under some key"."""

_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "int": "a whole number",
    "str": "a text",
    "bool": "true or false",
    "null": "nothing",
}
"""Kinds of values as authors of documents know them."""


def fault_of_shape(error: msgspec.ValidationError, document: Any, lines: dict[Path, int]) -> DocumentFault:
    """msgspec's sentence as a fault: its path with the line it stands on, and names that are close."""
    match = _AT.match(str(error))
    what, at = (match["what"], match["path"] or "") if match else (str(error), "")
    path = _found(_path(at), document, what)
    if unknown := _UNKNOWN_FIELD.match(what):
        here, fields = (*path, unknown[1]), _fields(path, document)
        close = _close(unknown[1], fields)
        expected_fields = "" if close else ", ".join(fields)
        return DocumentFault(lines.get(here, 0), dotted(here), "unknown_field", unknown[1], expected_fields, close)
    line = lines.get(path, lines.get(path[:-1], 0))
    if missing := _MISSING_FIELD.match(what):
        return DocumentFault(line, dotted((*path, missing[1])), "missing_field")
    if expected := _EXPECTED.match(what):
        found = _shown(document, path, expected[2])
        return DocumentFault(line, dotted(path), "wrong_type", found, _plain(expected[1]))
    choices = _choices(path, document)
    if _NO_CHOICE.match(what) and choices:
        found = _shown(document, path, "")
        code = "unknown_kind" if path[-1] == "kind" else "not_a_choice"
        return DocumentFault(line, dotted(path), code, found, ", ".join(choices), _close(found, choices))
    return DocumentFault(line, dotted(path), "invalid", what)


def _close(found: str, names: Iterable[str]) -> str:
    return next(iter(get_close_matches(found, list(names), n=1)), "")


def _plain(expected: str) -> str:
    return " or ".join(_WORDS.get(kind, kind) for kind in expected.split(" | ") if kind != "null")


def _shown(document: Any, path: Path, kind: str) -> str:
    """What stands at a path, if it is short enough to repeat; else what kind of thing it is."""
    value = document
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return _WORDS.get(kind, kind)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if isinstance(value, str | int | Decimal) and len(text) <= 40 else _WORDS.get(kind, kind)


def _path(text: str) -> Path:
    parts = re.findall(r"\.([^.\[]+)|\[(\d+)\]|(\[\.\.\.\])", text)
    return tuple(int(index) if index else name or ANY_KEY for name, index, _ in parts)


def _found(path: Path, document: Any, what: str) -> Path:
    """The path with the key that is meant where msgspec only says that there is one: the first of the wrong kind."""
    kind = {"str": str, "int": int, "bool": bool, "null": type(None), "object": dict, "array": list}
    got = _EXPECTED.match(what)
    value, clear = document, []
    for part in path:
        if part == ANY_KEY and isinstance(value, dict):
            wrong = kind.get(got[2], object) if got else object
            part = next((key for key, child in value.items() if type(child) is wrong), part)
        clear.append(part)
        value = _child(value, part)
    return tuple(clear)


def _child(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _fields(path: Path, document: Any) -> list[str]:
    """Names that the mapping at this path may have; of what its `kind` says, where there are several kinds."""
    info = _type_at(path, document)
    if not isinstance(info, inspect.StructType):
        return []
    return [*([info.tag_field] if info.tag_field else []), *(field.encode_name for field in info.fields)]


def _choices(path: Path, document: Any) -> list[str]:
    """The values that there may be at a path: kinds of a mapping, or the words that a field knows."""
    if path and path[-1] == "kind":
        kinds = [one for one in _alternatives(_type_of(path[:-1], document)) if one.tag_field == "kind"]
        if kinds:
            return [str(one.tag) for one in kinds]
    info = _type_of(path, document)
    members = info.types if isinstance(info, inspect.UnionType) else (info,)
    return [str(value) for one in members if isinstance(one, inspect.LiteralType) for value in one.values]


def _type_at(path: Path, document: Any) -> inspect.Type:
    """The document's type at a path, with the alternative chosen that is meant there."""
    value = document
    for part in path:
        value = _child(value, part)
    return _chosen(_type_of(path, document), value)


def _type_of(path: Path, document: Any) -> inspect.Type:
    """The document's type at a path, as it is declared."""
    info: inspect.Type = inspect.type_info(Program)
    value = document
    for part in path:
        info = _step_into(_chosen(info, value), part)
        value = _child(value, part)
    return info


def _step_into(info: inspect.Type, part: str | int) -> inspect.Type:
    if isinstance(info, inspect.StructType):
        return next((field.type for field in info.fields if field.encode_name == part), inspect.AnyType())
    if isinstance(info, inspect.VarTupleType):
        return info.item_type
    return info.value_type if isinstance(info, inspect.DictType) else inspect.AnyType()


def _chosen(info: inspect.Type, value: Any) -> inspect.Type:
    """Of several types the one that is meant: by the value's `kind`, or the one that holds something."""
    if not isinstance(info, inspect.UnionType):
        return info
    kinds = [one for one in _alternatives(info) if one.tag_field]
    if kinds:
        said = value.get(kinds[0].tag_field) if isinstance(value, dict) else None
        return next((one for one in kinds if one.tag == said), inspect.AnyType())
    return next((one for one in info.types if not isinstance(one, inspect.NoneType)), info)


def _alternatives(info: inspect.Type) -> list[inspect.StructType]:
    members = info.types if isinstance(info, inspect.UnionType) else (info,)
    return [one for one in members if isinstance(one, inspect.StructType)]

"""Program documents as their authors write them, read and compiled; every fault with line, path and a suggestion."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import msgspec

from setia.engine.rules.compiled import Compiled, Fault, Unusable, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.program import Program
from setia.services.yaml_text import BadDocument, DocumentFault, Path, dotted, read

__all__ = ["BadDocument", "DocumentFault", "dotted", "read", "read_program"]


def read_program(text: str) -> Compiled:
    """A program document, read and compiled. Raises BadDocument with every fault that could be found."""
    document, lines = read(text)
    try:
        return compile_program(from_plain(document))
    except msgspec.ValidationError as error:
        raise BadDocument([_from_validation(str(error), document, lines)]) from None
    except Unusable as unusable:
        raise BadDocument([_placed(fault, lines) for fault in unusable.faults]) from None


def _placed(fault: Fault, lines: dict[Path, int]) -> DocumentFault:
    path = fault.path
    while path and path not in lines:
        path = path[:-1]
    choices = fault.expected.split(", ") if fault.code.startswith("unknown_") else []
    close = get_close_matches(fault.found, choices, n=1)
    return DocumentFault(
        lines.get(path, 0), dotted(fault.path), fault.code, fault.found, fault.expected, close[0] if close else ""
    )


_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.+)`", re.DOTALL)
_MISSING_FIELD = re.compile(r"Object missing required field `(.+)`")
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`")


def _from_validation(message: str, document: Any, lines: dict[Path, int]) -> DocumentFault:
    """msgspec's sentence as a fault: its path with the line it stands on."""
    match = _AT.match(message)
    what, at = (match["what"], match["path"] or "") if match else (message, "")
    path = _found(_path(at), document, what)
    if unknown := _UNKNOWN_FIELD.match(what):
        here = (*path, unknown[1])
        close = get_close_matches(unknown[1], _fields_at(path), n=1)
        return DocumentFault(
            lines.get(here, 0), dotted(here), "unknown_field", unknown[1], suggestion=close[0] if close else ""
        )
    line = lines.get(path, lines.get(path[:-1], 0))
    if missing := _MISSING_FIELD.match(what):
        return DocumentFault(line, dotted((*path, missing[1])), "missing_field")
    if expected := _EXPECTED.match(what):
        return DocumentFault(line, dotted(path), "wrong_type", _shown(document, path, expected[2]), expected[1])
    return DocumentFault(line, dotted(path), "invalid", what)


def _shown(document: Any, path: Path, kind: str) -> str:
    """What stands at a path, if it is short enough to repeat; else what kind of thing it is."""
    value = document
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return kind
    text = str(value)
    return text if isinstance(value, str | int | Decimal) and len(text) <= 40 else kind


ANY_KEY = "[...]"
"""How msgspec writes "under some key"."""


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
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return tuple(clear)


def _fields_at(path: Path) -> list[str]:
    """Names that a mapping at this path may have, following the document's types."""
    kind: Any = Program
    for part in path:
        info = msgspec.inspect.type_info(kind) if not isinstance(kind, msgspec.inspect.Type) else kind
        kind = _step_into(info, part)
    info = _not_none(msgspec.inspect.type_info(kind) if not isinstance(kind, msgspec.inspect.Type) else kind)
    return [field.encode_name for field in info.fields] if isinstance(info, msgspec.inspect.StructType) else []


def _step_into(info: msgspec.inspect.Type, part: str | int) -> msgspec.inspect.Type:
    info = _not_none(info)
    if isinstance(info, msgspec.inspect.StructType):
        return next((field.type for field in info.fields if field.encode_name == part), msgspec.inspect.AnyType())
    if isinstance(info, msgspec.inspect.VarTupleType):
        return info.item_type
    return msgspec.inspect.AnyType()


def _not_none(info: msgspec.inspect.Type) -> msgspec.inspect.Type:
    """What an optional field holds when it is there."""
    if isinstance(info, msgspec.inspect.UnionType):
        return next((one for one in info.types if not isinstance(one, msgspec.inspect.NoneType)), info)
    return info

"""A program as the plain values of a document: fields in the order of the format, what holds anyway left out."""

from __future__ import annotations

from typing import Any

from msgspec import NODEFAULT, UNSET, Struct, inspect

from setia.engine.rules.program import Program
from setia.services.document_types import fields_of, members, program_type


class Amount(str):
    """A number that is kept as the text that somebody wrote, such as 1.00."""

    __slots__ = ()


def to_plain(program: Program) -> dict[str, Any]:
    """Dicts, lists, texts and whole numbers from which `from_plain` makes the same program."""
    return _mapping(program_type(), program)


def _mapping(info: inspect.StructType, value: Struct) -> dict[str, Any]:
    found: dict[str, Any] = {info.tag_field: info.tag} if info.tag_field else {}
    for name, field in fields_of(info).items():
        child = getattr(value, field.name)
        if child is not UNSET and (field.required or child != _default(field)):
            found[name] = plain_of(field.type, child)
    return found


def _default(field: inspect.Field) -> Any:
    return field.default if field.default_factory is NODEFAULT else field.default_factory()


def plain_of(info: inspect.Type, value: Any) -> Any:
    """One value of a type, as a document would have it."""
    alternatives = members(info)
    for one in alternatives:
        if isinstance(one, inspect.StructType) and isinstance(value, one.cls):
            return _mapping(one, value)
        if isinstance(one, inspect.VarTupleType) and isinstance(value, tuple):
            return [plain_of(one.item_type, child) for child in value]
        if isinstance(one, inspect.DictType) and isinstance(value, dict):
            return {key: plain_of(one.value_type, child) for key, child in value.items()}
    types = {type(one) for one in alternatives} - {inspect.NoneType}
    return Amount(value) if isinstance(value, str) and types == {inspect.IntType, inspect.StrType} else value

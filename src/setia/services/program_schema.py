"""The JSON Schema (2020-12) of program documents, made from the types that the engine reads them by and what these say.

What an editor completes and checks is what is accepted: every name, kind, word and bound stands in one place.
"""

from __future__ import annotations

import json
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

from setia.engine.rules.conditions import Condition
from setia.engine.rules.effects import Effect
from setia.engine.rules.prices import PriceEffect
from setia.services import docstrings
from setia.services.document_types import fields_of, kinds, members, program_type
from setia.services.schema_bounds import NUMBER, Schema, bounds

DIALECT = "https://json-schema.org/draft/2020-12/schema"

UNIONS = {
    frozenset(get_args(Condition)): "Condition",
    frozenset(get_args(Effect)): "Effect",
    frozenset(get_args(PriceEffect)): "PriceEffect",
}
"""Kinds that have a name of their own, so that the schema says them once."""

_PLAIN: dict[type, str] = {
    inspect.IntType: "integer",
    inspect.StrType: "string",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
}


def program_schema() -> Schema:
    """The schema, ready to be written as JSON."""
    definitions: dict[str, Schema] = {}
    root = program_type()
    for info in structs(root):
        name = info.cls.__name__
        assert name not in definitions, f"two mappings are called {name}"
        definitions[name] = _mapping(info)
        for field in info.fields:
            inside = field.type.item_type if isinstance(field.type, inspect.VarTupleType) else field.type
            if union := _union(inside):
                definitions[union] = _kinds(inside)
    whole = definitions.pop(root.cls.__name__)
    return {"$schema": DIALECT, **whole, "title": "Setia program", "$defs": dict(sorted(definitions.items()))}


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(program_schema(), indent=2, ensure_ascii=False) + "\n"


def structs(info: inspect.Type, seen: dict[type, inspect.StructType] | None = None) -> list[inspect.StructType]:
    """Every mapping that a document may have somewhere, the outermost first."""
    found = {} if seen is None else seen
    for one in members(info):
        if isinstance(one, inspect.StructType) and one.cls not in found:
            found[one.cls] = one
            for field in one.fields:
                structs(field.type, found)
        elif isinstance(one, inspect.VarTupleType):
            structs(one.item_type, found)
        elif isinstance(one, inspect.DictType):
            structs(one.value_type, found)
    return list(found.values())


def title(info: inspect.StructType) -> str:
    """What a mapping is called: its kind, or its class in words."""
    if info.tag_field:
        return str(info.tag)
    name = info.cls.__name__
    return "".join(f" {one.lower()}" if i and one.isupper() else one for i, one in enumerate(name))


def _mapping(info: inspect.StructType) -> Schema:
    said = docstrings.of_fields(info.cls)
    hints = get_type_hints(info.cls)
    properties: dict[str, Schema] = {}
    if info.tag_field:
        properties[info.tag_field] = {"const": info.tag, "description": docstrings.of_class(info.cls)}
    for name, field in fields_of(info).items():
        schema = _value(field.type, bounds(info.cls.__name__, name))
        _in_declared_order(schema, hints[field.name])
        if field.name in said:
            schema["description"] = said[field.name]
        if (default := default_of(field)) is not None:
            schema["default"] = default
        properties[name] = schema
    required = [name for name, field in fields_of(info).items() if field.required]
    return {
        "title": title(info),
        "description": docstrings.of_class(info.cls),
        "type": "object",
        "properties": properties,
        "required": [*([info.tag_field] if info.tag_field else []), *required],
        "additionalProperties": False,
    }


def default_of(field: inspect.Field) -> Any:
    """What holds where a document leaves a field out, as it would be written; None where that is nothing."""
    default = field.default
    if default is msgspec.NODEFAULT or isinstance(default, msgspec.Struct):
        return None
    plain = msgspec.to_builtins(default)
    return list(plain) if isinstance(plain, tuple) and plain else plain if plain not in ("", ()) else None


def _value(info: inspect.Type, more: Schema) -> Schema:
    """The schema of a value; `more` is what is checked beside its type."""
    found = [one for one in members(info) if not isinstance(one, inspect.NoneType)]
    nullable = len(found) < len(members(info))
    if kinds(info):
        union = _union(info)
        return {"$ref": f"#/$defs/{union}"} if union else _kinds(info)
    types = {type(one) for one in found}
    if types == {inspect.IntType, inspect.StrType}:
        types_said = ["number", "string", *(["null"] if nullable else [])]
        return {"type": types_said, **NUMBER, **more}
    if len(found) == 1 and not nullable:
        return _one(found[0], more)
    if types <= set(_PLAIN):
        return {"type": [_PLAIN[type(one)] for one in members(info)], **more}
    return {"anyOf": [*(_one(one, more) for one in found), *([{"type": "null"}] if nullable else [])]}


def _one(info: inspect.Type, more: Schema) -> Schema:
    if isinstance(info, inspect.StructType):
        return {"$ref": f"#/$defs/{info.cls.__name__}"}
    if isinstance(info, inspect.VarTupleType):
        return {"type": "array", "items": _value(info.item_type, {}), **more}
    if isinstance(info, inspect.DictType):
        return {"type": "object", "additionalProperties": _value(info.value_type, {}), **more}
    if isinstance(info, inspect.LiteralType):
        return {"enum": list(info.values)}
    return {"type": _PLAIN[type(info)], **more}


def _union(info: inspect.Type) -> str:
    """What a union of kinds is called; empty where it has no name."""
    return UNIONS.get(frozenset(one.cls for one in kinds(info).values()), "")


def _kinds(info: inspect.Type) -> Schema:
    choices = kinds(info)
    field = next(iter(choices.values())).tag_field or "kind"
    return {
        "type": "object",
        "required": [field],
        "properties": {field: {"enum": list(choices)}},
        "oneOf": [{"$ref": f"#/$defs/{one.cls.__name__}"} for one in choices.values()],
    }


def _in_declared_order(schema: Schema, hint: Any) -> None:
    """Words in the order in which the source has them: monday comes before friday."""
    words = {frozenset(get_args(one)): list(get_args(one)) for one in _literals(hint)}
    for one in (schema, schema.get("items", {}), *schema.get("anyOf", [])):
        if frozenset(one.get("enum", ())) in words:
            one["enum"] = words[frozenset(one["enum"])]


def _literals(hint: Any) -> list[Any]:
    if get_origin(hint) is Literal:
        return [hint]
    return [found for one in get_args(hint) for found in _literals(one)]

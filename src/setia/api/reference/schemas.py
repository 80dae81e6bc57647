"""JSON Schema of what the routes take and answer, by msgspec, which also reads it; with the words under each field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
from litestar import Litestar, Response
from litestar.routes import HTTPRoute
from msgspec import Struct

from setia.api.problems import Problem
from setia.api.reference.operations import Json
from setia.services import docstrings

PLACE = "#/components/schemas/{name}"


class Schemas(Struct, frozen=True):
    """Of every operation, by method and path such as `POST /api/v1/members`."""

    taken: dict[str, Json]
    answered: dict[str, Json]
    components: dict[str, Json]


def schemas(app: Litestar) -> Schemas:
    """What the routes of an application declare."""
    taken: dict[str, Any] = {}
    answered: dict[str, Any] = {}
    for method, path, handler in _handlers(app):
        signature = handler.parsed_fn_signature
        if "data" in signature.parameters:
            taken[f"{method} {path}"] = signature.parameters["data"].annotation
        answers = signature.return_type.annotation
        if answers is not None and not _is_response(answers):
            answered[f"{method} {path}"] = answers
    types = [*taken.values(), *answered.values(), Problem]
    made, components = msgspec.json.schema_components(types, ref_template=PLACE)
    names = {name: _short(name) for name in components}
    for cls in set(_structs(types)):
        _say(cls, components)
    found = iter(_renamed(list(made), names))
    return Schemas(
        {name: next(found) for name in taken},
        {name: next(found) for name in answered},
        {names[name]: _renamed(one, names) for name, one in components.items()},
    )


def _handlers(app: Litestar) -> Iterator[tuple[str, str, Any]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.resolve_include_in_schema():
                    for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                        yield str(method), route.path_format, handler


def _is_response(annotation: Any) -> bool:
    origin = getattr(annotation, "__origin__", annotation)
    return isinstance(origin, type) and issubclass(origin, Response)


def _structs(types: list[Any]) -> Iterator[type[Struct]]:
    """Every struct that is named in these, however deep."""
    waiting, seen = list(types), set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, Struct):
            if one not in seen:
                seen.add(one)
                yield one
                waiting += [field.type for field in msgspec.structs.fields(one)]
        else:
            waiting += [inner for inner in get_args(one) if not isinstance(inner, str | int)]


def _say(cls: type[Struct], components: dict[str, Json]) -> None:
    """Put what the source says of a class's fields beside them."""
    schema = components.get(cls.__name__) or components.get(f"{cls.__module__}.{cls.__qualname__}")
    if schema is None or not cls.__module__.startswith("setia."):
        return
    said = docstrings.of_fields(cls)
    for name, field in schema.get("properties", {}).items():
        if name in said:
            field["description"] = said[name]


def _short(name: str) -> str:
    """`setia.api.history.MovementOut`, where there are two of that name: `HistoryMovementOut`."""
    module, _, last = name.rpartition(".")
    return f"{module.rpartition('.')[2].title().replace('_', '')}{last}" if module else name


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The same with references to components by their short names."""
    match value:
        case dict():
            return {
                key: PLACE.format(name=names[one.rpartition("/")[2]]) if key == "$ref" else _renamed(one, names)
                for key, one in value.items()
                if key != "title" or not isinstance(one, str)
            }
        case list():
            return [_renamed(one, names) for one in value]
        case _:
            return value

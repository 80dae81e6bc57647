"""Making calls: of a path, what is answered, and what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import uuid4

import msgspec

from setia.client.call import Call

T = TypeVar("T")
Wanted = Mapping[str, int | str | bool | None]


def get(path: str, answer: type[T], wanted: Wanted | None = None) -> Call[T]:
    """A question. `wanted` is what it is narrowed by; what is None is left out."""
    params = {name: _text(value) for name, value in (wanted or {}).items() if value is not None}
    return Call("GET", path, answer, params=params)


def post(path: str, answer: type[T], body: Mapping[str, Any]) -> Call[T]:
    """Something to be done once, however often it is sent: the call has a key of its own."""
    return Call("POST", path, answer, msgspec.json.encode(body), uuid4().hex)


def numbered(path: str, answer: type[T], body: Mapping[str, Any]) -> Call[T]:
    """The same of what is known by a number of its own, or has keys in it: it needs none."""
    return Call("POST", path, answer, msgspec.json.encode(body))


def patch(path: str, answer: type[T], body: Mapping[str, Any]) -> Call[T]:
    """Something to be different; sent again it changes nothing."""
    return Call("PATCH", path, answer, msgspec.json.encode(body))


def in_path(name: str) -> str:
    """A name as a path has it."""
    return quote(name, safe=":+@")


def _text(value: int | str | bool) -> int | str:
    return str(value).lower() if isinstance(value, bool) else value

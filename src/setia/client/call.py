"""A call: one request as a value, which keeps its key, so that it can be sent again."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Call(Struct, Generic[T], frozen=True):
    """One request, and what is answered to it."""

    method: Literal["GET", "PATCH", "POST"]
    path: str
    answer: Any
    """The type of what is answered."""
    body: bytes = b""
    key: str = ""
    """The idempotency key: the same for as long as the call is."""
    params: dict[str, int | str] = {}

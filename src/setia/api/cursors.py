"""Cursors: where a page of a list ends, as the caller sends it back for the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from litestar.params import QueryParameter

from setia.api.problems import Stop, problem

DIGITS_MAX = 18
PAGE_MAX = 200
T = TypeVar("T")

Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
"""How many rows a page has at most."""

Cursor = Annotated[str, QueryParameter(max_length=80)]
"""`next` of the page before; empty: the first page."""


def written(*numbers: int) -> str:
    """A cursor of these numbers."""
    return ".".join(map(str, numbers))


def read(cursor: str, count: int) -> tuple[int, ...]:
    """The numbers of a cursor; none for the first page. Stops where it is not one of so many."""
    if not cursor:
        return ()
    parts = cursor.split(".")
    if len(parts) != count or not all(map(_is_whole, parts)):
        raise Stop(problem(422, "not_a_cursor", field="cursor"))
    return tuple(map(int, parts))


def cut(found: Sequence[T], limit: int, place: Callable[[T], tuple[int, ...]]) -> tuple[Sequence[T], str]:
    """A page of what was found, which is one more than `limit` where there is more; and the cursor of the next."""
    return found[:limit], written(*place(found[limit - 1])) if len(found) > limit else ""


def after(cursor: str) -> int:
    """The number that a further page begins after; 0 for the first page."""
    (number,) = read(cursor, 1) or (0,)
    return number


def before(cursor: str) -> int:
    """The number that a further page ends before, of what is newest first; more than any for the first page."""
    (number,) = read(cursor, 1) or (10**DIGITS_MAX,)
    return number


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")  # an instant may lie before 1970
    return digits.isascii() and digits.isdigit() and len(digits) <= DIGITS_MAX

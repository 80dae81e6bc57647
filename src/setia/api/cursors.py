"""Cursors: where a page of a list ends, as the caller sends it back for the next one."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

from setia.api.problems import Stop, problem

DIGITS_MAX = 18

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


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")  # an instant may lie before 1970
    return digits.isascii() and digits.isdigit() and len(digits) <= DIGITS_MAX

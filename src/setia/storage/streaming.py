"""Rows of a query: all at once where they are few, a few thousand at a time where they are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

FETCH = 5_000


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query whose answer is small."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def stream(sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query; on PostgreSQL through a cursor on the server, which needs an open transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(FETCH):
            yield from rows

"""Databases to restore into, of the kind that is connected; and what is in a database, to compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connection

from tests.conftest import use


@contextmanager
def empty_place(url: str, folder: Path) -> Iterator[str]:
    """A database of the same kind as that at `url` where there is nothing yet, connected; its URL."""
    if url.startswith("sqlite"):
        with use(f"sqlite:///{folder / 'restored.sqlite3'}") as place:
            yield place
        return
    server, name = url.rpartition("/")[0], f"r{uuid4().hex[:16]}"
    with use(f"{server}/postgres"), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    with use(f"{server}/{name}") as place:
        yield place
    with use(f"{server}/postgres"), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def everything() -> dict[str, list[str]]:
    """Every row of every table, but for what changes by itself."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - {"deployment", "sqlite_sequence"})
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(map(_plain, cursor.fetchall()))
    return found


def _plain(row: tuple[object, ...]) -> str:
    return repr(tuple(bytes(value) if isinstance(value, memoryview) else value for value in row))

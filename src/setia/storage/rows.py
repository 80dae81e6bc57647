"""Many rows in one statement: arrays or COPY on PostgreSQL, one prepared statement again and again on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from types import NoneType
from typing import Any

from django.apps import apps
from django.db import DataError, connection

Rows = Sequence[tuple[Any, ...]]

COPY_LEAST = 50
"""So many new rows are copied: an array is one message instead of three, but takes longer for each row."""


def insert(table: str, columns: str, rows: Rows) -> None:
    """Insert rows of one table; nothing where there are none. `columns` are named in the order of the rows."""
    _write(table, _names(columns), rows, "")


def upsert(table: str, columns: str, key: str, rows: Rows, changed: str = "") -> None:
    """Insert rows, or give those that are there by their key these values, of all other columns or of some."""
    names, keys = _names(columns), _names(key)
    values = ", ".join(
        f"{name} = excluded.{name}" for name in (_names(changed) if changed else names) if name not in keys
    )
    _write(table, names, rows, f" ON CONFLICT ({key}) DO UPDATE SET {values}")


def insert_new(table: str, columns: str, rows: Rows) -> None:
    """Insert those rows that are not there by any key."""
    _write(table, _names(columns), rows, " ON CONFLICT DO NOTHING")


def update(table: str, columns: str, key: str, rows: Rows) -> None:
    """Give rows new values by their key; each row is the values of `columns`, then of `key`."""
    if not rows:
        return
    names, keys = _names(columns), _names(key)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            values = ", ".join(f"{name} = %s" for name in names)
            where = " AND ".join(f"{name} = %s" for name in keys)
            cursor.executemany(f"UPDATE {table} SET {values} WHERE {where}", rows)
            return
        values = ", ".join(f"{name} = v.{name}" for name in names)
        where = " AND ".join(f"t.{name} = v.{name}" for name in keys)
        given = f"unnest({_arrays(table, (*names, *keys))}) AS v({', '.join((*names, *keys))})"
        cursor.execute(f"UPDATE {table} t SET {values} FROM {given} WHERE {where}", _columnwise(rows))


def next_ids(table: str, count: int) -> Sequence[int]:
    """The next `count` ids of a table: under SQLite's only write lock the highest plus one, else from its sequence."""
    if not count:
        return ()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
            first = cursor.fetchone()[0]
            return range(first, first + count)
        cursor.execute(
            # The sequence is looked up once, and not for every id.
            "SELECT nextval(found.id) FROM generate_series(1, %s),"
            " (SELECT coalesce(pg_get_serial_sequence(%s, 'id'), %s)::regclass AS id OFFSET 0) found",
            [count, table, f"{table}_ids"],
        )
        return [row[0] for row in cursor.fetchall()]


def _write(table: str, names: tuple[str, ...], rows: Rows, on_conflict: str) -> None:
    if not rows:
        return
    into = f"INSERT INTO {table} ({', '.join(names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(names))}){on_conflict}", rows)
        elif on_conflict or len(rows) < COPY_LEAST:
            cursor.execute(f"{into} SELECT * FROM unnest({_arrays(table, names)}){on_conflict}", _columnwise(rows))
        else:
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _columnwise(rows: Rows) -> list[str]:
    return [array(column) for column in zip(*rows, strict=True)]


def array(values: Sequence[Any]) -> str:
    """An array of whole numbers, texts, bytes or truths as PostgreSQL reads it.

    The driver writes one element by element, and quotes every element twice.
    """
    return "{" + ",".join([_ELEMENT[type(value)](value) for value in values]) + "}"


def _text(value: str) -> str:
    if "\0" in value:
        raise DataError("a text with a NUL cannot be stored")
    return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'


_ELEMENT: dict[type, Callable[[Any], str]] = {
    int: str,
    str: _text,
    bytes: lambda value: r'"\\x' + value.hex() + '"',
    bool: lambda value: "t" if value else "f",
    NoneType: lambda _: "NULL",
}


@cache
def _names(columns: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in columns.split(","))


@cache
def _arrays(table: str, names: tuple[str, ...]) -> str:
    """One parameter of the column's type for every column."""
    model = next(one for one in apps.get_app_config("storage").get_models() if one._meta.db_table == table)
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    return ", ".join(f"%s::{types[name]}[]" for name in names)

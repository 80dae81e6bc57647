"""The database as rows: what every table holds, to compare before and after."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

Rows = dict[str, list[tuple[Any, ...]]]


def models() -> list[type[Model]]:
    """Every model of the ledger's database, in order of its table's name."""
    return sorted(apps.get_app_config("storage").get_models(), key=lambda model: model._meta.db_table)


def columns(model: type[Model]) -> list[str]:
    """The columns that a model's table has."""
    return [field.column for field in model._meta.concrete_fields if field.column]


def rows(model: type[Model]) -> list[tuple[Any, ...]]:
    """All rows of a table in order, bytes as bytes."""
    listed = ", ".join(columns(model))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {model._meta.db_table}")
        return sorted((tuple(_plain(cell) for cell in row) for row in cursor.fetchall()), key=repr)


def dump(*without: str) -> Rows:
    """All rows of all tables but some."""
    return {model._meta.db_table: rows(model) for model in models() if model._meta.db_table not in without}


def counts() -> dict[str, int]:
    """How many rows every table has."""
    return {table: len(found) for table, found in dump().items()}


def run(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """One statement as an operator would type it; the rows, if it answers with any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return [tuple(_plain(cell) for cell in row) for row in cursor.fetchall()] if cursor.description else []


def _plain(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview | bytearray) else cell

"""Whether the database has the shape that this code expects: migrations, tables and columns, triggers."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from setia.storage.immutability import missing
from setia.storage.safety.check import Check, judged


def checks() -> Iterator[Check]:
    """Everything about the schema; where tables are missing, nothing that needs them."""
    yield from _migrations()
    tables = _missing_tables()
    yield judged("tables", is_safe=not tables, missing=", ".join(tables))
    if not tables:
        names = missing(connection)
        yield judged("triggers", is_safe=not names, missing=", ".join(names))


def _migrations() -> Iterator[Check]:
    loader = MigrationLoader(connection)
    known = {name for app, name in loader.disk_migrations if app == "storage"}
    applied = {name for app, name in loader.applied_migrations if app == "storage"}
    yield judged("migrations_applied", is_safe=known <= applied, missing=", ".join(sorted(known - applied)))
    yield judged("migrations_known", is_safe=applied <= known, unknown=", ".join(sorted(applied - known)))


def _missing_tables() -> list[str]:
    """Tables of the models that are not there, and columns as `table.column`."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        found: list[str] = []
        for model in apps.get_app_config("storage").get_models():
            table = model._meta.db_table
            if table not in there:
                found.append(table)
                continue
            # Django's own description reads the table's SQL besides: on SQLite half a second for all of them.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
            columns = {column[0] for column in cursor.description}
            wanted = {field.column for field in model._meta.concrete_fields if field.column}
            found.extend(f"{table}.{column}" for column in sorted(wanted - columns))
    return sorted(found)

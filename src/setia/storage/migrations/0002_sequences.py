"""Ids that are handed out before the rows are written: from sequences on PostgreSQL, from the highest on SQLite."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SEQUENCES = ("ledger_transaction_ids", "purchase_ids")


def create(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Only PostgreSQL has several writers at once, and so only it needs them."""
    if editor.connection.vendor == "postgresql":
        for name in SEQUENCES:
            editor.execute(f"CREATE SEQUENCE {name}")


def drop(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `create`."""
    if editor.connection.vendor == "postgresql":
        for name in SEQUENCES:
            editor.execute(f"DROP SEQUENCE {name}")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("storage", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

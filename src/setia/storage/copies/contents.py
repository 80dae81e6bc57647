"""What a database holds, in numbers: how a copy is told from another, and how much of it was verified."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from msgspec import Struct

from setia.storage.copies import unfinished
from setia.storage.streaming import fetch


class Contents(Struct, frozen=True):
    """Numbers of one moment; taken inside a snapshot."""

    database: int
    """When it was set up, in microseconds since 1970 UTC: no two have the same."""
    position: int
    """How far its log had come."""
    accounts: int
    transactions: int
    erased: int
    """Members who have been erased."""
    migrations: tuple[str, ...]
    """What made its tables, in order of name."""


def contents() -> Contents:
    """The numbers of the connected database."""
    [(database, position, accounts, transactions, erased)] = fetch(
        "SELECT (SELECT created_at FROM deployment), (SELECT position FROM log), (SELECT count(*) FROM account),"
        " (SELECT count(*) FROM ledger_transaction), (SELECT count(*) FROM erasure)"
    )
    return Contents(database, position, accounts, transactions, erased, migrations())


def migrations() -> tuple[str, ...]:
    """The migrations that have been applied, in order of name."""
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(name for app, name in applied if app == "storage"))


def is_empty() -> bool:
    """Whether there is not one table."""
    return not {*connection.introspection.table_names()} - {unfinished.TABLE}

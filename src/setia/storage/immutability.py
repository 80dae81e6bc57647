"""History cannot be changed: triggers refuse UPDATE, DELETE and so REPLACE of append-only tables (ledger 4.2, I15).

Laid anew after every migration, checked at start and by the audit. There is no switch that turns them off.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from setia.storage.models import (
    AuditLog,
    Consent,
    ConsentText,
    Entry,
    Erasure,
    Journal,
    NaturalKey,
    ProgramForecast,
    ProgramVersion,
    Purchase,
    Transaction,
)

APPEND_ONLY = tuple(
    model._meta.db_table
    for model in (
        Journal,
        Transaction,
        Entry,
        Purchase,
        NaturalKey,
        ProgramVersion,
        ProgramForecast,
        Consent,
        ConsentText,
        Erasure,
        AuditLog,
    )
)

_REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'append_only: %', TG_TABLE_NAME; END $$"
)


class HistoryUnguarded(Exception):
    """A trigger that keeps history is missing; nothing may start on such a database."""


def lay(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers, replacing those that are there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for (table, name), statement in _wanted(connection.vendor).items():
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should be there and are not, are switched off, or say something else."""
    wanted = _wanted(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return sorted(name for (_, name), statement in wanted.items() if found.get(name) != statement)
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgenabled IN ('O', 'A') AND p.proname = 'refuse_change' AND p.prosrc LIKE '%RAISE EXCEPTION%'"
        )
        there = {(str(table), str(name)) for table, name in cursor.fetchall()}
    return sorted(name for table, name in wanted if (table, name) not in there)


def require(connection: BaseDatabaseWrapper) -> None:
    """Raise HistoryUnguarded unless every trigger is in place."""
    if names := missing(connection):
        raise HistoryUnguarded(", ".join(names))


def _wanted(vendor: str) -> dict[tuple[str, str], str]:
    """The statement that creates each trigger, by table and name."""
    verbs = ("update", "delete") if vendor == "sqlite" else ("update", "delete", "truncate")
    write = _sqlite if vendor == "sqlite" else _postgresql
    return {(table, f"{table}_refuses_{verb}"): write(table, verb) for table in APPEND_ONLY for verb in verbs}


def _sqlite(table: str, verb: str) -> str:
    refuse = f"SELECT RAISE(ABORT, 'append_only: {table}')"
    return f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table} BEGIN {refuse}; END"


def _postgresql(table: str, verb: str) -> str:
    level = "STATEMENT" if verb == "truncate" else "ROW"
    return (
        f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table}"
        f" FOR EACH {level} EXECUTE FUNCTION refuse_change()"
    )

"""What makes a PostgreSQL durable and its history untouchable: version, settings, and who owns the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from setia.storage.immutability import APPEND_ONLY
from setia.storage.keys import placeholders
from setia.storage.privacy import READABLE
from setia.storage.safety.check import Check, judged
from setia.storage.streaming import fetch

OLDEST = 140_000
"""PostgreSQL 14."""

OWNER = "setia_owner"
"""The role that the tables should belong to: nobody signs in as it."""


def checks() -> Iterator[Check]:
    """Everything about the server and database that the connection is open to."""
    version = int(_show("server_version_num"))
    yield judged("postgresql_version", is_safe=version >= OLDEST, found=_show("server_version"))
    for name in ("fsync", "full_page_writes"):
        yield judged(name, is_safe=_show(name) == "on", found=_show(name))
    yield _synchronous_commit()
    yield judged("server_encoding", is_safe=_show("server_encoding") == "UTF8", found=_show("server_encoding"))
    zone = _show("TimeZone")
    yield judged("time_zone", is_safe=zone in ("UTC", "Etc/UTC"), found=zone)
    yield _owner()
    yield _vacuum()


def hand_over() -> list[str]:
    """The statements that give the database to a role nobody signs in as; for a superuser to run.

    What is left to the role of this connection is what the ledger needs: it can add to history and not change it.
    """
    [(user, database, schema)] = fetch("SELECT current_user, current_database(), current_schema()")
    owner, role, where = OWNER, _name(user), _name(schema)
    tables = [table for (table,) in fetch("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])]
    sequences = [
        name for (name,) in fetch("SELECT sequencename FROM pg_sequences WHERE schemaname = %s ORDER BY 1", [schema])
    ]
    changing = [table for table in tables if table not in APPEND_ONLY and table != "django_migrations"]
    statements = [
        f"CREATE ROLE {owner} NOLOGIN",
        f"ALTER DATABASE {_name(database)} OWNER TO {owner}",
        *(f"ALTER TABLE {where}.{_name(table)} OWNER TO {owner}" for table in tables),
        *(f"ALTER SEQUENCE {where}.{_name(one)} OWNER TO {owner}" for one in sequences if not _of_column(one)),
        f"ALTER FUNCTION {where}.refuse_change() OWNER TO {owner}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {where} FROM {role}",
        f"GRANT USAGE ON SCHEMA {where} TO {role}",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {where} TO {role}",
        f"GRANT UPDATE, DELETE ON {', '.join(f'{where}.{_name(table)}' for table in changing)} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {where} TO {role}",
    ]
    return [f"{statement};" for statement in statements]


def _synchronous_commit() -> Check:
    found, standbys = _show("synchronous_commit"), _show("synchronous_standby_names")
    is_safe = found in ("on", "remote_apply") or (found in ("local", "remote_write") and not standbys)
    return judged("synchronous_commit", is_safe=is_safe, found=found, standbys=standbys)


def _owner() -> Check:
    """Whether the role of this connection could switch the triggers off."""
    [(user, is_superuser)] = fetch("SELECT rolname::text, rolsuper FROM pg_roles WHERE rolname = current_user")
    if is_superuser:
        return Check("role_is_superuser", "warning", {"role": user})
    [(owned, database)] = fetch(
        "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        "         AND pg_has_role(current_user, tableowner, 'MEMBER')),"
        "       (SELECT pg_has_role(current_user, datdba, 'MEMBER')::int FROM pg_database"
        "         WHERE datname = current_database())"
    )
    return Check("role_owns_tables", "warning" if owned or database else "ok", {"role": user, "tables": owned})


def _vacuum() -> Check:
    """Whether what is erased can be taken off the disk by who erases it."""
    [(tables,)] = fetch(
        "SELECT coalesce(string_agg(tablename::text, ', ' ORDER BY tablename), '') FROM pg_tables"
        " WHERE schemaname = current_schema() AND NOT pg_has_role(tableowner, 'USAGE')"
        f" AND tablename IN ({placeholders(READABLE)})",
        READABLE,
    )
    return Check("vacuum", "warning" if tables else "ok", {"tables": tables})


def _show(setting: str) -> str:
    [(found,)] = fetch(f"SHOW {setting}")
    return str(found)


def _of_column(sequence: str) -> bool:
    """Whether a sequence belongs to a table's column, and so follows its table."""
    [(column,)] = fetch(
        "SELECT count(*) FROM pg_depend d JOIN pg_class c ON c.oid = d.objid"
        " WHERE c.relname = %s AND c.relkind = 'S' AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0",
        [sequence],
    )
    return bool(column)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)

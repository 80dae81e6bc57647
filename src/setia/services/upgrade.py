"""Upgrade: bring a database that is in use up to this version, whole or not at all."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from setia.storage import clock


class Newer(Exception):
    """The database has been used by a newer version; `args` are the migrations that this one does not know."""


def missing() -> list[str]:
    """Migrations of this version that the database has not seen. Raises Newer, or NotInitialised."""
    if "deployment" not in connection.introspection.table_names():
        raise clock.NotInitialised
    loader = MigrationLoader(connection)
    known = {name for app, name in loader.disk_migrations if app == "storage"}
    applied = {name for app, name in loader.applied_migrations if app == "storage"}
    if unknown := sorted(applied - known):
        raise Newer(*unknown)
    return sorted(known - applied)


def is_of_this_version() -> bool:
    """Whether the database has what this version knows, and nothing else."""
    try:
        return not missing()
    except Newer:
        return False


def upgrade() -> list[str]:
    """Apply what is missing, one migration after the other, and lay the guards of history anew; what was applied.

    No server and no worker may run meanwhile. One that is broken off goes on where it stopped, migration by migration.
    """
    before = missing()
    loader = MigrationLoader(connection)
    if before or loader.disk_migrations.keys() - loader.applied_migrations.keys():  # those of signing in, too
        call_command("migrate", verbosity=0, interactive=False)
    return before

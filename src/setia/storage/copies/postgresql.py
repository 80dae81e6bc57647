"""Copying a PostgreSQL database with its own tools, pg_dump and pg_restore, in their custom format.

The password goes to them by their environment: what stands in a command line, everybody on the machine can read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from setia.storage.copies import unfinished
from setia.storage.streaming import fetch

DUMP, RESTORE = "pg_dump", "pg_restore"

_AS_OURS = ("--no-owner", "--no-privileges")
"""Who restores owns what he restores: roles are another server's."""


class ToolMissing(Exception):
    """A program of PostgreSQL is not on the PATH; `args` name it."""


class ToolFailed(Exception):
    """A program of PostgreSQL could not do it; `args` are its name and what it said."""


def find(name: str) -> str:
    """Where a program is. Raises ToolMissing."""
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(name)
    return found


def export_snapshot() -> str:
    """A name by which another connection sees what the open snapshot sees."""
    return str(fetch("SELECT pg_export_snapshot()")[0][0])


def dump(target: Path, of_snapshot: str) -> None:
    """Write the connected database as a snapshot sees it. Raises ToolMissing, ToolFailed."""
    _run(DUMP, "--format=custom", f"--snapshot={of_snapshot}", *_AS_OURS, f"--file={target}", f"--dbname={_where()}")


def restore(source: Path, *, replacing: bool) -> None:
    """Read a dump into the connected database, whole or not at all. Raises ToolMissing, ToolFailed.

    From then on it is marked as unfinished, until somebody says that it is not.
    """
    find(RESTORE)
    unfinished.begin()
    connection.close()
    how = ("--clean", "--if-exists") if replacing else ()
    try:
        _run(RESTORE, "--single-transaction", "--exit-on-error", *how, *_AS_OURS, f"--dbname={_where()}", str(source))
    except ToolFailed:
        unfinished.finish()  # nothing of it is there, and what was before is whole
        raise


def require_a_dump(source: Path) -> None:
    """Raise ToolFailed unless pg_restore can read what is in it; ToolMissing without it."""
    _run(RESTORE, "--list", str(source))


def others() -> int:
    """How many other connections to this database there are."""
    return int(
        fetch(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )[0][0]
    )


def _run(name: str, *arguments: str) -> None:
    password = str(connection.settings_dict["PASSWORD"])
    environment = {**os.environ, "PGPASSWORD": password} if password else dict(os.environ)
    done = subprocess.run(
        [find(name), *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolFailed(name, " ".join(done.stderr.split())[:500])


def _where() -> str:
    """The connected database, as libpq's programs are told, without the password."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415  there is none on a machine for SQLite alone

    settings = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    options = {name: value for name, value in settings["OPTIONS"].items() if name.startswith("ssl")}
    return make_conninfo("", **{name: str(settings[key]) for name, key in names.items() if settings[key]}, **options)

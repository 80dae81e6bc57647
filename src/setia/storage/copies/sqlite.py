"""Copying a SQLite file by its online backup API: as it was at one moment, though others write meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from setia.storage.snapshot import snapshot
from setia.storage.streaming import fetch

PAGES = 2_000
"""Copied in one step, 8 MB: often enough to say how far it has come."""

Progress = Callable[[int, int], None]
"""Told how many pages are done, and of how many."""


class NotSound(Exception):
    """The file is no SQLite database, or one whose pages do not fit together; `args` say what SQLite found."""


def copy(target: Path, tell: Progress) -> None:
    """Copy the connected database into an empty file. Writers go on: nothing they add is in it. Raises sqlite3.Error.

    The open snapshot is what keeps the copy from beginning again whenever somebody writes.
    """
    into = sqlite3.connect(target)
    try:
        with snapshot():
            fetch("SELECT id FROM log")  # a snapshot begins with the first thing that is read
            source: sqlite3.Connection = connection.connection
            source.backup(into, pages=PAGES, progress=lambda _, left, pages: tell(pages - left, pages))
    finally:
        into.close()


def require_sound(path: Path) -> None:
    """Raise NotSound unless all pages of a database file fit together. The file is not changed."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
    try:
        found = [str(line) for (line,) in database.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as fault:
        raise NotSound(str(fault)) from None
    finally:
        database.close()
    if found != ["ok"]:
        raise NotSound("; ".join(found))


def is_used(path: Path) -> bool:
    """Whether another process has the database open. Where none has, all of it is in the one file afterwards."""
    database = sqlite3.connect(path, timeout=0)
    try:
        return bool(database.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
    except sqlite3.OperationalError:
        return True
    finally:
        database.close()


@contextmanager
def connected_to(path: Path) -> Iterator[None]:
    """Let everything inside work on another file, and close it afterwards, so that all of it is in that one file."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before

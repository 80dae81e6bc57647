"""The mark of a database into which a copy is being restored: until it is gone, nothing starts there.

A copy from before an erasure knows the erased again until they are erased anew (ledger 4.13).
"""

from __future__ import annotations

from django.db import connection

TABLE = "restore_unfinished"


class RestoreUnfinished(Exception):
    """A restoration was begun here and did not come to its end."""


def begin() -> None:
    """Nothing may start here."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (id integer)")


def finish() -> None:
    """The database may be used."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")

"""One consistent view of the database for reading, without taking the write lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from setia.storage.copies.postgresql import export_snapshot


@contextmanager
def snapshot(name: str = "") -> Iterator[None]:
    """Everything read inside sees the same moment. Nothing may be written inside.

    With the `name` of one that another connection holds open, that one's moment; only PostgreSQL has such names.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Not `atomic`: that would begin IMMEDIATE and keep every writer out.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if name:
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [name])
            # Who only reads keeps nobody waiting, and may think about what he has read as long as he likes.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def name_for_others() -> str:
    """A name by which other connections see what the open snapshot sees; nothing where a database has no such names."""
    return "" if connection.vendor == "sqlite" else export_snapshot()

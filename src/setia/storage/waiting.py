"""How long a transaction waits for what somebody else has locked."""

from __future__ import annotations

from django.db import connection


def at_most(milliseconds: int) -> None:
    """Let every statement of this transaction wait so long for a lock, then fail; 0 is for ever.

    SQLite has only one lock to write, which is waited for before the transaction begins.
    """
    if milliseconds and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])

"""How long a transaction waits for what somebody else has locked."""

from __future__ import annotations

from django.db import DatabaseError, connection


def at_most(milliseconds: int) -> None:
    """Let every statement of this transaction wait so long for a lock, then fail; 0 is for ever.

    SQLite has only one lock to write, which is waited for before the transaction begins.
    """
    if milliseconds and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])


def was_for_a_lock(fault: DatabaseError) -> bool:
    """Whether somebody else kept a lock for longer than this transaction may wait: nothing was stored, ask again."""
    return state_of(fault) == "55P03" or (connection.vendor == "sqlite" and str(fault) == "database is locked")


def state_of(fault: DatabaseError) -> str | None:
    """SQLSTATE; None where no answer came, or from SQLite, which has none."""
    return getattr(fault.__cause__, "sqlstate", None)

"""Whether anything was written: a database for a whole module's tests, and how to see that nothing in it changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.conftest import use
from tests.storage.tables import dump


def changes() -> int:
    """Becomes another number whenever anybody else has written anything at all; on PostgreSQL, of what is there."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_snapshot_xmax(txid_current_snapshot())" if is_postgres else "PRAGMA data_version")
        number = int(cursor.fetchone()[0])
    return _contents(number) if is_postgres else number


@lru_cache(maxsize=2)
def _contents(_: int) -> int:
    """Of all rows, looked at anew where any transaction has begun to write or to lock since."""
    return hash(repr(dump()))


def rows() -> dict[str, int]:
    """How many there are, of all tables but those that keep what a client has asked."""
    names = [one for one in connection.introspection.table_names() if one not in ("idempotency_key", "audit_log")]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM \"{one}\"" for one in names))
        return dict(cursor.fetchall())


def only_reading(work: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """What is said to read is kept from writing."""
    with connection.execute_wrapper(_refuse_to_write):
        return work(*args, **named)


def _refuse_to_write(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
    assert not sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")), sql
    return execute(sql, parameters, many, context)


@contextmanager
def fresh(request: pytest.FixtureRequest, folder: Path) -> Iterator[None]:
    """A database of a kind, for as long as a module's tests need it."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "setia.sqlite3")
        with use(f"sqlite:///{folder / 'setia.sqlite3'}"):
            yield
        return
    url, databases = (request.getfixturevalue(one) for one in ("postgres_template", "postgres_databases"))
    databases.execute("CREATE DATABASE who_may TEMPLATE template_setia")
    with use(f"{url}/who_may"):
        yield
    databases.execute("DROP DATABASE who_may WITH (FORCE)")

"""Commands are thin: SQLite is enough to try their words on, both databases where what they print is the database's."""

from __future__ import annotations

import pytest

from tests.shop import Shop


@pytest.fixture
def database(sqlite_database: str) -> str:
    """A fresh SQLite database, connected; its URL."""
    return sqlite_database


@pytest.fixture(params=["sqlite", "postgresql"])
def shop_on_either(request: pytest.FixtureRequest) -> Shop:
    """The grocery program in force on a fresh database of each kind in turn."""
    request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    return Shop()

"""A furnished house on each kind of database, copied for every test that breaks into it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import use
from tests.races import copies
from tests.storage.tables import run
from tests.tamper.hand import look
from tests.tamper.house import furnish
from tests.tamper.trial import Place


@pytest.fixture(scope="session")
def sqlite_place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """On SQLite."""
    folder = tmp_path_factory.mktemp("house")
    path = folder / "house.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        checkpoints, house = furnish(folder), look()
        run("PRAGMA wal_checkpoint(TRUNCATE)")
    return Place(copies.of_file(path, folder), house, checkpoints)


@pytest.fixture(scope="session")
def postgres_place(postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """On PostgreSQL."""
    with use(f"{postgres_template}/postgres"), connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE house TEMPLATE template_setia")
    with use(f"{postgres_template}/house"):
        checkpoints, house = furnish(tmp_path_factory.mktemp("house")), look()
    return Place(copies.of_cluster(postgres_template, "house"), house, checkpoints)


@pytest.fixture(params=["postgresql", "sqlite"])
def place(request: pytest.FixtureRequest) -> Place:
    """On each in turn."""
    found: Place = request.getfixturevalue("sqlite_place" if request.param == "sqlite" else "postgres_place")
    return found

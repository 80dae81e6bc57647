"""Databases for tests: a real SQLite file and a real PostgreSQL, a fresh copy of each for every test.

Nothing is flushed and no trigger is switched off: a test gets a copy of a migrated template and leaves it behind.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import pytest
import typer.main
import typer.testing
from django.db import connection, connections
from hypothesis import HealthCheck, settings
from psycopg import Connection

from setia.config.settings import database as describe

for inherited in ("COLUMNS", "LINES"):  # processes that run side by side have them; here each test says its own width
    os.environ.pop(inherited, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "setia.config.pages"  # all that any process of ours has
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # what is started from here chooses for itself

from setia.services.initialise import initialise  # noqa: E402  needs Django
from tests.postgres import cluster  # noqa: E402
from tests.shop import Shop  # noqa: E402

# A CliRunner builds the whole command line anew at each call, 0.15 s of a core; here it is built once.
typer.testing._get_command = cache(typer.main.get_command)  # type: ignore[attr-defined]

# A machine that is busy with something else makes no test fail.
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

START = 1_514_851_200_000_000
"""2018-01-02T00:00:00Z, where the simulated clock of test databases begins."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with a simulated clock at START."""
    path = tmp_path_factory.mktemp("template") / "setia.sqlite3"
    with use(f"sqlite:///{path}"):
        initialise("simulated", START)
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """A running cluster with a migrated database `template`; its URL without a database name."""
    with cluster() as url:
        with use(f"{url}/postgres"), connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE template_setia")
        with use(f"{url}/template_setia"):
            initialise("simulated", START)
        yield url


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """A fresh SQLite database, connected; its URL."""
    path = tmp_path / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url:
        yield url


@pytest.fixture(scope="module")
def postgres_databases(postgres_template: str) -> Iterator[Connection]:
    """A connection that makes and drops databases: to connect anew takes as long as to make one."""
    with Connection.connect(f"{postgres_template}/postgres", autocommit=True) as connected:
        yield connected


@pytest.fixture
def postgres_database(postgres_template: str, postgres_databases: Connection) -> Iterator[str]:
    """A fresh PostgreSQL database, connected; its URL."""
    name = f"t{uuid4().hex[:16]}"
    # Files are copied, not written through the log: two thirds of the time. Before 15 that was the only way.
    how = "STRATEGY file_copy" if postgres_databases.info.server_version >= 150_000 else ""
    postgres_databases.execute(f"CREATE DATABASE {name} TEMPLATE template_setia {how}")
    with use(f"{postgres_template}/{name}") as url:
        yield url
    postgres_databases.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn, connected; its URL."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def shop(database: str) -> Shop:
    """The grocery program in force on a fresh database of each kind."""
    return Shop()


def pytest_collectstart() -> None:
    """What is made of tests while they are collected is all kept."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then those that wait for receivers: so processes side by side end about together."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path not in slow, "webhooks" not in item.path.parts))


def pytest_collection_finish() -> None:
    """Nobody looks again and again for what could be thrown away of eight thousand collected tests."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """What was put aside is thrown away in order, as everywhere."""
    gc.unfreeze()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What the tests of a worker process had to say, once it is done."""
    terminal = node.config.pluginmanager.get_plugin("terminalreporter")
    for line in getattr(node, "workeroutput", {}).get("said", ()):
        terminal.write(f"\n{line}")


@contextmanager
def use(url: str) -> Iterator[str]:
    """Connect Django's default connection to another database for a while."""
    before = dict(connection.settings_dict)
    _point_at(describe(url))
    try:
        yield url
    finally:
        _point_at(before)


def _point_at(settings: dict[str, Any]) -> None:
    """Give the default connection new settings, and so its backend anew."""
    connection.close()
    connections.settings["default"] = settings
    connections.configure_settings(connections.settings)
    del connections["default"]

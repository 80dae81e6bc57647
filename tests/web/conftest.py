"""One store for each file of tests that read its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.services.staff import ROLES
from tests.conftest import use
from tests.web.counter import TEXT, Counter, Line, api_in_process
from tests.web.store import Store


@pytest.fixture(scope="module")
def store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Somebody of each role is there, under the name of it."""
    path = tmp_path_factory.mktemp("pages") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        shop = Store()
        for role in ROLES:
            shop.hires(role, role)
        yield shop


@pytest.fixture(scope="module")
def till_store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The grocery program with a limit of proof, where points pay a cent each; an owner and two cashiers are there."""
    path = tmp_path_factory.mktemp("till") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        shop = Store(TEXT)
        shop.hires("owner", "owner")
        for name in ("nok", "budi"):
            shop.hires(name, "cashier")
        for member in ("C-2", "C-3"):
            shop.earns(member, 3_000)
        yield shop


@pytest.fixture(scope="module")
def line(till_store: Store) -> Iterator[Line]:
    """What the till's pages ask goes to the API in this process."""
    with api_in_process() as way:
        yield way


@pytest.fixture(scope="module")
def counter(till_store: Store, line: Line) -> Counter:
    """Nok serves, all day."""
    return Counter().opens(till_store, "nok")

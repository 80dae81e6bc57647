"""One store for each file of tests that read its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.services.staff import ROLES
from tests.conftest import use
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

"""Databases one after the other, each a fresh copy of a template and gone when done with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.db import connection

from tests.conftest import use

Fresh = Callable[[], AbstractContextManager[str]]
"""Connects to a fresh database; its URL."""


def of_file(template: Path, folder: Path) -> Fresh:
    """Copies of a SQLite file."""
    numbers = count(1)

    @contextmanager
    def fresh() -> Iterator[str]:
        path = folder / f"copy-{next(numbers)}.sqlite3"
        shutil.copy(template, path)
        try:
            with use(f"sqlite:///{path}") as url:
                yield url
        finally:
            for left in folder.glob(f"{path.name}*"):
                left.unlink()

    return fresh


def of_cluster(cluster: str, template: str = "template_setia") -> Fresh:
    """Copies of a database of a PostgreSQL cluster."""

    def execute(sql: str) -> None:
        with use(f"{cluster}/postgres"), connection.cursor() as cursor:
            cursor.execute(sql)

    @contextmanager
    def fresh() -> Iterator[str]:
        name = f"copy_{uuid4().hex[:16]}"
        execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            with use(f"{cluster}/{name}") as url:
                yield url
        finally:
            execute(f"DROP DATABASE {name} WITH (FORCE)")

    return fresh

"""Databases to measure on: a durable SQLite file and a durable PostgreSQL of the bench's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connection

from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.initialise import initialise
from setia.storage import programs
from setia.storage.programs import LoadedProgram
from tests.conftest import use
from tests.postgres import cluster

GROCERY = Path(__file__).parents[1] / "programs" / "grocery.yaml"


@contextmanager
def sqlite(simulated_at: int | None = None) -> Iterator[str]:
    """A fresh SQLite file, connected and migrated; its URL. Its clock is the machine's, or one that is moved."""
    with tempfile.TemporaryDirectory(prefix="setia-bench-") as folder, use(f"sqlite:///{folder}/setia.sqlite3") as url:
        _initialise(simulated_at)
        yield url


@contextmanager
def postgresql(simulated_at: int | None = None) -> Iterator[str]:
    """The same in a durable cluster of PostgreSQL."""
    with cluster(durable=True) as server:
        name = f"b{uuid4().hex[:12]}"
        with use(f"{server}/postgres"), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        with use(f"{server}/{name}") as url:
            _initialise(simulated_at)
            yield url


def _initialise(simulated_at: int | None) -> None:
    if simulated_at is None:
        initialise("system")
    else:
        initialise("simulated", simulated_at)


def program() -> LoadedProgram:
    """The grocery program in force."""
    text = GROCERY.read_text(encoding="utf-8")
    apply_program(read_program(text), text, "bench")
    return programs.load()

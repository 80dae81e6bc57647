"""Where a file is staged: a folder that is gone afterwards, and a database in it that never asks the network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import duckdb

Step = Literal["read", "check", "sort"]
Progress = Callable[[Step, int, int], None]
"""Hears the step, how much is done and how much there is: bytes of the file in `read`, tables in the others."""

_MEMORY = "350MB"
_THREADS = 1
"""A second thread was measured to save nothing: reading the file is one thread's work, and the rest takes seconds."""


class Workbench:
    """The folder and the database of one staging; use it as a context."""

    def __init__(self, workdir: Path | None, progress: Progress | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="setia-staging-", dir=workdir))
        self.tell: Progress = progress or (lambda step, done, total: None)
        try:
            self._connection = duckdb.connect(str(self.folder / "staging.duckdb"), config=self._settings())
            self.run("SET TimeZone = 'UTC'")  # how instants of a typed column become text
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _settings(self) -> dict[str, str | bool | int | float | list[str]]:
        return {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": _MEMORY,
            "threads": _THREADS,
            "temp_directory": str(self.folder),
            "preserve_insertion_order": True,
        }

    def run(self, sql: str, *values: object) -> None:
        """Execute one statement."""
        self._connection.execute(sql, list(values) or None)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a small result."""
        return self._connection.execute(sql, list(values) or None).fetchall()

    def number(self, sql: str) -> int:
        """The one number that a query answers."""
        return int(self.rows(sql)[0][0])

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own for a result that is read bit by bit."""
        return self._connection.cursor()

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

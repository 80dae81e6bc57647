"""The worker's entry: what `setia worker` runs, and what a server on SQLite runs beside its answers."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from types import FrameType

from django.db import connection
from litestar import Litestar

from setia.jobs.worker import Worker


def main() -> None:
    """Work until SIGTERM or Ctrl+C; what is under way is finished first."""
    worker = Worker()

    def stop(_: int, __: FrameType | None) -> None:
        worker.stop()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    worker.run()


@asynccontextmanager
async def beside_answers(_: Litestar) -> AsyncIterator[None]:
    """On SQLite one process writes: the server does the jobs, too. On PostgreSQL `setia worker` does them."""
    if connection.vendor != "sqlite":
        yield
        return
    worker = Worker()
    thread = Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()

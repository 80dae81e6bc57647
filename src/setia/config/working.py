"""The worker's entry: what `setia worker` becomes, and what a server on SQLite runs beside its answers."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from types import FrameType

import django
from django.db import connection
from litestar import Litestar


def main() -> None:
    """Work until SIGTERM or Ctrl+C, on the database that DATABASE_URL names; what is under way is finished first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    # Jobs import models, which exist only after set-up.
    from setia.jobs.worker import Worker  # noqa: PLC0415
    from setia.services.doctor import require_safe  # noqa: PLC0415

    require_safe()
    worker = Worker()

    def stop(_: int, __: FrameType | None) -> None:
        worker.stop()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    worker.run()


@asynccontextmanager
async def beside_answers(_: Litestar) -> AsyncIterator[None]:
    """On SQLite one process writes: the server does the jobs, too. On PostgreSQL `setia worker` does them."""
    from setia.jobs.worker import Worker  # noqa: PLC0415

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


if __name__ == "__main__":
    main()

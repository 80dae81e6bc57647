"""The worker's entry: what `setia worker` becomes, and what a server on SQLite runs beside its answers."""

from __future__ import annotations

import asyncio
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
    os.environ["DJANGO_SETTINGS_MODULE"] = "setia.config.settings"
    django.setup()
    # Jobs import models, which exist only after set-up.
    from setia.config import logs, telemetry  # noqa: PLC0415
    from setia.jobs.alerter import Alerter  # noqa: PLC0415
    from setia.jobs.code_letters import CodeLetters  # noqa: PLC0415
    from setia.jobs.deliver import Deliverer  # noqa: PLC0415
    from setia.jobs.forecaster import Forecaster  # noqa: PLC0415
    from setia.jobs.guard_letters import GuardLetters  # noqa: PLC0415
    from setia.jobs.notice_letters import NoticeLetters  # noqa: PLC0415
    from setia.jobs.worker import Worker  # noqa: PLC0415
    from setia.services.doctor import require_safe  # noqa: PLC0415

    logs.begin()
    require_safe()
    tracing = telemetry.configured()
    worker = Worker() if tracing is None else Worker(around=tracing.of_job)
    beside = (Deliverer(), Alerter(), CodeLetters(), GuardLetters(), NoticeLetters(), Forecaster())

    def stop(_: int, __: FrameType | None) -> None:
        for one in (worker, *beside):
            one.stop()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    threads = [Thread(target=each.run, name=type(each).__name__.lower()) for each in beside]
    for thread in threads:
        thread.start()
    try:
        worker.run()
    finally:
        for each in beside:
            each.stop()
        for thread in threads:
            thread.join()
        if tracing is not None:
            tracing.end()


@asynccontextmanager
async def beside_answers(_: Litestar) -> AsyncIterator[None]:
    """On SQLite one process writes: the server does the jobs, too. On PostgreSQL `setia worker` does them."""
    from setia.jobs.alerter import Alerter  # noqa: PLC0415
    from setia.jobs.code_letters import CodeLetters  # noqa: PLC0415
    from setia.jobs.deliver import Deliverer  # noqa: PLC0415
    from setia.jobs.forecaster import Forecaster  # noqa: PLC0415
    from setia.jobs.guard_letters import GuardLetters  # noqa: PLC0415
    from setia.jobs.notice_letters import NoticeLetters  # noqa: PLC0415
    from setia.jobs.worker import Worker  # noqa: PLC0415

    if connection.vendor != "sqlite":
        yield
        return
    beside = (Worker(), Deliverer(), Alerter(), CodeLetters(), GuardLetters(), NoticeLetters(), Forecaster())
    threads = [Thread(target=one.run, name=type(one).__name__.lower(), daemon=True) for one in beside]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for one in beside:
            one.stop()
        for thread in threads:
            await asyncio.to_thread(thread.join)


if __name__ == "__main__":
    main()

"""The worker: goes round all programs and jobs, does what is due and free, and waits a little."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from django.db import Error, connection

from setia.jobs.schedule import SCHEDULE, Scheduled
from setia.storage import clock, jobs, programs
from setia.storage.jobs import Claimed
from setia.storage.models import Program

PAUSE_SECONDS = 5
"""Between two rounds in which there was nothing to do."""

Around = Callable[[str, str], AbstractContextManager[None]]

_log = logging.getLogger("setia.jobs")


@contextmanager
def untraced(_: str, __: str) -> Iterator[None]:
    """Nobody traces it."""
    yield


class Worker:
    """One per process; several on one database share the work."""

    def __init__(self, schedule: Sequence[Scheduled] = SCHEDULE, around: Around = untraced) -> None:
        """`around` is what each job, given with its program's code, is done inside of, for whoever traces it."""
        self._schedule, self._around = schedule, around
        self._name = secrets.token_hex(4)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until told to stop; what is under way is finished first."""
        try:
            while not self._stopping.is_set():
                if not self._round():
                    self._stopping.wait(PAUSE_SECONDS)
        finally:
            connection.close()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def _round(self) -> int:
        """Do what is due. Returns how many jobs that were."""
        try:
            found = list(Program.objects.order_by("pk").values_list("pk", flat=True))
            return sum(self.work(id_, one) for id_ in found for one in self._schedule if not self._stopping.is_set())
        except Error:
            _log.exception("the database cannot be asked for work")
            connection.close()
            return 0

    def work(self, program_id: int, job: Scheduled) -> bool:
        """Do one job of one program if it is due and free. Whether it was done."""
        claimed = Claimed(program_id, job.name, self._name)
        now = clock.system_reading()  # a simulated clock that stands still must not stop the work
        if not jobs.claim(claimed, now, job.lease):
            return False
        try:
            program = programs.of_id(program_id)
            with self._around(job.name, program.code):
                job.run(program)
        except Exception:  # noqa: BLE001 - whatever it is, the other jobs are still to be done
            _log.exception("%s failed", job.name)
            connection.close()
        done = clock.system_reading()
        jobs.finish(claimed, done, done + job.every)
        return True

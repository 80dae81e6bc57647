"""Forecasts of versions that were applied without one, on pages say: made afterwards, so that a guard watches them too.

A process of its own makes each, behind all that others have to do; here it is only waited for, and stored.
"""

from __future__ import annotations

import logging
import secrets
import subprocess
import sys

import msgspec

from setia.engine.calendar import HOUR, MINUTE
from setia.engine.guard import from_json
from setia.jobs.rounds import Rounds
from setia.services.keep_forecast import keep_forecast
from setia.storage import clock, guards, jobs
from setia.storage.jobs import Claimed
from setia.storage.programs import LoadedProgram

JOB, LEASE = "forecast", HOUR
"""Made twice, where one takes longer than that, it is stored once."""
AGAIN = 10 * MINUTE
"""After one that could not be made, or that knows nothing to expect yet."""
LOOK_SECONDS = 0.5

_log = logging.getLogger("setia.forecasts")


class Forecaster(Rounds):
    """Makes one at a time, for the version in force or one that is to be, the earliest first."""

    log, needs_mail, pause_seconds = _log, False, 5.0

    def __init__(self) -> None:
        super().__init__()
        self._name = secrets.token_hex(4)

    def tell(self, program_id: int) -> int:
        """Make the forecast that a program lacks, if it lacks one. How many were stored."""
        if not guards.lack_forecasts(program_id):
            return 0
        claimed, now = Claimed(program_id, JOB, self._name), clock.system_reading()
        if not jobs.claim(claimed, now, LEASE):
            return 0
        stored = 0
        try:
            program = self.program(program_id)
            watched = program.versions.in_force(clock.read(), clock.read())
            first = watched.number if watched is not None else 1
            lacking = [n for n in guards.lack_forecasts(program_id) if n >= first and _is_guarded(program, n)]
            stored = sum(self._make(program, number) for number in lacking)
        finally:
            now = clock.system_reading()
            jobs.finish(claimed, now, now + AGAIN)
        return stored

    def _make(self, program: LoadedProgram, number: int) -> bool:
        """Whether it was stored: not where nothing recorded says what to expect, which may come."""
        words = [sys.executable, "-m", "setia.replay.forecasting", program.code, str(number)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as made:
            told = self._waited_for(made)
        if made.returncode:
            return False
        try:
            return keep_forecast(program.id, number, from_json(told.decode()))
        except msgspec.DecodeError:
            _log.error("the forecast of version %s cannot be read", number)
            return False

    def _waited_for(self, made: subprocess.Popen[bytes]) -> bytes:
        while True:
            try:
                return made.communicate(timeout=LOOK_SECONDS)[0]
            except subprocess.TimeoutExpired:
                if self.stopping.is_set():  # the next process that has time makes it
                    made.kill()


def _is_guarded(program: LoadedProgram, number: int) -> bool:
    return number > 1 and program.versions.applied[number - 1].compiled.program.guard > 0

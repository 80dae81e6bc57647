"""Alerting: lays out what was used, and sends a letter about each use, within seconds.

At least once: an alert is claimed with a lease, its letter handed to the mail server, and only then marked. Whoever
dies in between leaves it to the next one, who sends it again; the link of the second letter is the good one then.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection

from setia.engine.calendar import HOUR, MINUTE, SECOND
from setia.jobs.alert_letter import letter
from setia.services.alerts import lay_out
from setia.storage import alerts, clock, programs
from setia.storage.models import Alert, Program
from setia.storage.programs import LoadedProgram

PAUSE_SECONDS = 1.0
"""Between two rounds in which there was nothing to do."""
AT_ONCE = 5
"""Letters handed over one after the other under one lease; the mail server has ten seconds for each."""
LEASE = 2 * MINUTE
AGAIN = (5 * SECOND, MINUTE, 5 * MINUTE, HOUR, 6 * HOUR)
"""How long after a try that failed the next one is made; after the last of them the alert has failed."""

_log = logging.getLogger("setia.alerts")


class Alerter:
    """One per process; several on one database share the work. Without a mail server it does nothing.

    `now` is the machine's time also where the ledger's clock is simulated: mail servers do not live in the simulation.
    """

    def __init__(self, now: Callable[[], int] = clock.system_reading) -> None:
        self._now, self._name = now, secrets.token_hex(4)
        self._known: dict[int, LoadedProgram] = {}
        self._stopping = threading.Event()

    def run(self) -> None:
        """Tell until told to stop."""
        if not settings.DEFAULT_FROM_EMAIL:
            return
        try:
            while not self._stopping.is_set():
                if not self._round():
                    self._stopping.wait(PAUSE_SECONDS)
        finally:
            connection.close()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def _round(self) -> bool:
        """Everything that can be done now. Whether there was something."""
        try:
            found = Program.objects.order_by("pk").values_list("pk", flat=True)
            return sum(self.tell(id_) for id_ in found) > 0  # all of them, whatever the first one had
        except Exception:  # noqa: BLE001 - whatever it is, what else there is to tell is still to be told
            _log.exception("alerts cannot be sent")
            connection.close()
            self._stopping.wait(PAUSE_SECONDS)
            return False

    def tell(self, program_id: int) -> bool:
        """Lay out and send what there is for one program. Whether there was something."""
        now = self._now()
        laid = lay_out(program_id, clock.read(), now)
        claimed = alerts.claim(program_id, self._name, (now, now + LEASE), AT_ONCE)
        for alert in claimed:
            if self._stopping.is_set():  # its lease runs out, and somebody else sends it
                break
            self._send(self._program(program_id), alert)
        return laid or bool(claimed)

    def _program(self, program_id: int) -> LoadedProgram:
        known = self._known.get(program_id)
        code = known.code if known is not None else programs.of_id(program_id).code
        self._known[program_id] = programs.refreshed(code, known)
        return self._known[program_id]

    def _send(self, program: LoadedProgram, alert: Alert) -> None:
        now = self._now()
        told = letter(program, alert, now)
        if told is None:
            alerts.settle(alert, "silent", now)
            return
        try:
            told.connection = get_connection()
            told.send()
        except OSError as fault:  # what smtplib raises, too; to whom is no log's matter
            _log.error("an alert was not sent: %s", type(fault).__name__)
            again = AGAIN[alert.tries] if alert.tries < len(AGAIN) else 0
            alerts.settle(alert, "waiting" if again else "failed", self._now() + again)
            return
        alerts.settle(alert, "sent", self._now())

"""Alerting: lays out what was used, and sends a letter about each use, within seconds.

At least once: an alert is claimed with a lease, its letter handed to the mail server, and only then marked. Whoever
dies in between leaves it to the next one, who sends it again; the link of the second letter is the good one then.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.core.mail import get_connection

from setia.engine.calendar import HOUR, MINUTE, SECOND
from setia.jobs.alert_letter import letter
from setia.jobs.rounds import Rounds
from setia.services.alerts import lay_out
from setia.storage import alerts, clock
from setia.storage.models import Alert
from setia.storage.programs import LoadedProgram

AT_ONCE = 5
"""Letters handed over one after the other under one lease; the mail server has ten seconds for each."""
LEASE = 2 * MINUTE
AGAIN = (5 * SECOND, MINUTE, 5 * MINUTE, HOUR, 6 * HOUR)
"""How long after a try that failed the next one is made; after the last of them the alert has failed."""

_log = logging.getLogger("setia.alerts")


class Alerter(Rounds):
    """Claims alerts with a lease, and sends their letters.

    `now` is the machine's time also where the ledger's clock is simulated: mail servers do not live in the simulation.
    """

    log = _log

    def __init__(self, now: Callable[[], int] = clock.system_reading) -> None:
        super().__init__()
        self._now, self._name = now, secrets.token_hex(4)

    def tell(self, program_id: int) -> int:
        """Lay out and send what there is for one program; how much that was."""
        now = self._now()
        laid = lay_out(program_id, clock.read(), now)
        claimed = alerts.claim(program_id, self._name, (now, now + LEASE), AT_ONCE)
        for alert in claimed:
            if self.stopping.is_set():  # its lease runs out, and somebody else sends it
                break
            self._send(self.program(program_id), alert)
        return laid + len(claimed)

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

"""Codes by which a member shows at a till that he is there, sent by Setia itself to the address that he has confirmed.

Only where no system of the shop's fetches them (the scope `deliver`): that one knows more ways than mail. A code is
taken before it is sent, so that nobody sends it twice; one that no server takes is asked for again at the till.
"""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection

from setia.storage import clients, clock, proofs, sign_in_codes
from setia.storage.models import Program
from setia.storage.programs import LoadedProgram, of_id, refreshed
from setia.storage.proofs import ToSend
from setia.wording.code_letter import letter
from setia.wording.languages import LANGUAGES, Language

PAUSE_SECONDS = 1.0
"""Between two looks: somebody stands at the till."""
AT_ONCE = 20
DELIVER = "deliver"

_log = logging.getLogger("setia.codes")


class CodeLetters:
    """One per process; several on one database share the work. Without a mail server it does nothing."""

    def __init__(self) -> None:
        self._known: dict[int, LoadedProgram] = {}
        self._stopping = threading.Event()

    def run(self) -> None:
        """Send until told to stop."""
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
        """Everything that can be sent now. Whether there was something."""
        try:
            found = Program.objects.order_by("pk").values_list("pk", flat=True)
            return sum(self.send(id_) for id_ in found) > 0
        except Exception:  # noqa: BLE001 - whatever it is, the next code is still to be sent
            _log.exception("codes cannot be sent")
            connection.close()
            return False

    def send(self, program_id: int) -> int:
        """Send what waits in one program; how many letters."""
        waiting = proofs.who_waits(program_id)
        if not waiting or clients.any_may(program_id, DELIVER):
            return 0
        confirmed = [id_ for id_ in waiting if sign_in_codes.confirmed(id_, "email")]
        taken = proofs.take_codes(program_id, clock.read(), AT_ONCE, confirmed) if confirmed else []
        program = self._program(program_id) if taken else None
        for one in taken:
            assert program is not None
            _send(program, one)
        return len(taken)

    def _program(self, program_id: int) -> LoadedProgram:
        known = self._known.get(program_id)
        code = known.code if known is not None else of_id(program_id).code
        self._known[program_id] = refreshed(code, known)
        return self._known[program_id]


def _send(program: LoadedProgram, one: ToSend) -> None:
    wished = one.language or program.look.language
    spoken: Language = next((language for language in LANGUAGES if language == wished), "en")
    subject, body = letter(spoken, program.called(spoken), one.code)
    try:
        EmailMessage(subject, body, to=[one.identifiers["email"]]).send()
    except OSError as fault:  # what smtplib raises, too; to whom is no log's matter
        _log.error("a code was not sent: %s", type(fault).__name__)

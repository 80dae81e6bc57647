"""Codes by which a member shows at a till that he is there, sent by Setia itself to the address that he has confirmed.

Only where no system of the shop's fetches them (the scope `deliver`): that one knows more ways than mail. A code is
taken before it is sent, so that nobody sends it twice; one that no server takes is asked for again at the till.
"""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage

from setia.jobs.rounds import Rounds
from setia.storage import clients, clock, proofs, sign_in_codes
from setia.storage.programs import LoadedProgram
from setia.storage.proofs import ToSend
from setia.wording.code_letter import letter
from setia.wording.languages import LANGUAGES, Language

AT_ONCE = 20
DELIVER = "deliver"

_log = logging.getLogger("setia.codes")


class CodeLetters(Rounds):
    """Takes codes that wait, and sends each."""

    log = _log

    def tell(self, program_id: int) -> int:
        """Send what waits in one program; how many letters."""
        waiting = proofs.who_waits(program_id)
        if not waiting or clients.any_may(program_id, DELIVER):
            return 0
        confirmed = [id_ for id_ in waiting if sign_in_codes.confirmed(id_, "email")]
        taken = proofs.take_codes(program_id, clock.read(), AT_ONCE, confirmed) if confirmed else []
        program = self.program(program_id) if taken else None
        for one in taken:
            assert program is not None
            _send(program, one)
        return len(taken)


def _send(program: LoadedProgram, one: ToSend) -> None:
    wished = one.language or program.look.language
    spoken: Language = next((language for language in LANGUAGES if language == wished), "en")
    subject, body = letter(spoken, program.called(spoken), one.code)
    try:
        EmailMessage(subject, body, to=[one.identifiers["email"]]).send()
    except OSError as fault:  # what smtplib raises, too; to whom is no log's matter
        _log.error("a code was not sent: %s", type(fault).__name__)

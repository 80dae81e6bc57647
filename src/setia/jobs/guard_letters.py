"""Owners are written to when a guard has stopped a rule: nobody looks into a console while a mistake is young.

At least once: a trip is claimed for a while, its letter handed to the mail server, and only then marked.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage

from setia.engine.calendar import MINUTE
from setia.jobs.rounds import Rounds
from setia.storage import clock, guards, staff
from setia.storage.models import GuardTrip
from setia.storage.programs import LoadedProgram
from setia.wording.guard_letter import Gave, letter
from setia.wording.languages import LANGUAGES, Language
from setia.wording.people import People
from setia.wording.speaker import Speaker

LEASE, AGAIN = 2 * MINUTE, MINUTE
"""For how long a trip is claimed; after how long a letter that no server took is tried again."""
PATH = "/waiting"

_log = logging.getLogger("setia.guards")


class GuardLetters(Rounds):
    """One letter about each trip that nobody has settled yet, to all owners. By the machine's time, not a simulated."""

    log = _log

    def tell(self, program_id: int) -> int:
        """Write about what has tripped in one program; how many trips."""
        now = clock.system_reading()
        claimed = guards.claim_letters(program_id, now, now + LEASE)
        for trip in claimed:
            owners = staff.addresses(program_id, "owner") if trip.state == "open" else []
            sent = not owners or _send(self.program(program_id), trip, owners)
            guards.letter_settled(trip, None if sent else clock.system_reading() + AGAIN)
        return len(claimed)


def _send(program: LoadedProgram, trip: GuardTrip, owners: list[str]) -> bool:
    """Whether a server took it."""
    language: Language = next((one for one in LANGUAGES if one == program.look.language), "en")
    by = Speaker(program.latest.program, People.of(language, program.look))
    link = f"{settings.PUBLIC_URLS[0].rstrip('/')}{PATH}" if settings.PUBLIC_URLS else ""
    gave = Gave(trip.rule, trip.version, trip.wallet, trip.units, trip.expected)
    subject, body = letter(by, program.called(language), gave, link)
    try:
        EmailMessage(subject, body, to=owners).send()
    except OSError as fault:  # what smtplib raises, too; to whom is no log's matter
        _log.error("owners were not told of a guard: %s", type(fault).__name__)
        return False
    return True

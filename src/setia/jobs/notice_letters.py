"""Letters about a coming version, to members with a confirmed address, once an owner has asked for them.

Each letter is handed to the mail server, then kept as proof: who dies in between leaves one second letter, not many.
"""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from setia.engine.calendar import HOUR, MINUTE
from setia.jobs.alert_letter import language_of
from setia.jobs.rounds import Rounds
from setia.services.coming import PATH, Coming, coming_version
from setia.storage import clock, mailings, notices, people, sign_in_codes
from setia.storage.members import Known
from setia.storage.models import NoticeMailing
from setia.storage.programs import LoadedProgram
from setia.wording.notice import letter
from setia.wording.people import People

AT_ONCE = 5
"""Letters under one claim; the mail server has ten seconds for each."""
LEASE = 2 * MINUTE
AGAIN = (MINUTE, 5 * MINUTE, HOUR, 6 * HOUR)
"""After how long a letter that no server took is tried again; after the last of them its reader is passed over."""

_log = logging.getLogger("setia.notices")


class NoticeLetters(Rounds):
    """A few letters a round. By the machine's time, not a simulated; whether a version is coming, by the ledger's."""

    log = _log

    def tell(self, program_id: int) -> int:
        """Send the next few letters of one program; how many members were come to, or 1 where it is over."""
        now = clock.system_reading()
        mailing = mailings.claim(program_id, now, now + LEASE)
        if mailing is None:
            return 0
        program = self.program(program_id)
        one = coming_version(program.versions, mailing.version, clock.read())
        ready = mailings.next_ones(mailing, AT_ONCE) if one is not None else []
        if one is None or not ready:
            mailings.settle(mailing, None)
            return 1
        for member_id, account_id in ready:
            if self.stopping.is_set():
                break
            if (again := self._send(program, one, mailing, (member_id, account_id))) is not None:
                mailing.tries += 1
                mailings.settle(mailing, clock.system_reading() + again)
                return 0
            mailing.reached, mailing.tries = member_id, 0
        mailings.settle(mailing, clock.system_reading())
        return len(ready)

    def _send(self, program: LoadedProgram, one: Coming, mailing: NoticeMailing, to: tuple[int, int]) -> int | None:
        """Send one and keep it; after how long it is to be tried again, None where its reader is done with."""
        told = _letter(program, one, to[0])
        if told is None:
            return None
        try:
            told.send()
        except OSError as fault:  # what smtplib raises, too; to whom is no log's matter
            _log.error("a notice was not sent: %s", type(fault).__name__)
            return None if _is_final(fault) or mailing.tries >= len(AGAIN) else AGAIN[mailing.tries]
        notices.keep((program.id, one.number, to[1]), mailings.MAIL, clock.read(), is_read=False)
        return None


def _is_final(fault: OSError) -> bool:
    """Whether a server says that there is no such reader, and not only that it cannot take it now."""
    return isinstance(fault, SMTPRecipientsRefused) and all(code >= 500 for code, _ in fault.recipients.values())


def _letter(program: LoadedProgram, one: Coming, member_id: int) -> EmailMessage | None:
    """What is to be sent to a member in his language; None where he has no confirmed address any more."""
    person = people.read(member_id)
    address = person.identifiers.get("email", "") if person is not None else ""
    if not address or person is None:
        return None
    if not sign_in_codes.is_confirmed(member_id, Known("email", address).key(program.key)):
        return None
    language = language_of(person, program)
    link = f"{settings.PUBLIC_URLS[0].rstrip('/')}{PATH}{one.number}" if settings.PUBLIC_URLS else ""
    subject, body = letter(one, People.of(language, program.look), program.called(language), link)
    return EmailMessage(subject, body, to=[address])

"""The letter of an alert: what was used and when, and how to say that it was not he; in the member's language."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from setia.engine.calendar import to_datetime
from setia.services.alerts import LINK_LIVES, PATH
from setia.storage import alerts, people, privacy, reading, sign_in_codes
from setia.storage.members import Known
from setia.storage.models import Alert, Member
from setia.storage.movements import Movement
from setia.storage.people import Person
from setia.storage.programs import LoadedProgram
from setia.wording import alert as wording
from setia.wording.languages import LANGUAGES, Language
from setia.wording.people import People
from setia.wording.speaker import Speaker


def letter(program: LoadedProgram, alert: Alert, now: int) -> EmailMessage | None:
    """What is to be sent, with a link that is good from now on; None where there is nobody to tell.

    It goes to an address that the member has shown to be his, and to no other: whoever has a mistyped one must not
    read what somebody else does.
    """
    member, person = Member.objects.filter(pk=alert.member_id).first(), people.read(alert.member_id)
    if member is None or person is None or privacy.erased_accounts([member.account_id]):
        return None
    address = person.identifiers.get("email", "")
    if not address or not sign_in_codes.is_confirmed(member.pk, Known("email", address).key(program.key)):
        return None
    explained = reading.explanation(member.account_id, alert.number)
    if explained is None:
        return None
    by = Speaker(program.latest.program, People.of(language_of(person, program), program.look), "member")
    link = ""
    if settings.PUBLIC_URLS:
        link = f"{settings.PUBLIC_URLS[0].rstrip('/')}{PATH}{alerts.new_link(alert, now + LINK_LIVES)}"
    subject, body = _words(by, program, explained.movement, link)
    return EmailMessage(subject, body, to=[address])


def _words(by: Speaker, program: LoadedProgram, movement: Movement, link: str) -> tuple[str, str]:
    brand = program.called(by.language)
    lost = {id_: units for id_, units in movement.changes.items() if units < 0}
    moment = by.people.instant(to_datetime(movement.effective_at, program.latest.zone))
    lines = [*wording.lines(by, movement, lost, moment), *wording.advice(by, link)]
    subject = " ".join(wording.subject(by, brand, lost).text.split())  # a name in a document may have several lines
    return subject, "\n\n".join([brand, *(one.text for one in lines)]) + "\n"


def language_of(person: Person, program: LoadedProgram) -> Language:
    """His; the shop's where he has chosen none; else English."""
    return next((one for one in LANGUAGES if one == (person.language or program.look.language)), "en")

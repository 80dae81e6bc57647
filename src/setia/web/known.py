"""A member whom a page names: found in this program, and called by what is known of him."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404

from setia.storage import phones
from setia.storage.models import Member, PersonalData
from setia.storage.programs import LoadedProgram
from setia.web.admitted import Session
from setia.wording.sentences import Speech


def kind_words(speech: Speech) -> dict[str, str]:
    """What kinds of identifiers are called."""
    said = (
        speech.say("identifier_card", "card"),
        speech.say("identifier_phone", "phone"),
        speech.say("identifier_email", "e-mail"),
        speech.say("identifier_external", "own number"),
    )
    return {one.code.removeprefix("identifier_"): one.text for one in said}


def member_of(session: Session, public_id: str) -> Member:
    """A member of this program. Raises Http404."""
    found = Member.objects.filter(program_id=session.program.id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def as_read(program: LoadedProgram, identifiers: Mapping[str, str]) -> dict[str, str]:
    """Identifiers as people read them: a phone number as it is written where the program is."""
    return {
        kind: phones.shown(value, program.country) if kind == "phone" else value for kind, value in identifiers.items()
    }


def name_of(member: Member) -> str:
    """What a member is called where there is room for one thing."""
    data = PersonalData.objects.filter(member_id=member.pk).first()
    known_as = ", ".join(data.identifiers.values()) if data is not None else ""
    return (data.name if data is not None else "") or known_as or member.public_id

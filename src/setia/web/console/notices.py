"""What members are told of coming versions that are worse for them, in every language, and how many have been."""

from __future__ import annotations

from django.conf import settings
from msgspec import Struct

from setia.services.coming import PATH, Coming, coming
from setia.storage import notices
from setia.web.admitted import Session
from setia.web.language import NAMES
from setia.wording.languages import LANGUAGES, Language
from setia.wording.notice import day_of, letter
from setia.wording.people import People


class Draft(Struct, frozen=True):
    """The message in one language."""

    code: Language
    language: str
    """As its speakers call it."""
    paragraphs: list[str]


class Drafted(Struct, frozen=True):
    """One coming version."""

    day: str
    told: str
    read: str
    members: str
    """How many have been shown it and have read it, of how many; in the reader's numerals."""
    drafts: list[Draft]
    """The reader's own language comes first."""


def drafted(session: Session) -> list[Drafted]:
    """Of each version that members have notice of; nothing is asked of the database where there is none."""
    return [_drafted(session, one) for one in coming(session.program.versions, session.now)]


def _drafted(session: Session, one: Coming) -> Drafted:
    reached, people = notices.reached(session.program.id, one.number), session.people
    told, read, members = map(people.number, (reached.told, reached.read, reached.members))
    spoken = sorted(LANGUAGES, key=lambda language: language != people.language)
    return Drafted(day_of(one, people).text, told, read, members, [_draft(session, one, to) for to in spoken])


def _draft(session: Session, one: Coming, to: Language) -> Draft:
    program = session.program
    link = f"{settings.PUBLIC_URLS[0].rstrip('/')}{PATH}{one.number}" if settings.PUBLIC_URLS else ""
    _, text = letter(one, People.of(to, program.look), program.called(to), link)
    return Draft(to, NAMES[to], text.strip().split("\n\n"))

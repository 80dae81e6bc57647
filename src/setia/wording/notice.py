"""Notices: what becomes different for a member on the day of a coming version, and the message that says so."""

from __future__ import annotations

from typing import Protocol

from setia.engine.calendar import local_date
from setia.engine.rules.program import Program
from setia.wording.documents import Changed, changes
from setia.wording.people import People
from setia.wording.sentences import Said, Sentence, Speech, Value
from setia.wording.speaker import Speaker


class Announced(Protocol):
    """A version that begins later, as far as every member may be told of it."""

    @property
    def starts_at(self) -> int:
        """When."""

    @property
    def zone(self) -> str:
        """Where its first day begins."""

    @property
    def before(self) -> Program:
        """What would be in force then, without it."""

    @property
    def after(self) -> Program:
        """What will be."""


def told(one: Announced, people: People) -> list[Changed]:
    """The parts that read differently to a member."""
    was, by = (Speaker(document, people, "member") for document in (one.before, one.after))
    return [part for part in changes(was, by) if part.gone or part.new]


def day_of(one: Announced, people: People) -> Said:
    """The day of the change where the program is."""
    day = local_date(one.starts_at, one.zone)
    return Said(day.isoformat(), people.day(day))


def letter(one: Announced, people: People, brand: str, link: str) -> tuple[str, str]:
    """Its subject and its text; `link` leads to where it can be read, empty where the shop has no address for it."""
    by, day = Speech(people), day_of(one, people)
    subject = by.say("notice_subject", "{program} changes on {day}", program=Said(brand, brand), day=day)
    if link:
        to = Said(link, link)
        where = by.say("notice_where", "Read it on your page, and say there that you have: {link}", link=to)
    else:
        where = by.say("notice_where_page", "You can read it on your page, too.")
    paragraphs = ["\n".join(_lines(by, part, day)) for part in told(one, people)]
    return " ".join(subject.text.split()), "\n\n".join([subject.text, *paragraphs, where.text]) + "\n"


def _lines(by: Speech, part: Changed, day: Said) -> list[str]:
    """One part: its name, what holds until the day, and what from then on."""
    until = [by.say("notice_until", "Until then: {what}", what=Said(text, text)).text for text in part.gone]
    new: list[Value] = [Said(text, text) for text in part.new] or [_no_more(by, part)]
    after = [by.say("notice_after", "From {day}: {what}", day=day, what=what).text for what in new]
    name = part.name[:1].upper() + part.name[1:]
    return [*([name] if name else []), *until, *after]


def _no_more(by: Speech, part: Changed) -> Sentence:
    """What holds of a part from then on that says nothing new."""
    if part.is_gone:
        return by.say("notice_over", "It is no more.")
    return by.say("notice_not_any_more", "That does not hold any more.")

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
    about, paragraphs = subject(by, brand, day).text, []
    for part in told(one, people):
        name = part.name[:1].upper() + part.name[1:]
        paragraphs.append("\n".join([*([name] if name else []), *(said.text for said in lines(by, part, day))]))
    return " ".join(about.split()), "\n\n".join([about, *paragraphs, where(by, link).text]) + "\n"


def subject(by: Speech, brand: str, day: Said) -> Sentence:
    """What it is about."""
    return by.say("notice_subject", "{program} changes on {day}", program=Said(brand, brand), day=day)


def lines(by: Speech, part: Changed, day: Said) -> list[Sentence]:
    """What holds of one part until the day, and what from then on."""
    until = [by.say("notice_until", "Until then: {what}", what=Said(text, text)) for text in part.gone]
    new: list[Value] = [Said(text, text) for text in part.new] or [_no_more(by, part)]
    return [*until, *(by.say("notice_after", "From {day}: {what}", day=day, what=what) for what in new)]


def _no_more(by: Speech, part: Changed) -> Sentence:
    """What holds of a part from then on that says nothing new."""
    if part.is_gone:
        return by.say("notice_over", "It is no more.")
    return by.say("notice_not_any_more", "That does not hold any more.")


def where(by: Speech, link: str) -> Sentence:
    """Where it can be read."""
    if not link:
        return by.say("notice_where_page", "You can read it on your page, too.")
    return by.say("notice_where", "Read it on your page, and say there that you have: {link}", link=Said(link, link))

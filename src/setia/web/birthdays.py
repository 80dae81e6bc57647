"""A birthday as a form has it: typed as people type it, of either era, with or without the year, and never to come."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from setia.web import language
from setia.wording.people import NotRead
from setia.wording.sentences import Said


def read(request: HttpRequest, text: str, today: date) -> tuple[str, dict[str, str]]:
    """What was typed as 1992-10-25 or --10-25, and the mistake at its field, if there is one."""
    try:
        found = language.people(request).read_birthday(text)
    except NotRead:
        found = ""
    if not found or (not found.startswith("--") and date.fromisoformat(found) > today):
        example = language.people(request).birthday("1992-10-25")
        speech = language.speech(request)
        said = speech.say(
            "birthday_not_read", "Please give a day that has been, such as {day}.", day=Said(example, example)
        )
        return "", {"birthday": said.text}
    return found, {}

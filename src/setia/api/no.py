"""A "no" as it is sent: a problem with its sentence, in the language of whoever asked.

The sentence is made here and not where an answer is kept with its idempotency key: what is kept is the code, its
numbers and the language of whoever asked first. A repetition is answered in that language, whatever it asks for, and so
with the same bytes (ledger 4.10): a sentence is made of nothing but the code, its numbers and the program's document.
Only a further version of the program, which calls a unit otherwise, changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar import Request, Response

from setia.api.telling import tag
from setia.engine.rules.conditions.visibility import Audience
from setia.storage.programs import LoadedProgram
from setia.wording.languages import Language
from setia.wording.people import People
from setia.wording.problems import explained
from setia.wording.sentences import Speech
from setia.wording.speaker import Speaker

if TYPE_CHECKING:
    from setia.api.problems import Problem

MEDIA_TYPE: Final = "application/problem+json"
_READER: Final = "reader"


class No(Response[Any]):
    """A problem whose sentence is made when it is sent, for only then is it known who reads it."""

    def __init__(self, what: Problem, headers: dict[str, str] | None = None, kept_in: str = "") -> None:
        """`kept_in` is the tag of the language in which it was said first, where it was kept; empty: the reader's."""
        super().__init__(what, status_code=what.status, media_type=MEDIA_TYPE, headers=headers)
        self._what, self._kept_in = what, kept_in

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **more: Any) -> Any:
        """As the framework calls it, when it sends."""
        by = _speech(request, self._kept_in)
        self.content = msgspec.json.encode(_told(self._what, by))
        self.headers.update({"Content-Language": by.language, "Vary": "Accept-Language"})
        return super().to_asgi_response(app, request, **more)


def is_for(request: Request[Any, Any, Any], program: LoadedProgram, audience: Audience = "staff") -> None:
    """Note whose units a request's problems are about, and who is told of them."""
    request.scope["state"][_READER] = program, audience


def worded(what: Problem, program: LoadedProgram, spoken: Language) -> Problem:
    """A problem with its sentence; one whose code has none keeps its detail."""
    return _told(what, Speaker(program.latest.program, spoken, "staff"))


def _speech(request: Request[Any, Any, Any], kept_in: str) -> Speech:
    """Who speaks to whoever asks; before anybody knows who that is, of no program."""
    reader: tuple[LoadedProgram, Audience] | None = request.scope["state"].get(_READER)
    people = People.of_tag(kept_in or tag(request))
    return Speech(people) if reader is None else Speaker(reader[0].latest.program, people, reader[1])


def _told(what: Problem, by: Speech) -> Problem:
    beside = {name: text for name, text in (("field", what.field), ("detail", what.detail)) if text}
    sentence = explained(by, what.code, {**beside, **what.numbers})
    return msgspec.structs.replace(what, detail=sentence.text) if sentence is not None else what

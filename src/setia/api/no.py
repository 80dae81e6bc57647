"""A "no" as it is sent: a problem with its sentence, in the language of whoever asked.

The sentence is made here and not where an answer is kept with its idempotency key: what is kept is the code and its
numbers, for a repetition may come from a reader of another language. Asked again in the same language it says the same,
byte for byte, for a sentence is made of nothing but the code, its numbers and the program's document (ledger 4.10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar import Request, Response

from setia.api.telling import language
from setia.storage.programs import LoadedProgram
from setia.wording.languages import Language
from setia.wording.problems import explained
from setia.wording.sentences import Speech
from setia.wording.speaker import Speaker

if TYPE_CHECKING:
    from setia.api.problems import Problem

MEDIA_TYPE: Final = "application/problem+json"
_PROGRAM: Final = "program"


class No(Response[Any]):
    """A problem whose sentence is made when it is sent, for only then is it known who reads it."""

    def __init__(self, what: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(what, status_code=what.status, media_type=MEDIA_TYPE, headers=headers)
        self._what = what

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **more: Any) -> Any:
        """As the framework calls it, when it sends."""
        spoken = language(request)
        self.content = msgspec.json.encode(worded(self._what, program_of(request), spoken))
        self.headers.update({"Content-Language": spoken, "Vary": "Accept-Language"})
        return super().to_asgi_response(app, request, **more)


def is_for(request: Request[Any, Any, Any], program: LoadedProgram) -> None:
    """Note whose units a request's problems are about."""
    request.scope["state"][_PROGRAM] = program


def program_of(request: Request[Any, Any, Any]) -> LoadedProgram | None:
    """The program of who asks; None before anybody knows who that is."""
    found: LoadedProgram | None = request.scope["state"].get(_PROGRAM)
    return found


def worded(what: Problem, program: LoadedProgram | None, spoken: Language) -> Problem:
    """A problem with its sentence; one whose code has none keeps its detail."""
    document = program.latest.program if program is not None else None
    by = Speech(spoken) if document is None else Speaker(document, spoken, "staff")
    beside = {name: text for name, text in (("field", what.field), ("detail", what.detail)) if text}
    sentence = explained(by, what.code, {**beside, **what.numbers})
    return msgspec.structs.replace(what, detail=sentence.text) if sentence is not None else what

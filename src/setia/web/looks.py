"""A page wears the look of the program that it is about: its name, its colour, its logo, and its language for who asks
for none of ours. Sheet and picture are addresses of their own, which a browser keeps until the look changes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from msgspec import Struct

from setia.storage import looks
from setia.storage.models import Program
from setia.storage.programs import LoadedProgram
from setia.web import language
from setia.web.design import accents


class Worn(Struct, frozen=True):
    """What the frame of a page shows of it."""

    name: str = "Setia"
    sheet: str = ""
    """The address of its style sheet; empty: Setia's own colours."""
    logo: str = ""


def wear(request: HttpRequest, program: LoadedProgram) -> None:
    """From here on the page is about this program."""
    request.setia_program = program  # type: ignore[attr-defined]  # what the frame shows
    language.settle(request, program.look.language)


def of_request(request: HttpRequest) -> Worn:
    """What the page shows; Setia's own where it is about no program."""
    program: LoadedProgram | None = getattr(request, "setia_program", None)
    if program is None:
        return Worn()
    look, at = program.look, [program.code, program.look.revision]
    return Worn(
        name=look.name or "Setia",
        sheet=reverse("look_sheet", args=at) if look.colour else "",
        logo=reverse("look_logo", args=at) if look.logo_type else "",
    )


def sheet(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """The style sheet of a program's colour; nobody has to sign in for it."""
    look = looks.read(_program_id(code))
    if not look.colour:
        raise Http404
    return _kept(
        HttpResponse(accents.sheet(look.colour), content_type="text/css; charset=utf-8"), look.revision, revision
    )


def logo(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """A program's logo; nobody has to sign in for it."""
    id_ = _program_id(code)
    look = looks.read(id_)
    if not look.logo_type:
        raise Http404
    return _kept(HttpResponse(looks.logo(id_), content_type=look.logo_type), look.revision, revision)


def _program_id(code: str) -> int:
    found = Program.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return int(found)


def _kept(answer: HttpResponse, revision: int, asked: int) -> HttpResponse:
    """For a year, where it is the one that was asked for: the next one has another address."""
    if revision == asked:
        answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer

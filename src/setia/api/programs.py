"""Programs: the document in force, its versions; a document checked, and applied as the next version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import instants
from setia.api.callers import Session, Who
from setia.api.commands import Req
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.engine.rules.advice import advise
from setia.engine.rules.compiled import Compiled
from setia.services.apply_program import CannotApply
from setia.services.change_program import Proposed, change
from setia.services.documents import BadDocument, lines_of, read_program
from setia.services.yaml_text import SIZE_MAX
from setia.storage.models import ProgramVersion


class VersionOut(Struct, frozen=True):
    """One version of the program."""

    number: int
    effective_from: datetime
    applied_at: datetime
    applied_by: str


class ProgramOut(Struct, frozen=True):
    """The program that this client works for."""

    id: str
    document: dict[str, Any]
    """The latest version, as the format has it."""
    versions: tuple[VersionOut, ...]


class DocumentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A program document: YAML or JSON, as a text."""

    document: Annotated[str, Meta(min_length=1, max_length=SIZE_MAX)]


class FaultOut(Struct, frozen=True):
    """One thing wrong with a document."""

    line: int
    path: str
    code: str
    found: str
    expected: str
    suggestion: str


class AdviceOut(Struct, frozen=True):
    """One thing to look at in a sound document."""

    line: int
    path: str
    code: str
    must_be_mended: bool
    """Whether it cannot be applied so."""
    numbers: dict[str, int | str]


class ValidatedOut(Struct, frozen=True):
    """What was found."""

    is_sound: bool
    faults: tuple[FaultOut, ...]
    advice: tuple[AdviceOut, ...]


class AppliedOut(Struct, frozen=True):
    """What applying did."""

    version: int
    """The one in force where nothing has changed, or not yet."""
    changed: bool
    """False where the document is already the latest version, and where it waits."""
    proposal: int = 0
    """Its number where it waits for a second person, as the version in force wants it; else 0."""


@get("/program")
async def show(who: Who) -> ProgramOut:
    """The latest document and all versions."""
    who.needs("read")
    return await who.desk.read(_show, who)


def _show(who: Session) -> ProgramOut:
    rows = ProgramVersion.objects.filter(program_id=who.program.id).order_by("number")
    versions = tuple(
        VersionOut(row.number, instants.show(row.effective_from), instants.show(row.applied_at), row.applied_by)
        for row in rows
    )
    return ProgramOut(who.program.code, msgspec.to_builtins(who.program.latest.program), versions)


@post("/program/validate", status_code=200)
async def validate(data: JSONBody[DocumentIn], who: Who) -> ValidatedOut:
    """Check a document and change nothing: every fault at once, and what is sound and yet not what it seems."""
    who.needs("read")
    return await who.desk.read(_validated, data.document)


def _validated(text: str) -> ValidatedOut:
    try:
        compiled = read_program(text)
    except BadDocument as bad:
        return ValidatedOut(False, tuple(FaultOut(*msgspec.structs.astuple(one)) for one in bad.faults), ())
    lines = lines_of(text)
    advice = tuple(
        AdviceOut(*lines.place(one.path), one.code, one.is_fault, dict(one.numbers)) for one in advise(compiled)
    )
    return ValidatedOut(not any(one.must_be_mended for one in advice), (), advice)


@post("/program/versions", status_code=201)
async def apply(data: JSONBody[DocumentIn], request: Req, who: Who) -> AppliedOut:
    """Store a document as the next version; it judges what happens from its `effective_from` on.

    Nothing forecasts here what to expect of it: that is for whoever makes a plan. Where the version in force says
    `two_persons`, it waits for somebody else to agree.
    """
    who.needs("admin")
    compiled = await who.desk.read(_compiled, who, data.document)
    return await once(request, who, lambda: _applied(who, compiled, data.document))


def _compiled(who: Session, text: str) -> Compiled:
    try:
        compiled = read_program(text)
    except BadDocument as bad:
        first = bad.faults[0]
        raise Stop(problem(422, first.code, f"line {first.line}", f"document: {first.path}")) from None
    if compiled.program.id != who.program.code:
        raise Stop(problem(422, "other_program", field="document: id", expected=who.program.code))
    return compiled


def _applied(who: Session, compiled: Compiled, text: str) -> AppliedOut:
    try:
        applied = change(compiled, text, None, who.by)
    except CannotApply as reason:
        raise Stop(msgspec.structs.replace(problem(409, reason.code), numbers=reason.numbers)) from None
    if isinstance(applied, Proposed):
        return AppliedOut(who.program.versions.applied[-1].number, changed=False, proposal=applied.id)
    return AppliedOut(applied.number, applied.changed)


router = Router("", route_handlers=[show, validate, apply], tags=["Program"])

"""Imports: a file of past purchases sent in pieces, and imported by the worker while everything else goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from setia.api import cursors, instants, naming
from setia.api.callers import Session, Who
from setia.api.commands import Number, Req
from setia.api.cursors import Cursor, Limit
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.services import uploads
from setia.services.uploads import PARTS_MAX, Reading, Rejected, UploadFault
from setia.storage.models import Upload

PART_MAX = 900_000
T = TypeVar("T")
Short = Annotated[str, Meta(max_length=100)]


class ImportIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file is called, and how it is to be read; its columns are those of `setia import purchases`."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
    source: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")] = "file"
    """The system that numbered the receipts."""
    columns: Annotated[dict[str, Short], Meta(max_length=50)] = {}
    """Target to column, for a column of another name."""
    exponent: Annotated[int, Meta(ge=0, le=3)] | None = None
    """Decimals of its amounts; for IDR and VND it must be said."""
    decimal_mark: Short = ""
    thousands_mark: Short = ""
    calendar: Literal["", "gregorian", "buddhist"] = ""
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"
    delimiter: Short = ""
    member_kind: Short = "external"
    enrol: bool = True
    """Whether members who are not known join by their first purchase."""


class PartIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of the file; it may end anywhere."""

    number: Annotated[int, Meta(ge=1, le=PARTS_MAX)]
    text: Annotated[str, Meta(min_length=1, max_length=PART_MAX)]


class StartIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Of how many pieces it is."""

    parts: Annotated[int, Meta(ge=1, le=PARTS_MAX)]


class RejectOut(Struct, frozen=True):
    """A row that was not taken."""

    line: int
    """0 where the ledger refused the purchase."""
    column: str
    code: str
    receipt: str


class ImportOut(Struct, frozen=True):
    """A file, and how far it has come."""

    id: int
    name: str
    state: str
    """receiving, waiting, done, failed."""
    made_by: str
    made_at: datetime
    done: int
    """Purchases that were looked at, of `total`."""
    total: int
    added: int
    unchanged: int
    refused: int
    rejected_rows: int
    fault: str
    """Why the file as a whole could not be read: a code."""
    field: str
    numbers: dict[str, int | str]
    rejects: tuple[RejectOut, ...]
    """The first thousand."""


class ImportsOut(Struct, frozen=True):
    """A page of files, the newest first, without their rejects."""

    imports: tuple[ImportOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


@post("/imports", status_code=201)
async def begin(data: JSONBody[ImportIn], request: Req, who: Who) -> ImportOut:
    """Announce a file. Send its pieces next, then start it."""
    who.needs("admin")
    if data.member_kind not in naming.KINDS:
        raise Stop(problem(422, "unknown_kind", ", ".join(naming.KINDS), "member_kind"))
    told = msgspec.structs.asdict(data)
    reading = Reading(**{field: told[field] for field in Reading.__struct_fields__})
    return await _once(request, who, lambda: _out(uploads.begin(who.program, data.name, reading, who.caller.name)))


@post("/imports/{number:int}/parts", status_code=204)
async def part(number: FromPath[Number], data: JSONBody[PartIn], request: Req, who: Who) -> None:
    """Send a piece, in any order; the same one sent again changes nothing."""
    who.needs("admin")
    return await _once(request, who, lambda: uploads.add(who.program, number, data.number, data.text.encode()))


@post("/imports/{number:int}/start", status_code=202)
async def start(number: FromPath[Number], data: JSONBody[StartIn], request: Req, who: Who) -> ImportOut:
    """It is all there. The worker imports it; the same file twice adds nothing."""
    who.needs("admin")
    return await _once(request, who, lambda: _out(uploads.start(who.program, number, data.parts)))


@get("/imports")
async def list_(who: Who, limit: Limit = 50, cursor: Cursor = "") -> ImportsOut:
    """Files, the newest first, without their rejects."""
    who.needs("admin")
    return await who.desk.read(_list, who, cursors.before(cursor), limit)


def _list(who: Session, before: int, limit: int) -> ImportsOut:
    found = Upload.objects.filter(program_id=who.program.id, id__lt=before).order_by("-id")[: limit + 1]
    shown, following = cursors.cut(list(found), limit, lambda one: (one.id,))
    return ImportsOut(tuple(msgspec.structs.replace(_out(one), rejects=()) for one in shown), following)


@get("/imports/{number:int}")
async def show(number: FromPath[Number], who: Who) -> ImportOut:
    """How far a file has come, and what it came to."""
    who.needs("admin")
    return await who.desk.read(_show, who, number)


def _show(who: Session, id_: int) -> ImportOut:
    found = Upload.objects.filter(program_id=who.program.id, id=id_).first()
    if found is None:
        raise Stop(problem(404, "unknown_import", number=id_))
    return _out(found)


async def _once(request: Req, who: Session, deed: Callable[[], T]) -> T:
    return await once(request, who, lambda: said(deed))


def said(deed: Callable[[], T]) -> T:
    """What a deed about a file comes to; stops with what is wrong with it."""
    try:
        return deed()
    except UploadFault as fault:
        status = {"unknown_import": 404, "not_in_this_state": 409, "part_differs": 409}.get(fault.code, 422)
        told = problem(status, fault.code, field=fault.field)
        raise Stop(msgspec.structs.replace(told, numbers=fault.numbers)) from None


def _out(upload: Upload) -> ImportOut:
    result = uploads.result(upload)
    done = result.imported
    counts = (done.added, done.unchanged, done.refused, done.rejected_rows) if done is not None else (0, 0, 0, 0)
    return ImportOut(
        upload.id,
        upload.name,
        upload.state,
        upload.made_by,
        instants.show(upload.made_at),
        upload.position,
        upload.total,
        *counts,
        result.fault,
        result.field,
        result.numbers,
        tuple(map(reject_out, result.rejects)),
    )


def reject_out(one: Rejected) -> RejectOut:
    """A row that was not taken, as it is sent."""
    return RejectOut(one.line, one.column, one.code, one.purchase)


router = Router("", route_handlers=[begin, part, start, list_, show], tags=["Imports"])

"""Programs: the document in force, its versions, and what applies when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import Router, get
from msgspec import Struct

from setia.api import instants
from setia.api.callers import Session, Who
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


router = Router("", route_handlers=[show], tags=["Program"])

"""The audit log: who did what to the program, its clients and its members, and what was done by hand in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct

from setia.api import cursors, instants
from setia.api.callers import Session, Who
from setia.api.cursors import Cursor, Limit
from setia.storage.audit_log import Sought, deeds

Word = Annotated[str, QueryParameter(max_length=80)]


class DeedOut(Struct, frozen=True):
    """One thing that somebody did."""

    at: datetime
    actor: str
    channel: str
    action: str
    """Such as program_applied, client_revoked, member_erased; of the ledger the command, such as adjust."""
    subject: str
    """What it was done to: a version, a client, a member's public id, an exception."""
    details: dict[str, Any]


class AuditLogOut(Struct, frozen=True):
    """A page, newest first."""

    entries: tuple[DeedOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


def _sought(actor: Word = "", action: Word = "", subject: Word = "", cursor: Cursor = "") -> Sought:
    """What the query says of the deeds that are meant."""
    place = cursors.read(cursor, 3)
    return Sought(actor, action, subject, (place[0], place[1], place[2]) if place else None)


@get("/audit-log", dependencies={"sought": Provide(_sought, sync_to_thread=False)})
async def read(who: Who, sought: NamedDependency[Sought], limit: Limit = 50) -> AuditLogOut:
    """What was done, by whom, when. It is only ever added to."""
    who.needs("admin")
    return await who.desk.read(_read, who, sought, limit)


def _read(who: Session, sought: Sought, limit: int) -> AuditLogOut:
    found, following = cursors.cut(deeds(who.program.id, sought, limit + 1), limit, lambda one: one.place)
    shown = tuple(
        DeedOut(instants.show(one.at), one.actor, one.channel, one.action, one.subject, one.details) for one in found
    )
    return AuditLogOut(shown, following)


router = Router("", route_handlers=[read], tags=["Audit log"])

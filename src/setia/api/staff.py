"""Staff: who may open the console, in which role. Somebody is added, and let in, on the server alone."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from setia.api import cursors, instants
from setia.api.callers import Session, Who
from setia.api.commands import NothingIn, Req
from setia.api.cursors import PAGE_MAX, Cursor, Limit
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.services import staff as services
from setia.services.staff import StaffFault
from setia.storage.models import Staff


class StaffOut(Struct, frozen=True):
    """Somebody who may open the console."""

    name: str
    """As it stands in histories."""
    role: str
    store: str
    """The only store that he works in; empty: any."""
    since: datetime
    added_by: str


class StaffPageOut(Struct, frozen=True):
    """A page of the staff, in the order in which they were added."""

    staff: tuple[StaffOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


@get("/staff")
async def list_staff(who: Who, limit: Limit = 50, cursor: Cursor = "") -> StaffPageOut:
    """Who may open the console now. `setia staff add` adds somebody, `setia staff link` lets him in."""
    who.needs("admin")
    return await who.desk.read(_list, who, cursors.after(cursor), limit)


def _list(who: Session, after: int, limit: int) -> StaffPageOut:
    wanted = Staff.objects.filter(program_id=who.program.id, revoked_at=None, id__gt=after).order_by("id")
    found, following = cursors.cut(list(wanted[: limit + 1]), limit, lambda one: (one.id,))
    shown = tuple(
        StaffOut(str(one.name), str(one.role), str(one.store), instants.show(one.created_at), str(one.created_by))
        for one in found
    )
    return StaffPageOut(shown, following)


@post("/staff/{name:str}/remove", status_code=200)
async def remove(name: FromPath[str], data: JSONBody[NothingIn], request: Req, who: Who) -> StaffPageOut:
    """Let somebody do nothing any more, from this instant; the first page of who is left."""
    who.needs("admin")
    return await once(request, who, lambda: _remove(who, name))


def _remove(who: Session, name: str) -> StaffPageOut:
    try:
        services.remove(who.program, name, who.by[0])
    except StaffFault:
        raise Stop(problem(404, "unknown_staff", "nobody of the staff is called so", name=name[:80])) from None
    return _list(who, 0, PAGE_MAX)


router = Router("", route_handlers=[list_staff, remove], tags=["Staff"])

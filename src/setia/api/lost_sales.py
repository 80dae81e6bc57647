"""Lost sales: what a till did while nobody recorded it, from a file, made good instead of imported."""

from __future__ import annotations

from litestar import Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from setia.api import imports, make_good
from setia.api.callers import Session, Who
from setia.api.commands import Number, Req
from setia.api.imports import RejectOut, StartIn
from setia.api.make_good import BatchName, MakeGoodOut
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.api.using import Reason
from setia.services import lost_sales
from setia.services.lost_sales import LostSales, TooMany


class LostSalesIn(StartIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the batch is to be called, and of how many pieces its file is."""

    name: BatchName
    reason: Reason


class LostSalesOut(Struct, frozen=True):
    """The batch, and what of the file it has not."""

    make_good: MakeGoodOut
    rejects: tuple[RejectOut, ...]
    """Rows that are no purchases, the first thousand; they wait in the inbox."""


@post("/imports/{number:int}/make-good", status_code=201)
async def prepare(number: FromPath[Number], data: JSONBody[LostSalesIn], request: Req, who: Who) -> LostSalesOut:
    """Make good what the file has, instead of importing it: at most 1,000 purchases, each at its own time. It becomes a
    batch with what it would give; somebody else approves it before anything is given. Who is no member does not join.
    """
    who.needs("adjust")
    who.needs("admin")
    found = await who.desk.read(_read, who, number, data.parts)
    return await once(request, who, lambda: _prepare(who, number, data, found))


def _read(who: Session, number: int, parts: int) -> LostSales | Stop:
    """Before anything is locked: reading takes a while. What is wrong is told where nothing was answered before."""
    try:
        return imports.said(lambda: lost_sales.read(who.program, number, parts))
    except TooMany as fault:
        return Stop(problem(422, "too_many_purchases", found=fault.found, expected=lost_sales.MOST))
    except Stop as stop:
        return stop


def _prepare(who: Session, number: int, data: LostSalesIn, found: LostSales | Stop) -> LostSalesOut:
    if isinstance(found, Stop):
        raise found
    named, rejects = (data.name, data.reason), [imports.reject_out(one) for one in found.rejects]
    made = make_good.with_(
        lambda: imports.said(lambda: lost_sales.prepare(who.program, number, found, named, who.caller.name))
    )
    return LostSalesOut(made, tuple(rejects))


router = Router("", route_handlers=[prepare], tags=["Make-good"])

"""Batches: up to 1,000 commands in one request, each with its own result, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, events, instants, problems, purchases
from setia.api.answers import Done
from setia.api.callers import Session, Who
from setia.api.commands import Req
from setia.api.no import worded
from setia.api.problems import Problem, Stop
from setia.api.telling import language
from setia.services.requests import Outcome
from setia.services.requests import Request as Asked
from setia.services.till_queue import corrected
from setia.wording.languages import Language

ITEMS_MAX = 1_000
BATCHED = 10
"""Commands of a batch that count as one call more: they cost less than if each came alone."""


class PurchaseItem(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="purchase"):
    """A purchase."""

    purchase: purchases.PurchaseIn


class ReturnItem(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="return"):
    """A return."""

    return_: purchases.ReturnIn = msgspec.field(name="return")


class EventItem(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="event"):
    """An event."""

    event: events.EventIn


Item = PurchaseItem | ReturnItem | EventItem


class BatchIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands in the order in which they happened. Each is known by its own number."""

    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=ITEMS_MAX)]
    sent_at: datetime | None = None
    """What the device's own clock says as it sends them: if that is wrong by more than two minutes, so are its times,
    and they are put right. For what a till did while it was alone."""


class Result(Struct, frozen=True):
    """What became of one of them."""

    status: int
    """As if it had been sent alone."""
    done: Done | None = None
    problem: Problem | None = None


class BatchOut(Struct, frozen=True):
    """Results in the order of the items."""

    status: Literal["done"]
    results: tuple[Result, ...]


@post("/batch", status_code=200)
async def batch(data: JSONBody[BatchIn], request: Req, who: Who) -> BatchOut:
    """Carry out many commands. One that is refused does not touch the others; sent again, none is done twice."""
    who.needs("purchases")
    who.desk.rates.count(who.caller.client_id, (len(data.items) - 1) // BATCHED)
    found = await asyncio.gather(*(_asked(item, who) for item in data.items))
    if data.sent_at is not None:
        found = await who.desk.read(_corrected, who, found, instants.read(data.sent_at, "sent_at"))
    # In order: they are queued before the first is answered, and the writer keeps the order of its queue.
    results = await asyncio.gather(*(_one(asked, item, who) for asked, item in zip(found, data.items, strict=True)))
    spoken = language(request)
    return BatchOut("done", tuple(_told(one, who, spoken) for one in results))


async def _asked(item: Item, who: Session) -> Asked | Problem:
    """The command that an item is, or what is wrong with it."""
    try:
        if isinstance(item, PurchaseItem):
            return purchases.purchase_asked(item.purchase, who)
        if isinstance(item, ReturnItem):
            return purchases.return_asked(item.return_, who)
        return await events.asked(item.event, msgspec.json.encode(item.event), who)
    except Stop as stop:
        return stop.problem


def _corrected(who: Session, found: list[Asked | Problem], device_now: int) -> list[Asked | Problem]:
    sound = [one for one in found if isinstance(one, Asked)]
    right = iter(corrected(who.program, sound, device_now))
    return [next(right) if isinstance(one, Asked) else one for one in found]


async def _one(asked: Asked | Problem, item: Item, who: Session) -> Result:
    if isinstance(asked, Problem):
        return Result(asked.status, problem=asked)
    enrol = isinstance(item, PurchaseItem) and item.purchase.enrol
    try:
        outcome = await who.desk.ask(who.program, asked, who.manner(enrol=enrol))
    except Stop as stop:
        return Result(stop.problem.status, problem=stop.problem)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is this item's alone
        problem = problems.of_fault(fault)
        return Result(problem.status, problem=problem)
    return _result(outcome)


def _result(outcome: Outcome) -> Result:
    kept = answers.kept(outcome)
    if kept.status >= 400:
        return Result(kept.status, problem=msgspec.json.decode(kept.body, type=Problem))
    return Result(kept.status, done=msgspec.json.decode(kept.body, type=Done))


def _told(result: Result, who: Session, spoken: Language) -> Result:
    """A result in words, where it is a no."""
    if result.problem is None:
        return result
    return msgspec.structs.replace(result, problem=worded(result.problem, who.program, spoken))


router = Router("", route_handlers=[batch], tags=["Batches"])

"""Batches: up to 1,000 commands in one request, each with its own result, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import msgspec
from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, events, problems, purchases
from setia.api.answers import Done
from setia.api.callers import Session, Who
from setia.api.problems import Problem, Stop
from setia.services.requests import Outcome

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
async def batch(data: JSONBody[BatchIn], who: Who) -> BatchOut:
    """Carry out many commands. One that is refused does not touch the others; sent again, none is done twice."""
    who.needs("purchases")
    who.desk.rates.count(who.caller.client_id, (len(data.items) - 1) // BATCHED)
    # In order: they are queued before the first is answered, and the writer keeps the order of its queue.
    results = await asyncio.gather(*(_one(item, who) for item in data.items))
    return BatchOut("done", tuple(results))


async def _one(item: Item, who: Session) -> Result:
    try:
        if isinstance(item, PurchaseItem):
            asked, enrol = purchases.purchase_asked(item.purchase, who), item.purchase.enrol
        elif isinstance(item, ReturnItem):
            asked, enrol = purchases.return_asked(item.return_, who), False
        else:
            asked, enrol = await events.asked(item.event, msgspec.json.encode(item.event), who), False
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


router = Router("", route_handlers=[batch], tags=["Batches"])

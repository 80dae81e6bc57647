"""Batches: up to 1,000 commands in one request, each with its own result, whatever becomes of the others."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct, structs

from setia.api import batch_run, instants
from setia.api.callers import Session, Who
from setia.api.commands import Req
from setia.api.items import AnyItem
from setia.api.items.shape import Result
from setia.api.no import worded
from setia.api.once import one_by_one, sent, told
from setia.api.telling import language
from setia.services.requests import Outcome, Repeatable
from setia.storage.posting import log_position
from setia.wording.languages import Language

ITEMS_MAX = 1_000
BATCHED = 10
"""Commands of a batch that count as one call more: they cost less than if each came alone."""


class BatchIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands in the order in which they happened, each with what its own route takes."""

    items: Annotated[tuple[AnyItem, ...], Meta(min_length=1, max_length=ITEMS_MAX)]
    sent_at: datetime | None = None
    """What the device's own clock says as it sends them: if that is wrong by more than two minutes, so are its times,
    and they are put right. For what a till did while it was alone."""


class BatchOut(Struct, frozen=True):
    """Results in the order of the items."""

    status: Literal["done"]
    results: tuple[Result, ...]


@post("/batch", status_code=200)
async def batch(data: JSONBody[BatchIn], request: Req, who: Who) -> BatchOut:
    """Carry out many commands, one after the other. One that is refused does not touch the others.

    Sent again, none is done twice: each is known by its own number or key; where the batch has a key, what has none of
    its own is answered the same, too. It needs what its own route needs.
    """
    who.desk.rates.weigh(who.caller, 1 + (len(data.items) - 1) // BATCHED)
    spoken = language(request)
    sent_at = None if data.sent_at is None else instants.read(data.sent_at, "sent_at")
    results: list[Result] = []

    async def do(key: Repeatable | None) -> Outcome:
        run = batch_run.BatchRun(who, spoken, sent_at, key.key if key is not None else "")
        results.extend(await run.results(data.items))
        return told(request, BatchOut("done", tuple(_told(one, who, spoken) for one in results)))

    outcome = await one_by_one(request, who, do, lambda: not any(_may_come_again(one) for one in results))
    position = await who.desk.read(log_position)
    return sent(structs.replace(outcome, position=position), BatchOut)


def _may_come_again(result: Result) -> bool:
    """Whether a result may be another when the batch is sent again."""
    return result.status in (429, *range(500, 600)) or (result.problem is not None and result.problem.code == "busy")


def _told(result: Result, who: Session, spoken: Language) -> Result:
    """A result in words, where it is a no."""
    if result.problem is None:
        return result
    return structs.replace(result, problem=worded(result.problem, who.program, spoken))


router = Router("", route_handlers=[batch], tags=["Batches"])

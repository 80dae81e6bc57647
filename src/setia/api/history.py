"""History: movements page by page, and why each was what it was; and what a basket would give, with nothing written."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from setia.api import instants, naming, purchases
from setia.api.callers import Session, Who
from setia.api.commands import Name, No
from setia.api.problems import Stop, of_refusal
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import from_json, to_plain
from setia.services.preview import preview
from setia.storage.movements import Movement, movements_before
from setia.storage.reading import explanation

PAGE_MAX = 200


class MovementOut(Struct, frozen=True):
    """One transaction of a member's history."""

    number: int
    kind: str
    command: str
    """The verb that it closes; empty for what came before in the same command."""
    reason: str
    effective_at: datetime
    recorded_at: datetime
    changes: dict[str, int]
    """By wallet, what the member gained or, less than 0, lost."""
    reference: str
    store: str
    origin: int | None
    """The earlier transaction that it names: what was returned, restored, captured or released."""


class HistoryOut(Struct, frozen=True):
    """A page of movements, newest first."""

    movements: tuple[MovementOut, ...]
    next: int | None
    """Ask for `before` this number for the next page; None: there is none."""


class WhyOut(Struct, frozen=True):
    """Why a movement was what it was."""

    movement: MovementOut
    why: dict[str, Any] | None
    """Rule by rule: what was asked, what there was, what it gave, what cut it, what was missing. None: no rule was."""
    before: dict[str, Any] | None
    """For an order that was judged before: how it was judged last."""


class PreviewOut(Struct, frozen=True):
    """What a basket would give now."""

    awarded: dict[str, int]
    why: dict[str, Any]


@get("/members/{member:str}/movements")
async def movements(
    member: Name,
    who: Who,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)] = 50,
) -> HistoryOut:
    """The member's history, newest first; pages do not shift while it grows."""
    who.needs("read")
    return await who.desk.read(_page, who, member, before, limit)


def _page(who: Session, member: str, before: int | None, limit: int) -> HistoryOut:
    found = movements_before(naming.find(who, member).account_id, before, limit + 1)
    shown = tuple(movement_out(one) for one in found[:limit])
    return HistoryOut(shown, shown[-1].number if len(found) > limit else None)


@get("/members/{member:str}/movements/{number:int}/why")
async def why(member: Name, number: No, who: Who) -> WhyOut:
    """One movement, explained."""
    who.needs("read")
    return await who.desk.read(_why, who, member, number)


def _why(who: Session, member: str, number: int) -> WhyOut:
    told = explanation(naming.find(who, member).account_id, number)
    if told is None:
        raise Stop(of_refusal(Refusal("unknown_transaction", {"transaction": number})))
    return WhyOut(
        movement_out(told.movement),
        to_plain(told.why) if told.why is not None else None,
        to_plain(told.before) if told.before is not None else None,
    )


@post("/members/{member:str}/preview", status_code=200)
async def preview_purchase(member: Name, data: JSONBody[purchases.PurchaseIn], who: Who) -> PreviewOut:
    """What this basket would give this member now, rule by rule, and what is missing for more. Nothing is written."""
    who.needs("read")
    asked = purchases.purchase_asked(msgspec.structs.replace(data, member=None), who)
    return await who.desk.read(_preview, who, member, asked.command)


def _preview(who: Session, member: str, command: Any) -> PreviewOut:
    decided = preview(who.program, naming.find(who, member).account_id, command)
    if isinstance(decided, Refusal):
        raise Stop(of_refusal(decided))
    told = [one.why for one in decided.transactions if one.why and one.seq >= decided.known_as]
    return PreviewOut(decided.awarded, to_plain(from_json(told[-1] if told else "")))


def movement_out(one: Movement) -> MovementOut:
    """A movement as it is sent."""
    return MovementOut(
        one.seq,
        one.kind,
        one.command,
        one.reason,
        instants.show(one.effective_at),
        instants.show(one.recorded_at),
        one.changes,
        one.reference,
        one.store,
        one.origin.seq if one.origin is not None else None,
    )


router = Router("", route_handlers=[movements, why, preview_purchase], tags=["History"])

"""Search: members by what they say of themselves, purchases by what a receipt says."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct

from setia.api import cursors, instants
from setia.api.callers import NUMBER_MAX, Session, Who
from setia.api.cursors import Cursor, Limit
from setia.api.problems import Stop, of_refusal
from setia.engine.refusals import Refusal
from setia.services import look_up
from setia.storage import finding
from setia.storage.finding import FoundPurchase, Sought


class MemberFound(Struct, frozen=True):
    """A member as a list shows him."""

    id: str
    name: str
    call_name: str
    identifiers: dict[str, str]
    joined_at: datetime


class MembersOut(Struct, frozen=True):
    """A page of members in order of joining."""

    members: tuple[MemberFound, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class PurchaseFound(Struct, frozen=True):
    """One version of a purchase as a list shows it."""

    source: str
    receipt: str
    version: int
    member: str
    """Public id of whose it is now; empty: a guest's."""
    store: str
    status: str
    currency: str
    net: int
    """Net of its lines, in minor units."""
    event_at: datetime


class PurchasesOut(Struct, frozen=True):
    """A page of purchases, those that happened last first."""

    purchases: tuple[PurchaseFound, ...]
    next: str


class PurchaseOut(Struct, frozen=True):
    """A purchase as its newest version has it, and what came back of it."""

    source: str
    receipt: str
    member: str
    transaction: int | None
    """Its number in the member's history, by which `why` explains it; None: a guest's."""
    event_at: datetime
    purchase: dict[str, Any]
    """Lines, tenders and all else, as recorded, in minor units; what is as usual is left out."""
    returns: tuple[dict[str, Any], ...]


@get("/members")
async def members(
    who: Who, q: Annotated[str, QueryParameter(max_length=200)] = "", limit: Limit = 50, cursor: Cursor = ""
) -> MembersOut:
    """Members found by public id, any identifier, part of a name or call name, or the end of a phone number."""
    who.needs("members")
    return await who.desk.read(_members, who, q.strip(), cursors.after(cursor), limit)


def _members(who: Session, text: str, after: int, limit: int) -> MembersOut:
    found, following = cursors.cut(finding.members(who.program, text, after, limit + 1), limit, lambda one: (one.key,))
    shown = tuple(
        MemberFound(one.public_id, one.name, one.call_name, one.identifiers, instants.show(one.joined_at))
        for one in found
    )
    return MembersOut(shown, following)


def _sought(
    receipt: Annotated[str, QueryParameter(max_length=120)] = "",
    store: Annotated[str | None, QueryParameter(max_length=80)] = None,
    since: Annotated[datetime | None, QueryParameter()] = None,
    until: Annotated[datetime | None, QueryParameter()] = None,
    net: Annotated[int | None, QueryParameter(ge=-NUMBER_MAX, le=NUMBER_MAX)] = None,
) -> Sought:
    """What the query says of the purchases that are meant; `until` is exclusive."""
    return Sought(
        receipt,
        store,
        None if since is None else instants.read(since, "since"),
        None if until is None else instants.read(until, "until"),
        net,
    )


@get("/purchases", dependencies={"sought": Provide(_sought, sync_to_thread=False)})
async def purchases(who: Who, sought: NamedDependency[Sought], limit: Limit = 50, cursor: Cursor = "") -> PurchasesOut:
    """Purchases found by receipt, store, time (`until` is exclusive) and amount; every version is a row."""
    who.needs("read")
    if who.caller.store:
        sought = msgspec.structs.replace(sought, store=who.caller.store)
    before = cursors.read(cursor, 2)
    return await who.desk.read(_purchases, who, sought, (before[0], before[1]) if before else None, limit)


def _purchases(who: Session, sought: Sought, before: tuple[int, int] | None, limit: int) -> PurchasesOut:
    found = finding.purchases(who.program, sought, before, limit + 1)
    shown, following = cursors.cut(found, limit, lambda one: (one.event_at, one.id))
    return PurchasesOut(tuple(map(_found, shown)), following)


def _found(one: FoundPurchase) -> PurchaseFound:
    told = (one.member, one.store, one.status, one.currency, one.net)
    return PurchaseFound(one.source, one.receipt, one.version, *told, instants.show(one.event_at))


@get("/purchases/one")
async def purchase(
    who: Who,
    source: Annotated[str, QueryParameter(max_length=40)],
    receipt: Annotated[str, QueryParameter(max_length=120)],
) -> PurchaseOut:
    """One purchase by its source and receipt: its lines, whose it is, what came back of it."""
    who.needs("read")
    return await who.desk.read(_purchase, who, source, receipt)


def _purchase(who: Session, source: str, receipt: str) -> PurchaseOut:
    found = look_up.purchase(who.program, source, receipt)
    if found is None or (who.caller.store and found.purchase.store != who.caller.store):
        raise Stop(of_refusal(Refusal("unknown_receipt")))
    told = msgspec.to_builtins(found.purchase)
    back: tuple[dict[str, Any], ...] = tuple(map(msgspec.to_builtins, found.refunds))
    event_at = instants.show(found.purchase.event_at)
    return PurchaseOut(source, receipt, found.member, found.seq, event_at, told, back)


router = Router("", route_handlers=[members, purchases, purchase], tags=["Search"])

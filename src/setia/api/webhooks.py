"""Webhooks: who is told of what happens, with which secret it is signed, what became of it, and telling it again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, ParamSpec, TypeVar

import msgspec
from litestar import Router, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from setia.api import cursors, webhook_answers
from setia.api.callers import CHANNEL, Session, Who
from setia.api.commands import NothingIn, Req
from setia.api.cursors import Cursor, Limit
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.api.webhook_answers import State
from setia.engine.calendar import DAY, SECOND
from setia.services.webhooks import deliveries, endpoints
from setia.services.webhooks.deliveries import Delivery
from setia.services.webhooks.endpoints import OVERLAP_MAX, By, Checked, Secret, WebhookFault
from setia.services.webhooks.guard import URL_MAX

_NOT_FOUND = frozenset({"unknown_endpoint", "unknown_message"})

P = ParamSpec("P")
T = TypeVar("T")
Id = FromPath[str]
Position = Annotated[int, Meta(ge=1, le=2**53)]
Url = Annotated[str, Meta(min_length=1, max_length=URL_MAX)]
Kinds = Annotated[tuple[str, ...], Meta(max_length=100)]


class EndpointIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is to be told."""

    url: Url
    """`https://`, a host in the open, port 443. What is inside must be allowed by the operator, by host and port."""
    kinds: Kinds = ("*",)
    """Kinds of events, such as `points_earned`; `*` is every kind."""
    from_position: Position | None = None
    """Tell what happened since this position of the log, too; else what happens from now on."""


class ChangeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different; what is not named stays."""

    url: Url | UnsetType = UNSET
    kinds: Kinds | UnsetType = UNSET


class RotationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How long the secret of before signs, too."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=OVERLAP_MAX // SECOND)] = DAY // SECOND


class ReplayIn(Struct, frozen=True, forbid_unknown_fields=True):
    """From where everything is told again."""

    from_position: Position


@post("/webhooks", status_code=201)
async def add(data: JSONBody[EndpointIn], request: Req, who: Who) -> webhook_answers.SecretOut:
    """Tell a system what happens. The secret is in this answer and in no other call's. 409 where it is told already."""
    _may(who)
    checked = await asyncio.to_thread(_or_no, endpoints.check, data.url)  # it asks for the host's addresses
    return await once(request, who, lambda: webhook_answers.secret(_added(who, checked, data)))


def _added(who: Session, checked: Checked, data: EndpointIn) -> Secret:
    return _or_no(endpoints.add, who.program, _by(who), checked, data.kinds, data.from_position)


@get("/webhooks")
async def listed(who: Who, limit: Limit = 50, cursor: Cursor = "") -> webhook_answers.EndpointsOut:
    """Endpoints, in the order in which they were added."""
    _may(who)
    found = await who.desk.read(endpoints.listed, who.program, cursors.after(cursor), limit + 1)
    shown, following = cursors.cut(found, limit, lambda one: (one.id,))
    return webhook_answers.EndpointsOut(tuple(map(webhook_answers.endpoint, shown)), following)


@get("/webhooks/{endpoint:str}")
async def show(endpoint: Id, who: Who) -> webhook_answers.EndpointOut:
    """One endpoint."""
    _may(who)
    return webhook_answers.endpoint(await who.desk.read(_or_no, endpoints.find, who.program, endpoint))


@patch("/webhooks/{endpoint:str}")
async def change(endpoint: Id, data: JSONBody[ChangeIn], who: Who) -> webhook_answers.EndpointOut:
    """Send to another address, or tell other kinds of events; what is not named stays. The secret stays as it is.

    What waits is sent to the new address. Sent again it changes nothing.
    """
    _may(who)
    checked = None
    if data.url is not UNSET:
        checked = await asyncio.to_thread(_or_no, endpoints.check, data.url)  # it asks for the host's addresses
    kinds = None if data.kinds is UNSET else data.kinds
    changed = await who.desk.write(_or_no, endpoints.change, who.program, _by(who), endpoint, checked, kinds)
    return webhook_answers.endpoint(changed)


@post("/webhooks/{endpoint:str}/rotate", status_code=201)
async def rotate(endpoint: Id, data: JSONBody[RotationIn], request: Req, who: Who) -> webhook_answers.SecretOut:
    """Another secret. Both sign until the overlap is over, so that a receiver can change without a gap."""
    _may(who)
    overlap = data.overlap_seconds * SECOND
    return await once(
        request,
        who,
        lambda: webhook_answers.secret(_or_no(endpoints.rotate, who.program, _by(who), endpoint, overlap)),
    )


@post("/webhooks/{endpoint:str}/disable", status_code=200)
async def disable(endpoint: Id, data: JSONBody[NothingIn], request: Req, who: Who) -> webhook_answers.EndpointOut:
    """Send nothing more. What happens meanwhile waits."""
    _may(who)
    return await once(
        request, who, lambda: webhook_answers.endpoint(_or_no(endpoints.disable, who.program, _by(who), endpoint))
    )


@post("/webhooks/{endpoint:str}/enable", status_code=200)
async def enable(endpoint: Id, data: JSONBody[NothingIn], request: Req, who: Who) -> webhook_answers.EndpointOut:
    """Go on where it stopped."""
    _may(who)
    return await once(
        request, who, lambda: webhook_answers.endpoint(_or_no(endpoints.enable, who.program, _by(who), endpoint))
    )


@post("/webhooks/{endpoint:str}/ping", status_code=202)
async def ping(endpoint: Id, data: JSONBody[NothingIn], request: Req, who: Who) -> webhook_answers.DeliveryOut:
    """Send it a test; its delivery says what became of it."""
    _may(who)
    return await once(
        request, who, lambda: webhook_answers.delivery(Delivery(_or_no(endpoints.ping, who.program, endpoint), ()))
    )


@get("/webhooks/{endpoint:str}/deliveries")
async def delivered(
    endpoint: Id,
    who: Who,
    only: Annotated[State | None, QueryParameter()] = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> webhook_answers.DeliveriesOut:
    """What became of messages, newest first; `only` those in one state."""
    _may(who)
    found = await who.desk.read(_page, who, endpoint, cursors.before(cursor), (limit + 1, only or ""))
    shown, following = cursors.cut(found, limit, lambda one: (one.message.id,))
    return webhook_answers.DeliveriesOut(tuple(map(webhook_answers.delivery, shown)), following)


@get("/webhooks/{endpoint:str}/deliveries/{message:str}")
async def delivery(endpoint: Id, message: Id, who: Who) -> webhook_answers.DeliveryOut:
    """One message with all its tries."""
    _may(who)
    return webhook_answers.delivery(await who.desk.read(_one, who, endpoint, message))


@post("/webhooks/{endpoint:str}/deliveries/{message:str}/replay", status_code=202)
async def replay(
    endpoint: Id, message: Id, data: JSONBody[NothingIn], request: Req, who: Who
) -> webhook_answers.DeliveryOut:
    """Send one message again, under the id that it had."""
    _may(who)
    return await once(request, who, lambda: _replayed(who, endpoint, message))


def _replayed(who: Session, endpoint: str, message: str) -> webhook_answers.DeliveryOut:
    _or_no(endpoints.replay, who.program, _by(who), endpoint, message)
    return webhook_answers.delivery(_one(who, endpoint, message))


@post("/webhooks/{endpoint:str}/replay", status_code=202)
async def replay_from(endpoint: Id, data: JSONBody[ReplayIn], request: Req, who: Who) -> webhook_answers.ReplayedOut:
    """Tell everything from a position on again, each message under the id that it had."""
    _may(who)
    asked = who.program, _by(who), endpoint, data.from_position
    return await once(request, who, lambda: webhook_answers.ReplayedOut(_or_no(endpoints.replay_from, *asked)))


def _may(who: Session) -> None:
    who.needs("webhooks")


def _by(who: Session) -> By:
    return who.caller.name, CHANNEL


def _page(who: Session, endpoint: str, before: int, wished: tuple[int, str]) -> list[Delivery]:
    return deliveries.page(_or_no(endpoints.find, who.program, endpoint), before, *wished)


def _one(who: Session, endpoint: str, message: str) -> Delivery:
    return _or_no(deliveries.one, _or_no(endpoints.find, who.program, endpoint), message)


def _or_no(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a service finds or does; its "no" as a problem."""
    try:
        return work(*args, **kwargs)
    except WebhookFault as fault:
        status = 404 if fault.code in _NOT_FOUND else 409 if fault.code == "endpoint_exists" else 422
        raise Stop(msgspec.structs.replace(problem(status, fault.code), numbers=fault.numbers)) from None


router = Router(
    "",
    route_handlers=[
        add,
        listed,
        show,
        change,
        rotate,
        disable,
        enable,
        ping,
        delivered,
        delivery,
        replay,
        replay_from,
    ],
    tags=["Webhooks"],
)

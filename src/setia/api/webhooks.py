"""Webhooks: who is told of what happens, with which secret it is signed, what became of it, and telling it again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal, ParamSpec, TypeVar

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from setia.api import instants
from setia.api.callers import Session, Who
from setia.api.problems import Stop, problem
from setia.api.using import NothingIn
from setia.engine.calendar import DAY, SECOND
from setia.services.webhooks import deliveries, endpoints
from setia.services.webhooks.deliveries import Delivery
from setia.services.webhooks.endpoints import OVERLAP_MAX, Checked, Secret, WebhookFault
from setia.services.webhooks.guard import URL_MAX
from setia.storage.models import WebhookEndpoint

PAGE_MAX = 200
_NOT_FOUND = frozenset({"unknown_endpoint", "unknown_message"})

P = ParamSpec("P")
T = TypeVar("T")
Id = FromPath[str]
Position = Annotated[int, Meta(ge=1, le=2**53)]
State = Literal["waiting", "delivered", "failed"]


class EndpointIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is to be told."""

    url: Annotated[str, Meta(min_length=1, max_length=URL_MAX)]
    """`https://`, a host in the open, port 443. What is inside must be allowed by the operator, by host and port."""
    kinds: Annotated[tuple[str, ...], Meta(max_length=100)] = ("*",)
    """Kinds of events, such as `points_earned`; `*` is every kind."""
    from_position: Position | None = None
    """Tell what happened since this position of the log, too; else what happens from now on."""


class RotationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How long the secret of before signs, too."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=OVERLAP_MAX // SECOND)] = DAY // SECOND


class ReplayIn(Struct, frozen=True, forbid_unknown_fields=True):
    """From where everything is told again."""

    from_position: Position


class EndpointOut(Struct, frozen=True):
    """An endpoint as it is now."""

    id: str
    url: str
    kinds: tuple[str, ...]
    is_enabled: bool
    disabled: str
    """Why it is not: `by_hand`, `gone` (it answered 410), `failing` (it took nothing for days)."""
    disabled_at: datetime | None
    failing_since: datetime | None
    """The first failure since it last took something."""
    position: int
    """Everything up to here has been laid out for it; what has not been delivered is in its deliveries."""
    created_at: datetime
    created_by: str


class SecretOut(Struct, frozen=True):
    """An endpoint with its secret, which is shown once."""

    endpoint: EndpointOut
    secret: str
    """`whsec_…`: verifies signatures, as Standard Webhooks says."""


class EndpointsOut(Struct, frozen=True):
    """All of them."""

    endpoints: tuple[EndpointOut, ...]


class AttemptOut(Struct, frozen=True):
    """One try."""

    at: datetime
    duration_ms: int
    status: int | None
    fault: str
    """Where there was no answer: `timeout`, `unreachable`, `bad_answer`, or why it was not sent there."""
    answer: str
    """The first bytes of what it said."""


class DeliveryOut(Struct, frozen=True):
    """One message."""

    id: str
    """The `webhook-id`."""
    kind: str
    position: int
    state: State
    made_at: datetime
    next_at: datetime | None
    """When it is tried next; null: not again by itself."""
    attempts: tuple[AttemptOut, ...]


class DeliveriesOut(Struct, frozen=True):
    """A page of messages, newest first."""

    deliveries: tuple[DeliveryOut, ...]
    next: int | None
    """Ask for `before` this number for the next page; null: there is none."""


class ReplayedOut(Struct, frozen=True):
    """What is told again."""

    messages: int
    """So many that are known; what was forgotten is laid out anew beside them."""


@post("/webhooks", status_code=201)
async def add(data: JSONBody[EndpointIn], who: Who) -> SecretOut:
    """Tell a system what happens. The secret is in this answer and in no other. 409 where it is told already."""
    _may(who)
    checked = await asyncio.to_thread(_or_no, endpoints.check, data.url)  # it asks for the host's addresses
    return _secret(await who.desk.write(_added, who, checked, data))


def _added(who: Session, checked: Checked, data: EndpointIn) -> Secret:
    return _or_no(endpoints.add, who.program, checked, data.kinds, who.caller.name, data.from_position)


@get("/webhooks")
async def listed(who: Who) -> EndpointsOut:
    """All endpoints."""
    _may(who)
    found = await who.desk.read(endpoints.listed, who.program)
    return EndpointsOut(tuple(_endpoint(one) for one in found))


@get("/webhooks/{endpoint:str}")
async def show(endpoint: Id, who: Who) -> EndpointOut:
    """One endpoint."""
    _may(who)
    return _endpoint(await who.desk.read(_or_no, endpoints.find, who.program, endpoint))


@post("/webhooks/{endpoint:str}/rotate", status_code=201)
async def rotate(endpoint: Id, data: JSONBody[RotationIn], who: Who) -> SecretOut:
    """Another secret. Both sign until the overlap is over, so that a receiver can change without a gap."""
    _may(who)
    overlap = data.overlap_seconds * SECOND
    return _secret(await who.desk.write(_or_no, endpoints.rotate, who.program, endpoint, overlap))


@post("/webhooks/{endpoint:str}/disable", status_code=200)
async def disable(endpoint: Id, data: JSONBody[NothingIn], who: Who) -> EndpointOut:
    """Send nothing more. What happens meanwhile waits."""
    _may(who)
    return _endpoint(await who.desk.write(_or_no, endpoints.disable, who.program, endpoint))


@post("/webhooks/{endpoint:str}/enable", status_code=200)
async def enable(endpoint: Id, data: JSONBody[NothingIn], who: Who) -> EndpointOut:
    """Go on where it stopped."""
    _may(who)
    return _endpoint(await who.desk.write(_or_no, endpoints.enable, who.program, endpoint))


@post("/webhooks/{endpoint:str}/ping", status_code=202)
async def ping(endpoint: Id, data: JSONBody[NothingIn], who: Who) -> DeliveryOut:
    """Send it a test; its delivery says what became of it."""
    _may(who)
    message = await who.desk.write(_or_no, endpoints.ping, who.program, endpoint)
    return _delivery(Delivery(message, ()))


@get("/webhooks/{endpoint:str}/deliveries")
async def delivered(
    endpoint: Id,
    who: Who,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)] = 50,
    only: Annotated[State | None, QueryParameter()] = None,
) -> DeliveriesOut:
    """What became of messages, newest first; `only` those in one state."""
    _may(who)
    found = await who.desk.read(_page, who, endpoint, before, (limit + 1, only or ""))
    last = found[limit - 1].message.id if len(found) > limit else None
    return DeliveriesOut(tuple(_delivery(one) for one in found[:limit]), last)


@get("/webhooks/{endpoint:str}/deliveries/{message:str}")
async def delivery(endpoint: Id, message: Id, who: Who) -> DeliveryOut:
    """One message with all its tries."""
    _may(who)
    return _delivery(await who.desk.read(_one, who, endpoint, message))


@post("/webhooks/{endpoint:str}/deliveries/{message:str}/replay", status_code=202)
async def replay(endpoint: Id, message: Id, data: JSONBody[NothingIn], who: Who) -> DeliveryOut:
    """Send one message again, under the id that it had."""
    _may(who)
    await who.desk.write(_or_no, endpoints.replay, who.program, endpoint, message)
    return _delivery(await who.desk.read(_one, who, endpoint, message))


@post("/webhooks/{endpoint:str}/replay", status_code=202)
async def replay_from(endpoint: Id, data: JSONBody[ReplayIn], who: Who) -> ReplayedOut:
    """Tell everything from a position on again, each message under the id that it had."""
    _may(who)
    again = await who.desk.write(_or_no, endpoints.replay_from, who.program, endpoint, data.from_position)
    return ReplayedOut(again)


def _may(who: Session) -> None:
    who.needs("webhooks")


def _page(who: Session, endpoint: str, before: int | None, wished: tuple[int, str]) -> list[Delivery]:
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


def _secret(made: Secret) -> SecretOut:
    return SecretOut(_endpoint(made.endpoint), made.text)


def _endpoint(one: WebhookEndpoint) -> EndpointOut:
    return EndpointOut(
        id=one.public_id,
        url=one.url,
        kinds=tuple(one.kinds.split()),
        is_enabled=not one.disabled,
        disabled=one.disabled,
        disabled_at=instants.show_end(one.disabled_at),
        failing_since=instants.show_end(one.failing_since),
        position=one.position,
        created_at=instants.show(one.created_at),
        created_by=one.created_by,
    )


def _delivery(one: Delivery) -> DeliveryOut:
    message = one.message
    tries = tuple(
        AttemptOut(instants.show(tried.at), tried.duration_ms, tried.status, tried.fault, tried.answer)
        for tried in one.attempts
    )
    return DeliveryOut(
        id=message.message_id,
        kind=message.kind,
        position=message.position,
        state=message.state,
        made_at=instants.show(message.made_at),
        next_at=instants.show(max(message.next_at, message.made_at)) if message.state == "waiting" else None,
        attempts=tries,
    )


router = Router(
    "",
    route_handlers=[
        add,
        listed,
        show,
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

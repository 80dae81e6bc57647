"""Callers: who shows which key, and what he may do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from litestar import Request
from litestar.di import NamedDependency
from msgspec import Struct

from setia.api import answers, bodies, instants, positions, stores, watching
from setia.api.desk import Desk
from setia.api.no import is_for
from setia.api.problems import Problem, Stop, problem
from setia.api.telling import tag
from setia.services import for_staff, for_visitors, member_tokens
from setia.services.for_staff import Staff
from setia.services.for_visitors import Visitor
from setia.services.requests import Manner, Outcome, Repeatable, is_key
from setia.services.requests import Request as Asked
from setia.services.whose_source import BY_CLIENTS
from setia.storage import clients, clock
from setia.storage.clients import Caller, Ended
from setia.storage.programs import LoadedProgram

CHANNEL = BY_CLIENTS
NUL: Final = "\0"
"""No database keeps it in a text."""
NUMBER_MAX: Final = 2**53
"""The largest whole number that every reader of JSON reads exactly; nothing is numbered higher."""
WAIT_ALONE = 2_000
"""Milliseconds that a transaction of its own waits for a lock."""


VISITORS: Final = -(10**12)
"""The number by which calls of members' pages are counted, less that of their program; no client has such a one."""


NO_LONGER: Final = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class Session(Struct, frozen=True):
    """One request's caller with the program that he works for."""

    caller: Caller
    program: LoadedProgram
    desk: Desk
    now: int
    """When he asked, by the deployment's clock."""
    channel: str = CHANNEL

    def needs(self, scope: str) -> None:
        """Stop where the caller may not do such a thing."""
        if scope not in self.caller.scopes:
            raise Stop(problem(403, "scope_missing", needed=scope))
        if scope in stores.WHOLE:
            stores.not_of_all(self.caller)

    @property
    def by(self) -> tuple[str, str]:
        """The actor and his channel, for the audit log."""
        return self.caller.name, self.channel

    def manner(self, *, wait_max: int = 0) -> Manner:
        """How his commands are taken; `wait_max` is for those that do not go through the batch writer."""
        scopes = self.caller.scopes & {"backdate"}
        return Manner(actor=self.caller.name, channel=self.channel, scopes=scopes, wait_max=wait_max)

    def alone(self) -> Manner:
        """How a command of his is taken that is a transaction of its own."""
        return self.manner(wait_max=WAIT_ALONE)


Who = NamedDependency[Session]
"""How a handler says that it must know who asks."""


OF_MEMBER: Final = "of_member"
"""By `opt`: routes that a member asks with a token of his own."""

_KNOWN: Final = "caller"


async def admitted(request: Request[Any, Any, Any]) -> None:
    """Before anything else: whoever shows no key that is good is not read, and what is read is read strictly."""
    asks = _by_token if request.route_handler.opt.get(OF_MEMBER) else _by_key
    request.scope["state"][_KNOWN] = await asks(request)
    _path(request)
    await positions.reached(request, request.app.state.desk)
    await bodies.read_strictly(request)


def _path(request: Request[Any, Any, Any]) -> None:
    """Stop where the address has a number that nothing could have, or a character that no database keeps.

    Of a number the framework looks at its kind only.
    """
    for value in request.path_params.values():
        if (isinstance(value, int) and not 1 <= value <= NUMBER_MAX) or (isinstance(value, str) and NUL in value):
            raise Stop(problem(404, "no_such_path"))
    for name, text in request.query_params.multi_items():
        if NUL in text:
            raise Stop(problem(422, "text_refused", field=name.replace(NUL, "")[:40]))


def _key(request: Request[Any, Any, Any]) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Stop(problem(401, "key_missing"), {"WWW-Authenticate": "Bearer"})
    return key.strip()


async def session(request: Request[Any, Any, Any]) -> Session:
    """Who asks, as he was admitted."""
    known: Session = request.scope["state"][_KNOWN]
    return known


async def member_session(request: Request[Any, Any, Any]) -> tuple[Session, str]:
    """A member who asks for himself, as he was admitted, and his public id."""
    known: tuple[Session, str] = request.scope["state"][_KNOWN]
    return known


def _turned_away(request: Request[Any, Any, Any], desk: Desk, what: Problem) -> Stop:
    """The no to whoever shows what is good for nothing; 429 where that came too often from there."""
    desk.failures.count(request.client.host if request.client is not None else "")
    return Stop(what, NO_LONGER)


async def _by_key(request: Request[Any, Any, Any]) -> Session:
    """Who asks; stops with 401 where the key is missing, has ended, or is good for nothing."""
    desk: Desk = request.app.state.desk
    key = _key(request)
    found: Session | Ended | None = await _by_page(request, desk, key)
    if found is None:
        found = await desk.together(_sessions, key)
    if found is None:
        raise _turned_away(request, desk, problem(401, "key_unknown"))
    if isinstance(found, Ended):
        raise _turned_away(request, desk, problem(401, "key_expired", ended_at=instants.text(found.at)))
    is_visitor = found.channel == for_visitors.CHANNEL
    is_for(request, found.program, "member" if is_visitor else "staff")
    name = "a member" if is_visitor else found.caller.name  # which one is no log's matter
    watching.is_asked_by(request.scope, name, partial(desk.rates.fields, found.caller))
    desk.rates.count(found.caller)
    return found


async def _by_page(request: Request[Any, Any, Any], desk: Desk, token: str) -> Session | None:
    """Who asks by a page of this server; None where it is no page."""
    shared, now = for_staff.shared_key(), clock.machine_reading()
    if (staff := for_staff.read(shared, token, now)) is not None:
        return await desk.read(_of_staff, desk, staff)
    if (visitor := for_visitors.read(shared, token, now)) is not None:
        _own_path(request, visitor)
        return await desk.read(_of_visitor, desk, visitor)
    return None


def _own_path(request: Request[Any, Any, Any], visitor: Visitor) -> None:
    """Stop where a member's page asks for anything but what is his, or somebody who joins for anything else."""
    of_member = request.path_params.get("member")
    joins = request.method == "POST" and request.url.path.rstrip("/").endswith("/v1/members")
    if of_member != visitor.public_id if visitor.public_id else not joins:
        raise Stop(problem(404, "no_such_path"))


async def _by_token(request: Request[Any, Any, Any]) -> tuple[Session, str]:
    """A member who asks for himself, and his public id; stops with 401 where the token is good for nothing."""
    desk: Desk = request.app.state.desk
    found = await desk.read(_member_session, desk, _key(request))
    if found is None:
        raise _turned_away(request, desk, problem(401, "token_unknown"))
    is_for(request, found[0].program, "member")
    caller = found[0].caller
    watching.is_asked_by(request.scope, "a member", partial(desk.rates.fields, caller))  # which one is no log's matter
    desk.rates.count(caller)
    return found


def _member_session(desk: Desk, token: str) -> tuple[Session, str] | None:
    visitor = for_visitors.read(for_staff.shared_key(), token, clock.machine_reading())
    if visitor is not None and visitor.public_id:
        return _of_visitor(desk, visitor), visitor.public_id
    now = clock.read()
    read = member_tokens.read(token, now)
    if read is None:
        return None
    bearer, client = read
    caller = Caller(
        bearer.client_id,
        bearer.public_id,
        bearer.program_id,
        frozenset(),
        client.store,
        "",
        bearer.expires_at,
        calls_per_minute=client.calls_per_minute,
    )
    return Session(caller, desk.program(bearer.program_id), desk, now), bearer.public_id


def _sessions(desk: Desk, keys: Sequence[str]) -> list[Session | Ended | None]:
    """Of callers who wait at the same time: who they are, at one reading of the clock."""
    now = clock.read()
    found = clients.callers(keys, now)
    programs = {id_: desk.program(id_) for id_ in {one.program_id for one in found if isinstance(one, Caller)}}
    return [Session(one, programs[one.program_id], desk, now) if isinstance(one, Caller) else one for one in found]


def _of_staff(desk: Desk, staff: Staff) -> Session:
    """Somebody of the staff who asks by a page; the page knows that it is he."""
    name, scopes = f"staff:{staff.name}", frozenset(staff.scopes)
    caller = Caller(-staff.id, name, staff.program_id, scopes, staff.store, "", is_till=staff.is_till)
    channel = for_staff.TILL_CHANNEL if staff.is_till else for_staff.CHANNEL
    return Session(caller, desk.program(staff.program_id), desk, clock.read(), channel)


def _of_visitor(desk: Desk, visitor: Visitor) -> Session:
    """A member who asks by his page; the page knows that it is he. All of them are counted as one client."""
    caller = Caller(VISITORS - visitor.program_id, visitor.name, visitor.program_id, frozenset(visitor.scopes), "", "")
    return Session(caller, desk.program(visitor.program_id), desk, clock.read(), for_visitors.CHANNEL)


async def repeatable(request: Request[Any, Any, Any], who: Session, *, required: bool) -> Repeatable | None:
    """The request's idempotency key, of this client, method and path. Stops where it must have one and has none."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        if required:
            raise Stop(problem(400, "idempotency_key_missing", field="Idempotency-Key"))
        return None
    if not is_key(key):
        raise Stop(problem(400, "idempotency_key_malformed", field="Idempotency-Key"))
    route = f"{request.method} {request.url.path}"
    render = partial(answers.render, spoken=tag(request))
    return Repeatable(f"{who.caller.name} {route}", key, route.encode() + b"\n" + await request.body(), render)


async def carry_out(who: Session, asked: Asked) -> Any:
    """Ask the ledger and answer."""
    return answers.answer(await ask(who, asked))


async def ask(who: Session, asked: Asked) -> Outcome:
    """Ask the ledger what this caller may ask it."""
    if who.caller.store:
        asked = await who.desk.read(stores.held, who.caller, who.program, asked)
    return await who.desk.ask(who.program, asked, who.manner())

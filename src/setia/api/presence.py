"""Presence: tokens for a member's own app, codes that are sent to him, and taking his PIN away (ADR 0021)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import instants, naming
from setia.api.callers import Session, Who
from setia.api.commands import Name, NothingIn, Req
from setia.api.once import NothingDone, once
from setia.api.problems import Stop, of_refusal, problem
from setia.engine.calendar import SECOND
from setia.engine.refusals import Refusal
from setia.services import member_proof, member_tokens
from setia.services.member_tokens import LIFE, LIFE_MAX, Bearer
from setia.storage import audit_log, privacy, proofs
from setia.storage.models import Member

AT_ONCE = 100
"""Codes that are given out in one answer."""


class TokenIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How long the token is good."""

    ttl_seconds: Annotated[int, Meta(ge=60, le=LIFE_MAX)] = LIFE


class TokenOut(Struct, frozen=True):
    """What the member's app sends as its key, to `/me` and nowhere else. No token is kept; an answer is, sealed."""

    token: str
    expires_at: datetime


class CodeOut(Struct, frozen=True):
    """That a code is on its way; which one, only the member is told."""

    expires_at: datetime


class ToSendOut(Struct, frozen=True):
    """A code that is to be sent, given out once."""

    member: str
    identifiers: dict[str, str]
    """By kind: where it can be sent."""
    code: str
    expires_at: datetime


class PinGone(Struct, frozen=True):
    """Whether there was one."""

    had_one: bool


@post("/members/{member:str}/tokens", status_code=201)
async def make_token(member: Name, data: JSONBody[TokenIn], request: Req, who: Who) -> TokenOut:
    """A token by which a member's own app reads and redeems for him, once you know that it is he."""
    who.needs("tokens")
    expires_at = who.now + data.ttl_seconds * SECOND
    return await once(request, who, lambda: TokenOut(_token(who, member, expires_at), instants.show(expires_at)))


def _token(who: Session, name: str, expires_at: int) -> str:
    found = _living(who, name)
    audit_log.note(who.program.id, who.by, "member_token_made", found.public_id)
    bearer = Bearer(who.program.id, who.caller.client_id, found.public_id, expires_at)
    return member_tokens.make(who.program.key, bearer)


@post("/members/{member:str}/codes", status_code=201)
async def send_code(member: Name, data: JSONBody[NothingIn], request: Req, who: Who) -> CodeOut:
    """Have a code of six digits sent to a member, who tells it to the till within five minutes."""
    who.needs("redeem")
    return await once(request, who, lambda: _code(who, member))


def _code(who: Session, name: str) -> CodeOut:
    expires_at = member_proof.send_code(who.program, _living(who, name), who.now)
    if expires_at is None:
        seconds = member_proof.CODES_EACH // SECOND
        raise Stop(problem(409, "too_many_codes", most=member_proof.CODES_MOST, seconds=seconds))
    return CodeOut(instants.show(expires_at))


def _living(who: Session, name: str) -> Member:
    """A member who has not been erased: nothing is kept again of one who has."""
    found: Member = naming.find(who, name)
    if privacy.erased_accounts([found.account_id]):
        raise Stop(of_refusal(Refusal("member_erased")))
    return found


@post("/codes/take", status_code=200)
async def take_codes(data: JSONBody[NothingIn], request: Req, who: Who) -> list[ToSendOut]:
    """Codes that are to be sent, for what sends them; each is given out once, and then nobody can read it any more.

    Only the same request sent again under its key is given the same ones again, from an answer that is kept sealed.
    """
    who.needs("deliver")
    return await once(request, who, lambda: _take(who), several=True)


def _take(who: Session) -> list[ToSendOut]:
    taken = proofs.take_codes(who.program.id, who.now, AT_ONCE)
    if not taken:  # whoever sends them asks every few seconds: an empty answer is worth no row for ever
        raise NothingDone([])
    return [ToSendOut(one.member, one.identifiers, one.code, instants.show(one.expires_at)) for one in taken]


@post("/members/{member:str}/pin/forget", status_code=200)
async def forget_pin(member: Name, data: JSONBody[NothingIn], request: Req, who: Who) -> PinGone:
    """Take a member's PIN away, such as where he has forgotten it; only he sets another."""
    who.needs("members")
    return await once(request, who, lambda: PinGone(_forget(who, member)))


def _forget(who: Session, name: str) -> bool:
    found: Member = naming.find(who, name)
    had = proofs.forget_pin(found.pk)
    if had:
        audit_log.note(who.program.id, who.by, "member_pin_taken", found.public_id)
    return had


router = Router("", route_handlers=[make_token, send_code, take_codes, forget_pin], tags=["Presence"])

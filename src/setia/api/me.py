"""Me: what a member's own app may do with a token that speaks for him alone (ADR 0021).

A client with the scope `tokens` has the token made; it ends by itself within the hour, and with that client.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from setia.api import answers, callers, freezing, history, instants, members, rewards
from setia.api.callers import Session
from setia.api.commands import Req, command
from setia.api.once import once
from setia.api.problems import Stop, of_refusal, problem
from setia.api.telling import language
from setia.api.using import RedemptionIn
from setia.engine.commands import Redeem, RedeemReward
from setia.services import freeze_spending, member_proof
from setia.services.requests import Manner
from setia.storage import proofs
from setia.storage.models import Member


class Myself(Struct, frozen=True):
    """A member who asks for himself."""

    who: Session
    id: str
    """His public id."""


Me = NamedDependency[Myself]


class QrOut(Struct, frozen=True):
    """What the app shows as a QR code now."""

    text: str
    """Good for one use, within half a minute."""
    next_at: datetime
    """The instant from which another is to be shown."""


class PinIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The PIN that the member tells tills from now on."""

    pin: Annotated[str, Meta(min_length=1, max_length=40)]
    """6 to 12 digits, neither one digit again and again nor a row of them."""


class DenialIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What was not I."""

    movement: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """The `number` of a movement in my history; 0 where I cannot say which."""


class PinOut(Struct, frozen=True):
    """That it is set."""

    set_at: datetime


async def myself(request: Request[Any, Any, Any]) -> Myself:
    """Who asks; stops with 401 where the token is missing, or good for nothing any more."""
    who, public_id = await callers.member_session(request)
    return Myself(who, public_id)


@get("/")
async def show(request: Req, me: Me) -> members.MemberOut:
    """Myself, with balances, lots, levels, cards, rewards and last movements."""
    return await me.who.desk.read(members.page, me.who, me.id, language(request))


@get("/movements")
async def movements(
    request: Req,
    me: Me,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=history.PAGE_MAX)] = 50,
) -> history.HistoryOut:
    """My history, newest first."""
    return await me.who.desk.read(history.page, me.who, me.id, before, limit, language(request))


@get("/rewards")
async def list_rewards(me: Me) -> list[rewards.RewardOut]:
    """Rewards that I can ask for, and whether they are within reach."""
    return await me.who.desk.read(rewards.offered, me.who, me.id)


@post("/rewards", status_code=201)
async def redeem_reward(data: JSONBody[rewards.RedeemIn], request: Req, me: Me) -> answers.Done:
    """Turn my units into a reward."""
    asked = RedeemReward(me.who.now, data.reward, data.amount, data.store, data.channel)
    return await command(request, me.who, me.id, asked)


@post("/redemptions", status_code=201)
async def redeem(data: JSONBody[RedemptionIn], request: Req, me: Me) -> answers.Done:
    """Use my units."""
    return await command(request, me.who, me.id, Redeem(me.who.now, data.wallet, data.amount, data.reference))


@get("/qr")
async def qr(me: Me) -> QrOut:
    """The QR code by which a till sees that I am there; another one every ten seconds."""
    next_at = (me.who.now // member_proof.STEP + 1) * member_proof.STEP
    return QrOut(member_proof.qr(me.who.program, me.id, me.who.now), instants.show(next_at))


@post("/pin", status_code=200)
async def set_pin(data: JSONBody[PinIn], request: Req, me: Me) -> PinOut:
    """Choose the PIN that I tell tills; what was wrong before counts no more."""
    if not member_proof.is_pin(data.pin):
        raise Stop(problem(422, "weak_pin", "6 to 12 digits that nobody guesses", "pin"))
    hashed = await me.who.desk.read(member_proof.hashed, data.pin)
    return await once(request, me.who, lambda: _set_pin(me, hashed), member=me.id)


@post("/not-me", status_code=200)
async def deny(data: JSONBody[DenialIn], request: Req, me: Me) -> freezing.SpendingOut:
    """Say that it was not I who used my units: nothing of mine is used until the shop has looked at it."""
    return await once(request, me.who, lambda: _deny(me, data.movement), member=me.id)


def _deny(me: Myself, movement: int) -> freezing.SpendingOut:
    member = Member.objects.get(program_id=me.who.program.id, public_id=me.id)
    if refusal := freeze_spending.deny(me.who.program, member, movement, Manner(*me.who.by)):
        raise Stop(of_refusal(refusal))
    return freezing.of_member(me.who, me.id)


@get("/spending")
async def spending(me: Me) -> freezing.SpendingOut:
    """Whether what I have is frozen."""
    return await me.who.desk.read(freezing.of_member, me.who, me.id)


def _set_pin(me: Myself, hashed: str) -> PinOut:
    member = Member.objects.get(program_id=me.who.program.id, public_id=me.id)
    proofs.set_pin(member.pk, hashed, me.who.now)
    return PinOut(instants.show(me.who.now))


router = Router(
    "/me",
    route_handlers=[show, movements, list_rewards, redeem_reward, redeem, qr, set_pin, deny, spending],
    dependencies={"me": Provide(myself)},
    opt={callers.OF_MEMBER: True},
    tags=["Me"],
)

"""Rewards that were issued: all of one member in every state, and one by the code that is shown at a till."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from setia.api import answers, cursors, instants, naming
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import Name, Req, prepared
from setia.api.cursors import Cursor, Limit
from setia.api.problems import Stop, problem
from setia.api.rewards import UseIn
from setia.engine.ledger.issued import Issued
from setia.services.requests import Request as Asked
from setia.storage import besides, possessions, reward_codes
from setia.storage.besides import State
from setia.storage.reward_codes import Owned

Code = FromPath[str]


class IssuedOut(Struct, frozen=True):
    """A reward that was issued to a member."""

    number: int
    """Its number among the member's rewards, by which it is used or undone."""
    reward: str
    state: State
    """issued: it can be used. used, expired. cancelled: taken back, or not valid for another reason."""
    code: str
    """What the member shows at the till; empty where it is not kept any more."""
    worth: int
    """In minor units of the program's currency."""
    transaction: int
    """The number of the transaction that issued it."""
    issued_at: datetime
    expires_at: datetime | None
    """The instant from which it cannot be used any more; null: never."""
    ended_at: datetime | None
    """When it was used, expired or was cancelled; null: it can be used."""


class IssuedRewardsOut(Struct, frozen=True):
    """A page of issued rewards, in order of their numbers."""

    rewards: tuple[IssuedOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class VoucherOut(Struct, frozen=True):
    """What a code stands for, as a till needs it."""

    member: str
    """Public id of the member who has it."""
    number: int
    """Its number among the member's rewards."""
    reward: str
    name: dict[str, str]
    """By language; empty where the program has no such reward any more."""
    kind: str
    state: State
    worth: int
    """In minor units of the program's currency."""
    expires_at: datetime | None
    """The instant from which it cannot be used any more; null: never."""


@get("/members/{member:str}/issued-rewards")
async def issued(
    member: Name,
    who: Who,
    of: Annotated[State | None, QueryParameter(name="state")] = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> IssuedRewardsOut:
    """Rewards that were ever issued to a member, in order of their numbers; of one state if wished."""
    who.needs("read")
    return await who.desk.read(_issued, who, member, of, (cursors.after(cursor), limit))


def _issued(who: Session, member: str, state: State | None, page: tuple[int, int]) -> IssuedRewardsOut:
    account_id, (after, limit) = naming.find(who, member).account_id, page
    some = besides.some_rewards(account_id, state, who.now, after, limit + 1)
    found, following = cursors.cut(some, limit, lambda one: (one.no,))
    codes = reward_codes.codes_of(who.program, account_id, found)
    ended = possessions.ended_at(account_id, found)
    shown = tuple(
        IssuedOut(
            one.no,
            one.reward,
            _state(one, who.now),
            codes[one.no],
            one.worth,
            one.seq,
            instants.show(one.issued_at),
            instants.show_end(one.expires_at),
            None if one.usable(who.now) else instants.show_end(ended.get(one.no, one.expires_at)),
        )
        for one in found
    )
    return IssuedRewardsOut(shown, following)


def _state(one: Issued, now: int) -> State:
    return "expired" if one.state == "issued" and not one.usable(now) else one.state


@get("/vouchers/{code:str}")
async def look(code: Code, who: Who) -> VoucherOut:
    """What the code of a reward stands for, whose it is, and whether it can be used; case, spaces and hyphens do not
    matter. A code that somebody else made, from a pool, is looked for as it was put there, and is nothing before a
    member has it; where it is in the pools of several rewards and can be used for more than one, the answer is 409.
    """
    who.needs("read")
    return await who.desk.read(_look, who, code)


def _look(who: Session, code: str) -> VoucherOut:
    found = _found(who, code)
    one = found.reward
    reward = next((known for known in who.program.latest.program.rewards if known.id == one.reward), None)
    name, kind = (dict(reward.name), reward.kind) if reward is not None else ({}, "")
    state, until = _state(one, who.now), instants.show_end(one.expires_at)
    return VoucherOut(found.public_id, one.no, one.reward, name, kind, state, one.worth, until)


def _found(who: Session, code: str) -> Owned:
    found = reward_codes.by_code(who.program, code)
    if not found:
        raise Stop(problem(404, "unknown_voucher"))
    if len(found) > 1 and found[0].reward.usable(who.now):
        raise Stop(problem(409, "several_vouchers"))
    return found[-1]


@post("/vouchers/{code:str}/use", status_code=201)
async def use(code: Code, data: JSONBody[UseIn], request: Req, who: Who) -> answers.Done:
    """Use a reward by its code, once. Used, expired or cancelled before it is refused as such."""
    who.needs("redeem")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (), lambda _: asked(who, code, data))


def asked(who: Session, code: str, data: UseIn) -> Asked:
    """The command that it is, of whose reward it is. Called inside `read`."""
    found = _found(who, code)
    return Asked(data.command(who.now, found.reward.no), account_id=found.account_id)


router = Router("", route_handlers=[issued, look, use], tags=["Rewards"])

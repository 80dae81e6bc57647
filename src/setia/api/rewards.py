"""Rewards: what there is to ask for; ask, use, undo."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, naming, proving
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import Name, No, Req, Text, command, prepared
from setia.api.proving import ProofIn, Taken
from setia.engine.commands import CancelReward, Cause, RedeemReward, UseReward
from setia.engine.refusals import Refusal
from setia.services import offered_rewards
from setia.services.offered_rewards import Offered
from setia.services.preview import preview
from setia.services.requests import Repeatable
from setia.services.requests import Request as Asked
from setia.storage.reward_codes import redemption_of


class RewardOut(Struct, frozen=True):
    """A reward of the program, as this member can have it today."""

    id: str
    name: dict[str, str]
    """By language."""
    kind: str
    wallet: str
    price: int | None
    """In the wallet's smallest unit; None where it cannot be had, or takes any number of units."""
    is_within_reach: bool
    """Whether asking for it would succeed."""
    missing: int
    """Units that are missing for it, in the wallet's smallest unit; 0 where it is not for want of units."""
    code: str
    """Why not, where it would be refused."""
    numbers: dict[str, int | str]


class RedeemIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which reward, and of one that takes any number of units, how many."""

    reward: Text
    amount: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    store: Text = ""
    channel: Text = ""
    member_proof: ProofIn | None = None
    """That the member is there: a till needs it above the program's limit."""

    def command(self, now: int) -> RedeemReward:
        """The command that it is."""
        return RedeemReward(now, self.reward, self.amount, self.store, self.channel)


class UseIn(Struct, frozen=True, forbid_unknown_fields=True):
    """On which receipt it is used: if that comes back, so does the reward."""

    source: Text = ""
    receipt: Text = ""

    def command(self, now: int, number: int) -> UseReward:
        """The command that it is."""
        return UseReward(now, number, self.source, self.receipt)


class UndoIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose doing it is."""

    cause: Cause = "member"

    def asked(self, who: Session, names: naming.Names, member: str, number: int) -> Asked:
        """What it asks; the member must be one already, for what issued the reward is looked up."""
        account_id = names.account(member)
        issued_by = redemption_of(account_id, number)
        return Asked(CancelReward(who.now, number, issued_by, self.cause), account_id=account_id)


@get("/members/{member:str}/rewards")
async def list_rewards(member: Name, who: Who) -> list[RewardOut]:
    """Rewards that can be asked for, each with its price today and whether it is within reach."""
    who.needs("read")
    return await who.desk.read(offered, who, member)


def offered(who: Session, member: str) -> list[RewardOut]:
    """What a member can ask for; called inside `read`."""
    account_id = naming.find(who, member).account_id
    return [offer(one) for one in offered_rewards.offered(who.program, account_id, who.now)]


def offer(one: Offered) -> RewardOut:
    """A reward as it is shown."""
    reward, refusal = one.reward, one.refusal
    return RewardOut(
        reward.id,
        dict(reward.name),
        reward.kind,
        reward.wallet,
        one.price,
        refusal is None,
        one.missing,
        refusal.code if refusal is not None else "",
        refusal.numbers if refusal is not None else {},
    )


@post("/members/{member:str}/rewards", status_code=201)
async def redeem(member: Name, data: JSONBody[RedeemIn], request: Req, who: Who) -> answers.Done:
    """Turn units into a reward. Its number and code are among the member's rewards."""
    who.needs("redeem")
    await prove(who, member, data, await repeatable(request, who, required=True))
    return await command(request, who, member, data.command(who.now))


async def prove(who: Session, member: str, data: RedeemIn, key: Repeatable | None) -> None:
    """Stop where a till must prove that the member is there, at what the reward costs him."""
    if who.caller.is_till:
        wallet, price = await who.desk.read(_price, who, member, data.command(who.now))
        await proving.require(who, member, Taken(wallet, price, data.member_proof), key)


def _price(who: Session, member: str, asked: RedeemReward) -> tuple[str, int]:
    """What a reward costs a member now, and of which wallet; nothing where he cannot have it, which is told later."""
    reward = next((one for one in who.program.latest.program.rewards if one.id == asked.reward), None)
    decided = preview(who.program, naming.find(who, member).account_id, asked)
    if reward is None or isinstance(decided, Refusal):
        return "", 0
    return reward.wallet, -decided.awarded.get(reward.wallet, 0)


@post("/members/{member:str}/rewards/{number:int}/use", status_code=201)
async def use(member: Name, number: No, data: JSONBody[UseIn], request: Req, who: Who) -> answers.Done:
    """Use a reward, once."""
    who.needs("redeem")
    return await command(request, who, member, data.command(who.now, number))


@post("/members/{member:str}/rewards/{number:int}/undo", status_code=201)
async def undo(member: Name, number: No, data: JSONBody[UndoIn], request: Req, who: Who) -> answers.Done:
    """Take back a reward that was not used: what was given for it comes back."""
    who.needs("redeem")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (member,), lambda names: data.asked(who, names, member, number))


router = Router("", route_handlers=[list_rewards, redeem, use, undo], tags=["Rewards"])

"""Using units: redemptions, holds, adjustments and transfers. Each needs an idempotency key: nothing else names it."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, naming, proving
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import Name, No, NothingIn, Req, Text, command, prepared
from setia.api.problems import Stop, problem
from setia.api.proving import ProofIn, Taken
from setia.engine.calendar import SECOND
from setia.engine.commands import (
    Adjust,
    Capture,
    Cause,
    ExtendHold,
    PlaceHold,
    Redeem,
    Release,
    Restore,
    TransferOut,
)
from setia.engine.ledger.holds import TTL_DEFAULT
from setia.services import for_staff
from setia.services.requests import Request as Asked
from setia.services.staff import ADJUST_MORE

Amount = Annotated[int, Meta(ge=1, le=10**12)]
"""In the wallet's smallest unit."""
Reason = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z][a-z0-9_-]*$")]
TtlSeconds = Annotated[int, Meta(ge=1, le=7 * 24 * 3600)]


class RedemptionIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Units that are used in one step, those that end soonest first."""

    amount: Amount
    wallet: str = "points"
    reference: Text = ""
    member_proof: ProofIn | None = None
    """That the member is there: a till needs it above the program's limit."""

    @property
    def taken(self) -> Taken:
        """What a till may have to prove."""
        return Taken(self.wallet, self.amount, self.member_proof)

    def command(self, now: int) -> Redeem:
        """The command that it is."""
        return Redeem(now, self.wallet, self.amount, self.reference)


class HoldIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Units that are set aside, so that nothing else can use them."""

    amount: Amount
    wallet: str = "points"
    reference: Text = ""
    ttl_seconds: TtlSeconds = TTL_DEFAULT // SECOND
    allow_partial: bool = False
    member_proof: ProofIn | None = None
    """That the member is there: a till needs it above the program's limit."""

    @property
    def taken(self) -> Taken:
        """What a till may have to prove."""
        return Taken(self.wallet, self.amount, self.member_proof)

    def command(self, now: int) -> PlaceHold:
        """The command that it is."""
        ttl = self.ttl_seconds * SECOND
        return PlaceHold(now, self.wallet, self.amount, self.reference, ttl, self.allow_partial)


class CaptureIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a hold is used; all of it where nothing is said. The rest is free again."""

    amount: Amount | None = None

    def command(self, now: int, hold: int) -> Capture:
        """The command that it is."""
        return Capture(now, hold, self.amount)


class ExtendIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How long the hold lasts from now."""

    ttl_seconds: TtlSeconds = TTL_DEFAULT // SECOND

    def command(self, now: int, hold: int) -> ExtendHold:
        """The command that it is."""
        return ExtendHold(now, hold, self.ttl_seconds * SECOND)


class RestorationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a redemption is given back; all that has not been, where nothing is said."""

    amount: Amount | None = None
    cause: Cause = "member"

    def command(self, now: int, redemption: int) -> Restore:
        """The command that it is."""
        return Restore(now, redemption, self.amount, self.cause)


class AdjustmentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A balance corrected by hand: more than 0 gives, less than 0 takes."""

    amount: Annotated[int, Meta(ge=-(10**12), le=10**12)]
    reason: Reason
    wallet: str = "points"
    note: Text = ""
    to_debt: bool = False

    def command(self, now: int) -> Adjust:
        """The command that it is."""
        return Adjust(now, self.wallet, self.amount, self.reason, self.to_debt)


class TransferIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Units for another member."""

    to: str
    amount: Amount
    wallet: str = "points"
    member_proof: ProofIn | None = None
    """That the member is there: a till needs it above the program's limit."""

    @property
    def taken(self) -> Taken:
        """What a till may have to prove."""
        return Taken(self.wallet, self.amount, self.member_proof)

    def asked(self, who: Session, names: naming.Names, member: str) -> Asked:
        """What it asks; both must be members already."""
        sent = TransferOut(who.now, self.wallet, self.amount, "")
        return Asked(sent, account_id=names.account(member), to_account_id=names.account(self.to, "to"))


@post("/members/{member:str}/redemptions", status_code=201)
async def redeem(member: Name, data: JSONBody[RedemptionIn], request: Req, who: Who) -> answers.Done:
    """Use units. Refused with `insufficient` where there are not enough: nothing is taken then."""
    who.needs("redeem")
    await proving.require(who, member, data.taken, await repeatable(request, who, required=True))
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/redemptions/{number:int}/restorations", status_code=201)
async def restore(member: Name, number: No, data: JSONBody[RestorationIn], request: Req, who: Who) -> answers.Done:
    """Give back what a redemption used, to the lots that it came from."""
    who.needs("redeem")
    return await command(request, who, member, data.command(who.now, number))


@post("/members/{member:str}/holds", status_code=201)
async def hold(member: Name, data: JSONBody[HoldIn], request: Req, who: Who) -> answers.Done:
    """Set units aside. The hold is named by the `transaction` of the answer."""
    who.needs("redeem")
    await proving.require(who, member, data.taken, await repeatable(request, who, required=True))
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/holds/{number:int}/capture", status_code=201)
async def capture(member: Name, number: No, data: JSONBody[CaptureIn], request: Req, who: Who) -> answers.Done:
    """Use what a hold has set aside, or part of it."""
    who.needs("redeem")
    return await command(request, who, member, data.command(who.now, number))


@post("/members/{member:str}/holds/{number:int}/release", status_code=201)
async def release(member: Name, number: No, data: JSONBody[NothingIn], request: Req, who: Who) -> answers.Done:
    """Give back what a hold has set aside."""
    who.needs("redeem")
    return await command(request, who, member, Release(who.now, number))


@post("/members/{member:str}/holds/{number:int}/extend", status_code=201)
async def extend(member: Name, number: No, data: JSONBody[ExtendIn], request: Req, who: Who) -> answers.Done:
    """Let a hold last longer; it never ends sooner than it would have."""
    who.needs("redeem")
    return await command(request, who, member, data.command(who.now, number))


def within_limit(who: Session, wallet: str, amount: int) -> None:
    """Stop where somebody of the staff gives or takes more by hand than his role may; clients have no such limit."""
    unit = who.program.latest.units.get(wallet)
    most = unit.adjust_most if unit is not None else None
    if who.channel != for_staff.CHANNEL or ADJUST_MORE in who.caller.scopes or most is None or abs(amount) <= most:
        return
    raise Stop(problem(403, "adjusts_too_much", field="amount", asked=abs(amount), limit=most, wallet=wallet))


@post("/members/{member:str}/adjustments", status_code=201)
async def adjust(member: Name, data: JSONBody[AdjustmentIn], request: Req, who: Who) -> answers.Done:
    """Correct a balance by hand, with a reason that is kept for ever."""
    who.needs("adjust")
    within_limit(who, data.wallet, data.amount)
    return await command(request, who, member, data.command(who.now), data.note)


@post("/members/{member:str}/transfers", status_code=201)
async def transfer(member: Name, data: JSONBody[TransferIn], request: Req, who: Who) -> answers.Done:
    """Give units to another member; each piece keeps its life."""
    who.needs("adjust")
    key = await repeatable(request, who, required=True)
    await proving.require(who, member, data.taken, key)
    return await prepared(who, key, (member, data.to), lambda names: data.asked(who, names, member))


router = Router(
    "", route_handlers=[redeem, restore, hold, capture, release, extend, adjust, transfer], tags=["Using units"]
)

"""Giving by hand: goodwill, money paid in, levels, birthdays, and how long units live."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, instants
from setia.api.callers import CHANNEL, Who
from setia.api.commands import Name, No, NothingIn, Req, Text, command
from setia.api.problems import Stop, problem
from setia.api.using import Amount, Reason, within_limit
from setia.engine.commands import (
    CelebrateBirthday,
    ChooseConversion,
    Earn,
    ExtendLots,
    GrantTier,
    OpenBalance,
    OpeningLot,
    PauseExpiry,
    ReleasePending,
    ResumeExpiry,
    TopUp,
)
from setia.engine.rules.wallet_type import OnLeave

Money = Annotated[int, Meta(ge=0, le=10**12)]
"""In minor units."""


class GiftIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Units for something other than a purchase."""

    amount: Amount
    reason: Reason
    wallet: str = "points"
    note: Text = ""

    def command(self, now: int) -> Earn:
        """The command that it is."""
        return Earn(now, self.wallet, self.amount, self.reason)


class TopUpIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Money paid into a wallet, with what is given on top; one of the two may be 0."""

    wallet: str
    paid: Money
    granted: Money = 0
    reference: Text = ""
    """How it was paid: a receipt's number."""

    def command(self, now: int) -> TopUp:
        """The command that it is."""
        return TopUp(now, self.wallet, self.paid, self.granted, self.reference)


class OpeningLotIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Units with the dates that they had in another system."""

    amount: Amount
    earned_at: datetime
    expires_at: datetime | None = None
    """From when on they cannot be used; null: they never end."""
    paid: bool = False
    """Whether it is money that was paid for."""


class OpeningIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a member brings from another system."""

    lots: Annotated[tuple[OpeningLotIn, ...], Meta(min_length=1, max_length=1_000)]
    wallet: str = "points"

    @property
    def amount(self) -> int:
        """Of all lots."""
        return sum(one.amount for one in self.lots)

    def command(self, now: int) -> OpenBalance:
        """The command that it is. Stops where a lot could not have been."""
        return OpenBalance(now, self.wallet, tuple(_lot(n, one, now) for n, one in enumerate(self.lots)))


def _lot(n: int, lot: OpeningLotIn, now: int) -> OpeningLot:
    earned_at = instants.read(lot.earned_at, f"lots[{n}].earned_at")
    expires_at = None if lot.expires_at is None else instants.read(lot.expires_at, f"lots[{n}].expires_at")
    if earned_at > now:
        raise Stop(problem(422, "lot_in_future", field=f"lots[{n}].earned_at"))
    if expires_at is not None and expires_at <= earned_at:
        raise Stop(problem(422, "lot_ends_before_it_begins", field=f"lots[{n}].expires_at"))
    return OpeningLot(lot.amount, earned_at, earned_at, expires_at, "paid" if lot.paid else "granted")


class LevelIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The level that a member has from now on."""

    set: str
    level: str
    reason: Reason
    until: datetime | None = None
    """The instant at which it ends; None: for ever."""

    def command(self, now: int) -> GrantTier:
        """The command that it is."""
        until = None if self.until is None else instants.read(self.until, "until")
        return GrantTier(now, self.set, self.level, until, self.reason)


class BirthdayIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the member chose, where the program lets him choose."""

    choice: Text = ""
    store: Text = ""

    def command(self, now: int) -> CelebrateBirthday:
        """The command that it is."""
        return CelebrateBirthday(now, self.choice, self.store, CHANNEL)


class PauseIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether units of a wallet end while this is so."""

    paused: bool
    wallet: str = "points"
    on_leave: OnLeave = "restart"
    """When it is over: lots live a full life from then, the days that they had left, or for ever."""
    reason: Annotated[str, Meta(max_length=40)] = ""

    def command(self, now: int) -> PauseExpiry | ResumeExpiry:
        """The command that it is."""
        if self.paused:
            return PauseExpiry(now, self.wallet, self.reason)
        return ResumeExpiry(now, self.wallet, self.on_leave, self.reason)


class ExtensionIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when units live at least; none ends sooner than it would have."""

    until: datetime
    wallet: str = "points"
    reason: Annotated[str, Meta(max_length=40)] = ""

    def command(self, now: int) -> ExtendLots:
        """The command that it is."""
        return ExtendLots(now, self.wallet, instants.read(self.until, "until"), self.reason)


class ChoiceIn(Struct, frozen=True, forbid_unknown_fields=True):
    """At which amount units turn into a reward."""

    amount: Amount

    def command(self, now: int, conversion: str) -> ChooseConversion:
        """The command that it is."""
        return ChooseConversion(now, conversion, self.amount)


@post("/members/{member:str}/gifts", status_code=201)
async def give(member: Name, data: JSONBody[GiftIn], request: Req, who: Who) -> answers.Done:
    """Give units, such as for goodwill, with the wallet's own life."""
    who.needs("adjust")
    within_limit(who, data.wallet, data.amount)
    return await command(request, who, member, data.command(who.now), data.note)


@post("/members/{member:str}/top-ups", status_code=201)
async def top_up(member: Name, data: JSONBody[TopUpIn], request: Req, who: Who) -> answers.Done:
    """Pay money into a wallet, such as store credit. What was paid never ends; what is given on top is spent first."""
    who.needs("adjust")
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/opening-balances", status_code=201)
async def open_balance(member: Name, data: JSONBody[OpeningIn], request: Req, who: Who) -> answers.Done:
    """Bring a member's balance from another system: lots with the dates that they had there."""
    who.needs("adjust")
    within_limit(who, data.wallet, data.amount)
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/levels", status_code=201)
async def grant(member: Name, data: JSONBody[LevelIn], request: Req, who: Who) -> answers.Done:
    """Put a member on a level by hand, up or down; what he buys meanwhile may lift him further."""
    who.needs("adjust")
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/birthday", status_code=201)
async def celebrate(member: Name, data: JSONBody[BirthdayIn], request: Req, who: Who) -> answers.Done:
    """Give what the program gives for a birthday, once for each."""
    who.needs("purchases")
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/expiry/pause", status_code=201)
async def pause(member: Name, data: JSONBody[PauseIn], request: Req, who: Who) -> answers.Done:
    """Let nothing in a wallet end until further notice, or let it end again."""
    who.needs("adjust")
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/expiry/extend", status_code=201)
async def extend(member: Name, data: JSONBody[ExtensionIn], request: Req, who: Who) -> answers.Done:
    """Let the open lots of a wallet live longer."""
    who.needs("adjust")
    return await command(request, who, member, data.command(who.now))


@post("/members/{member:str}/orders/{number:int}/release", status_code=201)
async def release(member: Name, number: No, data: JSONBody[NothingIn], request: Req, who: Who) -> answers.Done:
    """The member gives up the return of an order: what it earned need not wait any more."""
    who.needs("purchases")
    return await command(request, who, member, ReleasePending(who.now, number))


@post("/members/{member:str}/conversions/{conversion:str}", status_code=201)
async def choose(member: Name, conversion: Name, data: JSONBody[ChoiceIn], request: Req, who: Who) -> answers.Done:
    """Choose at which amount units turn into a reward."""
    who.needs("redeem")
    return await command(request, who, member, data.command(who.now, conversion))


router = Router(
    "",
    route_handlers=[give, top_up, open_balance, grant, celebrate, pause, extend, release, choose],
    tags=["Giving by hand"],
)

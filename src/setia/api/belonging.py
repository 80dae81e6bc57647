"""Whose something is: members who are one person, a guest's purchase that is claimed, one that is another member's."""

from __future__ import annotations

import datetime
from typing import Annotated

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, naming, stores
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import Name, No, NothingIn, Req, Text, prepared
from setia.api.once import once
from setia.api.problems import Stop, of_refusal, problem
from setia.api.purchases import Receipt
from setia.api.using import Reason
from setia.engine.calendar import start_of_day
from setia.engine.commands import MergeOut, UnmergeOut
from setia.engine.refusals import Refusal
from setia.services import claim_purchase, move_purchase
from setia.services.claim_purchase import claim, claim_by_hand, order_of, receipt_token
from setia.services.requests import Outcome, Repeatable
from setia.services.requests import Request as Asked
from setia.services.stamping import order_key
from setia.storage.movements import movements_of_command

Source = Annotated[str, Meta(min_length=1, max_length=40)]


class MergeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets everything that the member in the path has, and owes."""

    into: str

    def asked(self, who: Session, names: naming.Names, member: str) -> Asked:
        """What it asks; both must be members already."""
        leaving, staying = names.account(member), names.account(self.into, "into")
        return Asked(MergeOut(who.now, ""), account_id=leaving, to_account_id=staying)


class ReceiptIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A purchase by its source and receipt number."""

    source: Source
    receipt: Receipt


class TokenOut(Struct, frozen=True):
    """What to print on a guest's receipt, as text or as a QR code."""

    token: str


class ClaimIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The token on a guest's receipt."""

    token: Annotated[str, Meta(min_length=1, max_length=80)]


class ManualClaimIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a receipt without a token says."""

    store: Text
    receipt: Receipt
    day: datetime.date
    total: Annotated[int, Meta(ge=1, le=10**12)]
    """What was paid, in minor units."""


class MoveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose purchase it is, and why it was booked to somebody else."""

    source: Source
    receipt: Receipt
    to: str
    reason: Reason
    """A word that is kept for ever, such as `wrong_card`."""
    note: Text = ""

    def asked(self, who: Session, names: naming.Names) -> Asked:
        """What it asks of the member in whose history the purchase is; called inside `read`."""
        moved = move_purchase.Move(self.source, self.receipt, names.account(self.to, "to"), self.reason, self.note)
        found = move_purchase.asked(who.program, moved)
        if isinstance(found, Refusal):
            raise Stop(of_refusal(found))
        return found


@post("/members/{member:str}/merge", status_code=201)
async def merge(member: Name, data: JSONBody[MergeIn], request: Req, who: Who) -> answers.Done:
    """Make two members one: everything goes to `into`, what is owed too; both names lead there from then on."""
    who.needs("adjust")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (member, data.into), lambda names: data.asked(who, names, member))


@post("/members/{member:str}/merges/{number:int}/undo", status_code=201)
async def unmerge(member: Name, number: No, data: JSONBody[NothingIn], request: Req, who: Who) -> answers.Done:
    """Undo a merge within 30 days: what is left of what it brought goes back to who was merged away."""
    who.needs("adjust")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (member,), lambda names: parted(who, names, member, number))


def parted(who: Session, names: naming.Names, member: str, merge: int) -> Asked:
    """What undoing a merge asks; the other member is closed and known by his public id. Called inside `read`."""
    here = names.account(member)
    away = [one.counterpart for one in movements_of_command(here, merge) if one.seq == merge]
    if not away or not away[0]:
        raise Stop(of_refusal(Refusal("not_a_merge", {"transaction": merge})))
    there = naming.find(who, away[0]).account_id
    return Asked(UnmergeOut(who.now, merge, ""), account_id=here, to_account_id=there)


@post("/purchases/token", status_code=200)
async def token(data: JSONBody[ReceiptIn], request: Req, who: Who) -> TokenOut:
    """The token by which a guest's purchase can be claimed once; the same whenever it is asked for."""
    who.needs("purchases")
    return await once(request, who, lambda: TokenOut(_token(who, data)))


def _token(who: Session, data: ReceiptIn) -> str:
    stores.of_purchase(who.caller, order_key(who.program.key, data.source, data.receipt))
    found = receipt_token(who.program, data.source, data.receipt)
    if isinstance(found, Refusal):
        raise Stop(of_refusal(found))
    return found


@post("/members/{member:str}/claims", status_code=201)
async def claim_by_token(member: Name, data: JSONBody[ClaimIn], request: Req, who: Who) -> answers.Done:
    """Make a guest's purchase the member's, once: it earns what it would have earned when it was made."""
    who.needs("purchases")
    key = await repeatable(request, who, required=False)
    outcome = await who.desk.write(claimed, who, member, data, key)
    done: answers.Done = answers.answer(outcome)  # type: ignore[assignment]  # the response of such a body
    return done


def claimed(who: Session, member: str, data: ClaimIn, key: Repeatable | None) -> Outcome:
    """What became of a claim by token; called inside `write`."""
    if (order := order_of(who.program, data.token)) is not None:
        stores.of_purchase(who.caller, order)
    return claim(who.program, data.token, naming.find(who, member).account_id, who.alone(), key)


@post("/members/{member:str}/claims/by-hand", status_code=201)
async def claim_without_token(member: Name, data: JSONBody[ManualClaimIn], request: Req, who: Who) -> answers.Done:
    """The same by what a receipt says. Of a member who does so often it is kept for review."""
    who.needs("purchases")
    key = await repeatable(request, who, required=False)
    outcome = await who.desk.write(claimed_by_hand, who, member, data, key)
    done: answers.Done = answers.answer(outcome)  # type: ignore[assignment]  # the response of such a body
    return done


def claimed_by_hand(who: Session, member: str, data: ManualClaimIn, key: Repeatable | None) -> Outcome:
    """What became of a claim by hand; called inside `write`."""
    scene = who.program.latest.scene
    store = stores.at(who.caller, data.store)
    zone = scene.stores.get(store, scene.home).zone
    try:
        day = start_of_day(data.day, zone), start_of_day(data.day + datetime.timedelta(days=1), zone)
    except (OverflowError, ValueError):
        raise Stop(problem(422, "instant_out_of_range", field="day")) from None
    said = claim_purchase.Receipt(store, data.receipt, day, data.total)
    return claim_by_hand(who.program, said, naming.find(who, member).account_id, who.alone(), key)


@post("/purchases/move", status_code=201)
async def move(data: JSONBody[MoveIn], request: Req, who: Who) -> answers.Done:
    """Move a purchase to the member who made it; what the other one has used of it is forgiven."""
    who.needs("adjust")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (data.to,), lambda names: data.asked(who, names))


router = Router(
    "",
    route_handlers=[merge, unmerge, token, claim_by_token, claim_without_token, move],
    tags=["Whose it is"],
)

"""Freezing: nothing of a member's is used until somebody has looked at what he says was not he (ADR 0032)."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get, post
from litestar.params import JSONBody
from msgspec import Struct

from setia.api import instants, naming
from setia.api.callers import Session, Who
from setia.api.commands import Name, Req
from setia.api.once import once
from setia.api.problems import Stop, of_refusal
from setia.services import freeze_spending
from setia.services.freeze_spending import Reason
from setia.services.requests import Manner
from setia.storage import aliases, freezes
from setia.storage.models import Member


class SpendingOut(Struct, frozen=True):
    """Whether a member's units can be used."""

    frozen_since: datetime | None
    """Since when nothing of his is used: redemptions, holds, transfers and rewards are refused with
    `spending_frozen`. He goes on earning. null: it is not frozen."""


class FreezingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why; it need not be said."""

    reason: Reason = ""
    """For the audit log: `lost` (card or phone), `misused` (somebody else has used something), `suspicion`, `checked`
    (with the member), `mistake`, `other`."""


@get("/members/{member:str}/spending")
async def show(member: Name, who: Who) -> SpendingOut:
    """Whether what a member has is frozen."""
    who.needs("read")
    return await who.desk.read(of_member, who, member)


@post("/members/{member:str}/spending/freeze", status_code=200)
async def freeze(member: Name, data: JSONBody[FreezingIn], request: Req, who: Who) -> SpendingOut:
    """Let nothing of a member's be used from now on, such as where he has lost his card. He goes on earning."""
    who.needs("members")
    return await once(request, who, lambda: _freeze(who, member, data.reason))


@post("/members/{member:str}/spending/unfreeze", status_code=200)
async def unfreeze(member: Name, data: JSONBody[FreezingIn], request: Req, who: Who) -> SpendingOut:
    """Let a member's units be used again."""
    who.needs("admin")
    return await once(request, who, lambda: _unfreeze(who, member, data.reason))


def of_member(who: Session, name: str) -> SpendingOut:
    """Of whoever is called so. Called in `read` or `write`."""
    return _out(naming.find(who, name))


def _freeze(who: Session, name: str, reason: Reason) -> SpendingOut:
    found: Member = naming.find(who, name)
    if refusal := freeze_spending.freeze(who.program, found, Manner(*who.by), reason):
        raise Stop(of_refusal(refusal))
    return _out(found)


def _unfreeze(who: Session, name: str, reason: Reason) -> SpendingOut:
    found: Member = naming.find(who, name)
    freeze_spending.unfreeze(who.program, found, Manner(*who.by), reason)
    return _out(found)


def _out(member: Member) -> SpendingOut:
    account_id = aliases.owner(member.account_id)
    return SpendingOut(instants.show_end(freezes.among([account_id]).get(account_id)))


router = Router("", route_handlers=[show, freeze, unfreeze], tags=["Presence"])

"""Freeze spending: nothing of a member's is used until staff has looked at it; he earns, and what is held stays held.

A hold that was placed before may be captured: whoever has handed out goods for it was promised the units. What is
refused is what would take more away: redemptions, holds, rewards for units, transfers, and being merged into another
account, by which the units would be free again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from django.db import transaction

from setia.engine.commands import MergeOut, PlaceHold, Redeem, RedeemReward, TransferOut, UseReward
from setia.engine.refusals import Refusal
from setia.services.requests import Manner, Request
from setia.storage import aliases, audit_log, clock, flags, freezes, loading, privacy
from setia.storage.flags import Raised
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram

SPENDING = (Redeem, RedeemReward, UseReward, PlaceHold, TransferOut, MergeOut)
"""What a frozen account refuses. What a till redeemed offline has happened, and is booked."""


Reason = Literal["", "lost", "misused", "suspicion", "checked", "mistake", "other"]
"""Why somebody freezes or unfreezes, for the audit log; empty: he has not said."""


class Frozen:
    """What one round of a batch has to know about accounts of which nothing may be used."""

    def __init__(self) -> None:
        self._since: dict[int, int] = {}

    def look_among(self, account_ids: Iterable[int], requests: Sequence[Request]) -> None:
        """Find the frozen ones, where anything is to be used at all."""
        if any(isinstance(one.command, SPENDING) for one in requests):
            self._since = freezes.among([id_ for id_ in account_ids if id_ > 0])

    def refusal(self, request: Request, account_id: int | None) -> Refusal | None:
        """The no to what would use something of a frozen account."""
        if account_id not in self._since or not isinstance(request.command, SPENDING):
            return None
        return Refusal("spending_frozen")


def freeze(program: LoadedProgram, member: Member, manner: Manner, reason: Reason = "") -> Refusal | None:
    """Let nothing of a member's be used from now on. None: so it is, even if it was before."""
    with transaction.atomic():
        return _freeze(program, member, manner, reason)


def deny(program: LoadedProgram, member: Member, number: int, manner: Manner) -> Refusal | None:
    """A member says that a transaction of his was not he: his spending is frozen, and a case opened for staff.

    `number` is the transaction, 0 where he cannot say which. Of one transaction one case is opened, however often he
    says so.
    """
    with transaction.atomic():
        account_id = aliases.owner(member.account_id)
        head = loading.lock_heads([account_id])[account_id]
        if not 0 <= number <= head.seq:
            return Refusal("unknown_transaction", {"transaction": number})
        if refusal := _freeze(program, member, manner, "misused"):
            return refusal
        now = clock.read()
        if not flags.is_open(program.id, "not_me", account_id, number):
            raised = Raised(
                kind="not_me",
                reason="denied_by_member",
                number=number,
                event_at=now,
                received_at=now,
                actor=manner.actor,
                channel=manner.channel,
                account_id=account_id,
            )
            flags.put(program.id, [raised])
    return None


def unfreeze(program: LoadedProgram, member: Member, manner: Manner, reason: Reason = "") -> bool:
    """Let a member's units be used again; whether they were frozen."""
    with transaction.atomic():
        was = freezes.lift(aliases.owner(member.account_id))
        if was:
            audit_log.note(
                program.id, (manner.actor, manner.channel), "spending_unfrozen", member.public_id, **_why(reason)
            )
    return was


def _why(reason: Reason) -> dict[str, int | str]:
    return {"reason": reason} if reason else {}


def _freeze(program: LoadedProgram, member: Member, manner: Manner, reason: Reason) -> Refusal | None:
    account_id = aliases.owner(member.account_id)
    loading.lock_heads([account_id])  # what is being redeemed just now is decided before or after
    if privacy.erased_accounts([account_id, member.account_id]):
        return Refusal("member_erased")
    if freezes.put(program.id, account_id, (manner.actor, manner.channel), clock.read()):
        audit_log.note(program.id, (manner.actor, manner.channel), "spending_frozen", member.public_id, **_why(reason))
    return None

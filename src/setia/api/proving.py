"""Proving that the member is there: what a till must carry for what is above the program's limits (ADR 0021)."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from setia.api import instants, naming
from setia.api.callers import Session
from setia.api.problems import Problem, Stop, problem
from setia.services import member_proof
from setia.services.member_proof import Denied
from setia.services.requests import Repeatable
from setia.storage.models import Member

KINDS = ("qr", "code", "pin")


class ProofIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the member showed or told: the QR code of his app, a code that was sent to him, or his PIN."""

    kind: Literal["qr", "code", "pin"]
    value: Annotated[str, Meta(min_length=1, max_length=120)]


class Taken(Struct, frozen=True):
    """What is to be used, held or transferred."""

    wallet: str
    amount: int
    proof: ProofIn | None


async def require(who: Session, member: str, taken: Taken, key: Repeatable | None) -> None:
    """Stop with 403 unless this needs no proof, or has one that is good for the very request that `key` names."""
    unit = who.program.latest.units.get(taken.wallet)
    limit = unit.proof_above if unit is not None else None
    if not who.caller.is_till or limit is None or taken.amount <= limit:
        return
    if taken.proof is None:
        numbers: dict[str, int | str] = {"asked": taken.amount, "limit": limit, "wallet": taken.wallet}
        detail = f"one of {', '.join(KINDS)} is needed"
        raise Stop(problem(403, "member_proof_required", detail, "member_proof", **numbers))
    assert key is not None  # of whatever takes units
    used_for = sha256(b"\0".join((key.client.encode(), key.key.encode(), key.asked))).digest()
    found: Member = await who.desk.read(naming.find, who, member)
    denied = await _denied(who, found, taken.proof, used_for)
    if denied is not None:
        raise Stop(_told(denied))


async def _denied(who: Session, member: Member, proof: ProofIn, used_for: bytes) -> Denied | None:
    if proof.kind == "pin":
        return await _pin_denied(who, member, proof.value)
    check = member_proof.check_qr if proof.kind == "qr" else member_proof.check_code
    return await who.desk.write(check, who.program, member, proof.value, used_for, who.now)


async def _pin_denied(who: Session, member: Member, pin: str) -> Denied | None:
    """The slow hash is computed while nothing is locked."""
    kept = await who.desk.write(member_proof.begin_try, member, who.now)
    if isinstance(kept, Denied):
        return kept
    if not await who.desk.read(member_proof.is_right, pin, kept):
        return Denied("wrong")
    await who.desk.write(member_proof.was_right, member, kept)
    return None


def _told(denied: Denied) -> Problem:
    numbers: dict[str, int | str] = dict(denied.numbers)
    if "until" in denied.numbers:
        numbers["until"] = instants.show(denied.numbers["until"]).isoformat()
    said = problem(403, f"member_proof_{denied.why}", field="member_proof")
    return msgspec.structs.replace(said, numbers=numbers)

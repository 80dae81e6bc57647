"""Codes by which a member signs in, or shows that an address is his: sent there, for the browser that asked alone.

As much is done and said for an address of nobody as for a member's. A code is good for ten minutes and five tries; to
one address few are sent, and one network may ask, join and guess only so often.
"""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Literal

from msgspec import Struct

from setia.engine.calendar import DAY, HOUR, MINUTE
from setia.storage import privacy, sign_in_codes
from setia.storage.aliases import now_known_as
from setia.storage.keys import keyed_hash
from setia.storage.members import Known
from setia.storage.models import Member, SignInCode
from setia.storage.programs import LoadedProgram

Purpose = Literal["sign_in", "confirm", "prove"]
"""To come in; to show that an address is his; to show once more that it is he."""

Deed = Literal["code_to", "code_by", "join_by", "guess_by"]

LIFE = 10 * MINUTE
TRIES = 5
LIMITS: dict[Deed, tuple[tuple[int, int], ...]] = {
    "code_to": ((3, 15 * MINUTE), (10, DAY)),
    "code_by": ((300, HOUR),),
    "join_by": ((120, HOUR),),
    "guess_by": ((300, HOUR),),
}
"""How many, in how long: codes to one address; codes, joining and guesses from one network. A shop is one network."""

_CODE = re.compile(r"[0-9]{6}", re.ASCII)


class Letter(Struct, frozen=True):
    """What the browser gets and, where there is somebody to send it to, the code that goes to the address."""

    ticket: str
    code: str
    """Empty: nothing is sent."""


def may(program: LoadedProgram, deed: Deed, by: str, now: int) -> bool:
    """Note that somebody, known by his address or network, does something; whether not too often."""
    key = keyed_hash(program.key, "attempt", deed, by)
    return sign_in_codes.tried(key, LIMITS[deed], now)


def to_sign_in(program: LoadedProgram, address: str, now: int) -> Letter:
    """A code for whoever has confirmed this address; for anybody else's nothing is sent, and nothing is other."""
    key = Known("email", address).key(program.key)
    member = sign_in_codes.holder(program.id, key)
    is_his = sign_in_codes.is_confirmed(member.pk if member is not None else 0, key)
    is_sent = may(program, "code_to", address, now) and is_his
    # Where it goes is kept with no such row: who asks for another's address must not leave it here.
    made = _made(program, ("sign_in", ""), member.pk if member is not None and is_sent else None, now)
    return made if is_sent else Letter(made.ticket, "")


def to_confirm(program: LoadedProgram, member: Member, address: str, now: int) -> Letter:
    """A code to an address that a member says is his."""
    return _to_known(program, member, ("confirm", address), now)


def to_prove(program: LoadedProgram, member: Member, address: str, now: int) -> Letter:
    """A code to the confirmed address of a member who is signed in, that it is still he."""
    return _to_known(program, member, ("prove", address), now)


def _to_known(program: LoadedProgram, member: Member, said: tuple[Purpose, str], now: int) -> Letter:
    is_sent = may(program, "code_to", said[1], now)
    made = _made(program, said, member.pk, now)
    return made if is_sent else Letter(made.ticket, "")


def _made(program: LoadedProgram, said: tuple[Purpose, str], member_id: int | None, now: int) -> Letter:
    purpose, address = said
    code = f"{secrets.randbelow(10**6):06}"
    row = SignInCode(
        program_id=program.id,
        member_id=member_id,
        purpose=purpose,
        address=address,
        digest=_digest(program, code),
        created_at=now,
        expires_at=now + LIFE,
    )
    return Letter(sign_in_codes.add(row), code)


def check(program: LoadedProgram, ticket: str, told: str, now: int) -> tuple[SignInCode, Member] | None:
    """Use a code; what it was for and whose it is. None where it is wrong, over, used, or tried too often."""
    row = sign_in_codes.begin_try(ticket, TRIES, now)
    shown = "".join(told.split())
    is_right = hmac.compare_digest(_digest(program, shown), bytes(row.digest) if row is not None else b"")
    if row is None or not is_right or not _CODE.fullmatch(shown) or row.program_id != program.id:
        return None
    member = now_known_as(row.member_id) if row.member_id is not None else None
    if member is None or privacy.erased_accounts([member.account_id]):
        return None
    address = row.address
    if not sign_in_codes.use(row, now):
        return None
    row.address = address
    return row, member


def _digest(program: LoadedProgram, code: str) -> bytes:
    return hmac.digest(program.key, b"sign-in code\0" + code.encode(), "sha256")

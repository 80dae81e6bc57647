"""Member proof: that it is the member who wants his units used, and not whoever has read his card (ADR 0021).

A proof is good for one request. The same request may be sent again with it: who retries must not be told that his own
proof was used. Secrets are derived from the program's key or kept as hashes, and compared in constant time.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from hashlib import scrypt
from itertools import pairwise
from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.calendar import DAY, MINUTE, SECOND
from setia.storage import proofs
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram

STEP = 10 * SECOND
"""How long one rotating QR code is shown."""

STEPS_OLD = 2
"""Steps that one may be older than what is shown now: twenty seconds to be read are enough, and a picture that was
taken of it is good for nothing after half a minute (S12)."""

STEPS_AHEAD = 1
"""Steps that the server which made it may be ahead of the one that reads it."""

CODE_LIFE = 5 * MINUTE
TRIES = 5
"""Wrong ones, after which a code is good for nothing, and a PIN is locked for a while."""

CODES_EACH = 15 * MINUTE
CODES_MOST = 3
"""Codes that a member is sent in `CODES_EACH` at most."""

LOCKED_FOR = 15 * MINUTE
"""After the first five wrong PINs; each further five lock it for as much longer."""

COST = {"n": 2**15, "r": 8, "p": 1}
MEMORY = 64 * 2**20

_PIN = re.compile(r"[0-9]{6,12}", re.ASCII)
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_QR = re.compile(r"(?P<member>mem_[A-Za-z0-9_-]{10,40})\.(?P<step>[0-9]{1,12})\.(?P<mac>[A-Z2-7]{26})", re.ASCII)

Kind = Literal["qr", "code", "pin"]
Why = Literal["wrong", "expired", "used", "locked", "not_set"]


class Denied(Struct, frozen=True):
    """Why a proof is none."""

    why: Why
    numbers: dict[str, int] = {}
    """`left`: tries that are left. `until`: when it may be tried again, in microseconds since 1970 UTC."""


def qr(program: LoadedProgram, public_id: str, now: int) -> str:
    """What a member's app shows as a QR code now."""
    step = now // STEP
    return f"{public_id}.{step}.{_mac(program, public_id, step)}"


def check_qr(program: LoadedProgram, member: Member, shown: str, used_for: bytes, now: int) -> Denied | None:
    """Use a QR code for a request; None where it is good."""
    read = _QR.fullmatch(shown)
    if read is None or read["member"] != member.public_id:
        return Denied("wrong")
    step = int(read["step"])
    if not hmac.compare_digest(read["mac"], _mac(program, member.public_id, step)):
        return Denied("wrong")
    key = _keyed(program, "used proof", member.public_id, str(step))
    with transaction.atomic():
        before = proofs.used_for(key)
        if before is None and not -STEPS_AHEAD <= now // STEP - step <= STEPS_OLD:
            return Denied("expired")
        if before is None:
            proofs.forget_used(now - DAY)
            before = proofs.use(key, member.pk, used_for, now)  # somebody else may have been faster
    return None if hmac.compare_digest(before, used_for) else Denied("used")


def send_code(program: LoadedProgram, member: Member, now: int) -> int | None:
    """Make a code for a member and leave it to be sent; when it ends. None where he was sent too many.

    A code that was made before is good for nothing from now on.
    """
    made = _new_code(program, member, now, to_send=True)
    return None if made is None else made[1]


def show_code(program: LoadedProgram, member: Member, now: int) -> tuple[str, int] | None:
    """The same for a member who reads it on his own page, and when it ends: nothing is left to be sent."""
    return _new_code(program, member, now, to_send=False)


def _new_code(program: LoadedProgram, member: Member, now: int, *, to_send: bool) -> tuple[str, int] | None:
    code, ends_at = f"{secrets.randbelow(10**6):06}", now + CODE_LIFE
    with transaction.atomic():
        proofs.lock_member(member.account_id)
        if proofs.codes_since(member.pk, now - CODES_EACH) >= CODES_MOST:
            return None
        digest = _keyed(program, "one-time code", member.public_id, code)
        proofs.add_code(member.pk, (code if to_send else "", digest), now, ends_at)
    return code, ends_at


def check_code(program: LoadedProgram, member: Member, shown: str, used_for: bytes, now: int) -> Denied | None:
    """Use a code for a request; None where it is good. A wrong one counts."""
    with transaction.atomic():
        code = proofs.locked_code(member.pk)
        if code is None:
            return Denied("expired")
        is_right = bool(_CODE.fullmatch(shown)) and hmac.compare_digest(
            bytes(code.digest), _keyed(program, "one-time code", member.public_id, shown)
        )
        if code.failed >= TRIES:
            return Denied("locked")
        if code.used_for is not None:
            mine = is_right and hmac.compare_digest(bytes(code.used_for), used_for)
            return None if mine else Denied("used")
        if code.expires_at <= now:
            return Denied("expired")
        if not is_right:
            code.failed += 1
            code.save(update_fields=["failed"])
            return Denied("wrong", {"left": TRIES - code.failed})
        code.used_for, code.text = used_for, ""
        code.save(update_fields=["used_for", "text"])
    return None


def is_pin(text: str) -> bool:
    """Whether a PIN is one: 6 to 12 digits, neither one digit again and again nor a row of them."""
    return bool(_PIN.fullmatch(text)) and not is_guessed(text)


def is_guessed(digits: str) -> bool:
    """Whether digits are what anybody tries first: one of them again and again, or a row."""
    return {int(after) - int(before) for before, after in pairwise(digits)} in ({0}, {1}, {-1})


def shown_by(text: str) -> str:
    """The public id in what a member's app shows as a QR code; empty where it is none. It proves nothing yet."""
    read = _QR.fullmatch(text)
    return read["member"] if read is not None else ""


def hashed(pin: str) -> str:
    """A PIN as it is kept; slow on purpose."""
    salt = secrets.token_bytes(16)
    return f"scrypt${COST['n']}${salt.hex()}${_slow(pin, salt, COST['n']).hex()}"


def is_right(pin: str, kept: str) -> bool:
    """Whether this is the PIN that was kept; slow on purpose, so never to be done while something is locked."""
    _, cost, salt, wanted = kept.split("$")
    return hmac.compare_digest(_slow(pin, bytes.fromhex(salt), int(cost)), bytes.fromhex(wanted))


def begin_try(member: Member, now: int) -> str | Denied:
    """Count a try of a member's PIN before it is looked at: what is tried at once counts, too. Its hash."""
    with transaction.atomic():
        pin = proofs.locked_pin(member.pk)
        if pin is None:
            return Denied("not_set")
        if pin.locked_until > now:
            return Denied("locked", {"until": pin.locked_until})
        pin.failed += 1
        if pin.failed % TRIES == 0:
            pin.locked_until = now + LOCKED_FOR * (pin.failed // TRIES)
        pin.save(update_fields=["failed", "locked_until"])
    return str(pin.hashed)


def was_right(member: Member, kept: str) -> None:
    """A try was right: what was wrong before it counts no more. Not where another PIN was set meanwhile."""
    proofs.clear_pin(member.pk, kept)


def _slow(pin: str, salt: bytes, cost: int) -> bytes:
    return scrypt(pin.encode(), salt=salt, n=cost, r=COST["r"], p=COST["p"], maxmem=MEMORY, dklen=32)


def _mac(program: LoadedProgram, public_id: str, step: int) -> str:
    key = hmac.digest(program.key, f"member qr\0{public_id}".encode(), "sha256")
    return base64.b32encode(hmac.digest(key, str(step).encode(), "sha256")[:16]).decode().rstrip("=")


def _keyed(program: LoadedProgram, *parts: str) -> bytes:
    return hmac.digest(program.key, "\0".join(parts).encode(), "sha256")

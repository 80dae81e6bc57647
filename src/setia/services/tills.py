"""Tills: a device is opened once by somebody who has signed in; from then on each says by PIN that it is he.

A PIN is short. So it is good at an open till alone, five wrong ones lock it for a while, and whoever comes in by it may
do no more than a cashier.
"""

from __future__ import annotations

import re
from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.calendar import MINUTE
from setia.services.member_proof import LOCKED_FOR, TRIES, hashed, is_guessed, is_right
from setia.storage import audit_log, clock, tills
from setia.storage.models import Staff, Till
from setia.storage.programs import LoadedProgram

IDLE = 5 * MINUTE
"""How long a till stays open to whom serves at it, since he last did something."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}", re.ASCII)
_PIN = re.compile(r"[0-9]{4,12}", re.ASCII)

Why = Literal["wrong", "locked", "not_set"]


class Denied(Struct, frozen=True):
    """Why a PIN lets nobody in."""

    why: Why
    left: int = 0
    """Tries that are left."""
    until: int = 0
    """When it may be tried again, in microseconds since 1970 UTC."""


def source_of(till: str) -> str:
    """The source that a till's receipts are numbered under."""
    return f"till-{till}"


def open_till(program: LoadedProgram, name: str, store: str, by: tuple[str, str]) -> str:
    """Open a till, and close the one that is open under its name; what its device shows from now on.

    Raises ValueError for a name that is none.
    """
    if not NAME.fullmatch(name):
        raise ValueError(name)
    with transaction.atomic():
        secret = tills.add(program.id, name, store, (by[0], clock.read()))
        audit_log.note(program.id, by, "till_opened", name, store=store)
    return secret


def close_till(program: LoadedProgram, till_id: int, by: tuple[str, str]) -> None:
    """Whoever has its device can do nothing with it any more."""
    with transaction.atomic():
        if name := tills.close(program.id, till_id, clock.read()):
            audit_log.note(program.id, by, "till_closed", name)


def is_pin(text: str) -> bool:
    """Whether a PIN is one: 4 to 12 digits, neither one digit again and again nor a row of them."""
    return bool(_PIN.fullmatch(text)) and not is_guessed(text)


def set_pin(program: LoadedProgram, whose: Staff, pin: str, by: tuple[str, str]) -> None:
    """Give somebody of the staff a PIN; nobody sees it again. Raises ValueError for one that is none."""
    if not is_pin(pin):
        raise ValueError("weak")
    kept = hashed(pin)
    with transaction.atomic():
        tills.set_pin(whose.id, kept, clock.read())
        audit_log.note(program.id, by, "staff_pin_set", whose.name)


def unlock(program: LoadedProgram, till: Till, whose: Staff, pin: str) -> str | Denied:
    """Let somebody serve by his PIN; what his device shows beside the till's secret.

    A try is counted before it is looked at, so that many at once are not more tries.
    """
    now = clock.system_reading()
    kept = _begin_try(program, till, whose, now)
    if isinstance(kept, Denied):
        return kept
    hash_, left = kept
    if not is_right(pin, hash_):
        return Denied("wrong", left)
    with transaction.atomic():
        tills.clear_pin(whose.id, hash_)
        return tills.begin_shift(till.id, whose.id)


def _begin_try(program: LoadedProgram, till: Till, whose: Staff, now: int) -> tuple[str, int] | Denied:
    with transaction.atomic():
        pin = tills.locked_pin(whose.id)
        if pin is None:
            return Denied("not_set")
        if pin.locked_until > now:
            return Denied("locked", until=pin.locked_until)
        pin.failed += 1
        if pin.failed % TRIES == 0:
            pin.locked_until = now + LOCKED_FOR * (pin.failed // TRIES)
            audit_log.note(program.id, (f"till:{till.name}", "till"), "staff_pin_locked", whose.name)
        pin.save(update_fields=["failed", "locked_until"])
        return str(pin.hashed), TRIES - pin.failed % TRIES if pin.failed % TRIES else 0

"""Settle what a guard keeps back: everything that waits because of one rule is released, or judged as before it.

In parts of one transaction each; begun again it goes on, and once done it does nothing (docs/adr/0031).
"""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.commands import Command, ReleaseChecked, RevokeChecked
from setia.engine.guard import PRICE
from setia.services.batch import apply
from setia.services.requests import Manner, Request
from setia.storage import audit_log, clock, flags, guards
from setia.storage.guards import Thing
from setia.storage.models import GuardTrip
from setia.storage.programs import LoadedProgram

PART = 256
"""Orders of one transaction."""

SYSTEM, CHANNEL = "system", "guard"

How = Literal["release", "revoke"]
STATES: dict[How, str] = {"release": "released", "revoke": "revoked"}


class GuardFault(Exception):
    """Why nothing is settled; `code` says why."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


class Settled(Struct, frozen=True):
    """What settling came to."""

    orders: int
    """Of which something waited, and waits no more."""
    left: int
    """Of which something still waits, for their accounts were busy: ask again."""


def settle(program: LoadedProgram, trip: int, how: How, manner: Manner) -> Settled:
    """Release: it was right, and the rule is not stopped any more. Revoke: it gives what the version before gave.

    After a revocation what the rule gives goes on waiting, until another version is in force. Of a price rule nothing
    waits: released it takes something off again, revoked it stays off as long. Raises GuardFault.
    """
    return _settle(program, _decided(program, trip, how, manner), how, manner)


def settle_rest(program: LoadedProgram) -> int:
    """Release what still waits of rules that were released: somebody was just writing it. How many orders."""
    released = [one for one in guards.trips(program.id) if one.state == "released"]
    return sum(_settle(program, one, "release", Manner(SYSTEM, CHANNEL)).orders for one in released)


def _settle(program: LoadedProgram, found: GuardTrip, how: How, manner: Manner) -> Settled:
    if found.rule.startswith(PRICE):
        return Settled(0, 0)
    thing, version = (found.version, found.rule), before(program, found.version) if how == "revoke" else 0
    done = 0
    while part := guards.waiting(program.id, thing, PART):
        settled = _part(program, (thing, version), part, manner)
        done += settled
        if not settled:
            break
    return Settled(done, guards.count_waiting(program.id, thing))


def before(program: LoadedProgram, number: int) -> int:
    """The version that was in force when another one began. Raises GuardFault where there was none."""
    begins = program.versions.applied[number - 1].compiled.effective_from
    earlier = [one for one in program.versions.applied if one.number < number]
    begun = [one for one in earlier if one.compiled.effective_from <= begins]
    if not begun:
        raise GuardFault("nothing_before", version=number)
    return max(begun, key=lambda one: (one.compiled.effective_from, one.number)).number


def _decided(program: LoadedProgram, trip: int, how: How, manner: Manner) -> GuardTrip:
    """Say what somebody has decided, before anything moves: what comes from now on follows it."""
    with transaction.atomic():
        found = guards.one_trip(program.id, trip)
        if found is None:
            raise GuardFault("unknown_guard", guard=trip)
        if found.state == "released" and how == "revoke":
            raise GuardFault("guard_released", guard=trip)
        if how == "revoke" and not found.rule.startswith(PRICE):
            before(program, found.version)
        if found.state != STATES[how]:
            found.state, found.settled_by, found.settled_at = STATES[how], manner.actor, clock.read()
            found.save()
            flags.seen_of(program.id, "guard", trip, (manner.actor, clock.read()))
            by = manner.actor, manner.channel
            audit_log.note(program.id, by, f"guard_{found.state}", f"v{found.version} {found.rule}")
    return found


def _part(program: LoadedProgram, what: tuple[Thing, int], part: list[tuple[int, int]], manner: Manner) -> int:
    """One transaction of it; how many orders wait no more."""
    (thing, version), now = what, clock.read()
    with transaction.atomic():
        asked = [Request(_command(thing[1], version, now, seq), account_id=id_) for id_, seq in part]
        outcomes = apply(program, asked, manner)
        settled = [one for one, by in zip(part, outcomes, strict=True) if by.status not in ("busy", "failed")]
        guards.settled(program.id, thing, settled)
    return len(settled)


def _command(rule: str, version: int, now: int, seq: int) -> Command:
    return RevokeChecked(now, seq, (rule,), version) if version else ReleaseChecked(now, seq, (rule,))

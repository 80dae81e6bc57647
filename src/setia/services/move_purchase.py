"""Move a purchase to the member who made it: both halves or neither, seen in both histories (ledger 4.11a)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands import MoveOut
from setia.engine.refusals import Refusal
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Request
from setia.services.stamping import order_key
from setia.storage import clock, keys
from setia.storage.programs import LoadedProgram


class Move(Struct, frozen=True):
    """Which purchase, to whom, and why."""

    source: str
    receipt: str
    to_account_id: int
    reason: str
    """A word such as `wrong_card`, which is kept for ever."""
    note: str = ""


def asked(program: LoadedProgram, move: Move) -> Request | Refusal:
    """What a move asks of the account in whose history the purchase is; `unknown_receipt` where it is in none."""
    key = order_key(program.key, move.source, move.receipt)
    found = keys.accepted([key]).get(key)
    if found is None or found.booked_in is None:
        return Refusal("unknown_receipt")
    return Request(
        MoveOut(clock.read(), found.seq or 0, "", move.reason),
        account_id=found.booked_in,
        to_account_id=move.to_account_id,
        note=move.note,
    )


def move_purchase(program: LoadedProgram, move: Move, manner: Manner) -> Outcome:
    """Take it back where it was booked, as far as the balance goes, and judge it for the other at its own time.

    Refused `self_service` where the actor is one of the two members, or merged with one of them.
    """
    request = asked(program, move)
    if isinstance(request, Refusal):
        return Outcome("refused", refusal=request)
    return apply(program, [request], manner)[0]

"""Exceptions: everything that waits until somebody has looked at it, in one inbox, oldest first.

What is asked of several at once is asked of each by itself: one that cannot be done leaves the others alone.
"""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.commands import name
from setia.engine.refusals import Refusal
from setia.services import review, waiting_returns
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Request
from setia.storage import audit_log, clock, orders, reviews
from setia.storage.models import Member
from setia.storage.orders import Waiting
from setia.storage.programs import LoadedProgram
from setia.storage.reviews import Aside

Kind = Literal["late_event", "manual_claim", "return_in_vain"]
Action = Literal["approve", "reject", "take", "leave"]
"""Let it happen, do not, take it on, give it up again."""


class Flagged(Struct, frozen=True):
    """One thing that waits."""

    id: str
    """Such as `review-12` or `return-7`."""
    kind: Kind
    reason: str
    """Why it waits: a code, that of the refusal where an order refused a return."""
    command: str
    """What was asked for, such as `record_purchase`."""
    member: str
    """Public id, or the identifier of somebody who would join by it; empty where nobody is known."""
    event_at: int
    received_at: int
    actor: str
    channel: str
    owner: str
    """Who has taken it on; empty: nobody yet."""


def inbox(program: LoadedProgram) -> list[Flagged]:
    """Everything that waits, oldest first."""
    asides = reviews.open_reviews(program.id)
    ids = {one.account_id for one in asides if one.account_id is not None}
    named = dict(Member.objects.filter(account_id__in=ids).values_list("account_id", "public_id"))
    late = waiting_returns.overdue(program, clock.read())
    found = [*(_of_review(one, named) for one in asides), *map(_of_return, late)]
    return sorted(found, key=lambda one: (one.received_at, one.id))


def act(program: LoadedProgram, id_: str, action: Action, manner: Manner) -> Refusal | None:
    """Do one thing about one of them. None: it was done."""
    kind, _, number = id_.partition("-")
    if kind not in ("review", "return") or not number.isascii() or not number.isdigit() or len(number) > 15:
        return Refusal("unknown_review", {"review": id_[:40]})
    no = int(number)
    if action in ("take", "leave"):
        own = reviews.own if kind == "review" else orders.own
        is_there = own(program.id, no, manner.actor if action == "take" else "")
        return None if is_there else Refusal("unknown_review", {"review": id_})
    if kind == "return":
        return _decide_return(program, no, action, manner)
    if action == "approve":
        return review.approve(program, no, manner.actor).refusal
    return review.reject(program, no, manner.actor)


def _decide_return(program: LoadedProgram, id_: int, action: Action, manner: Manner) -> Refusal | None:
    """Ask its order once more, or forget it."""
    with transaction.atomic():
        found = next((one for one in waiting_returns.overdue(program, clock.read()) if one.id == id_), None)
        if found is None:
            return Refusal("unknown_review", {"review": f"return-{id_}"})
        if action == "approve":
            outcome = _again(program, found, manner)
            if outcome.refusal is not None:
                return outcome.refusal
            if outcome.status == "waiting":
                return Refusal("unknown_receipt")
        orders.stop_waiting([id_])
        done = "exception_approved" if action == "approve" else "exception_rejected"
        audit_log.note(program.id, (manner.actor, manner.channel), done, f"return-{id_}")
    return None


def _again(program: LoadedProgram, waiting: Waiting, manner: Manner) -> Outcome:
    return apply(program, [Request(waiting.command, order=waiting.order_key)], manner)[0]


def _of_review(one: Aside, named: dict[int, str]) -> Flagged:
    member = one.member.value if one.member is not None else named.get(one.account_id or 0, "")
    kind: Kind = "manual_claim" if one.kind == "manual_claim" else "late_event"
    told = (one.command.event_at, one.received_at, one.actor, one.channel, one.owner)
    return Flagged(f"review-{one.id}", kind, one.reason, name(one.command), member, *told)


def _of_return(one: Waiting) -> Flagged:
    told = (one.command.event_at, one.received_at, one.actor, one.channel, one.owner)
    return Flagged(f"return-{one.id}", "return_in_vain", one.code or "order_never_came", "return", "", *told)

"""Exceptions: everything that waits until somebody has looked at it, in one inbox, oldest first.

What is asked of several at once is asked of each by itself: one that cannot be done leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.db import transaction
from msgspec import Struct

from setia.engine.refusals import Refusal
from setia.services import make_good, review, waiting_returns
from setia.services.apply_program import CannotApply
from setia.services.batch import apply
from setia.services.change_program import approve, reject
from setia.services.inbox import SOURCES, Flagged, Kind, Part, own
from setia.services.make_good import MakeGoodFault
from setia.services.requests import Manner, Outcome, Request
from setia.services.settle_guard import GuardFault, settle
from setia.services.webhooks import endpoints
from setia.storage import audit_log, clock, flags, orders, webhooks
from setia.storage.orders import Waiting
from setia.storage.programs import LoadedProgram

__all__ = ["Action", "Flagged", "Kind", "Place", "Wished", "act", "inbox"]

Action = Literal["approve", "reject", "take", "leave"]
"""Let it happen, do not, take it on, give it up again. Of what has happened already both say that it was looked at."""

Place = tuple[int, int, int]
"""Where one stands in the whole: when it was received, which source it is from, its number there."""

FIRST, LAST = (-(2**62), 0), 2**62

PREFIXES = ("review", "return", "flag", "delivery", "proposal", "draft", "endpoint")


class Wished(Struct, frozen=True):
    """Which of what waits is meant."""

    kind: Kind | None = None
    owner: str | None = None
    """Empty: what nobody has taken on; None: anybody's."""
    after: Place | None = None
    """The place of the last one before; None: from the oldest on."""


def inbox(program: LoadedProgram, wished: Wished, most: int) -> tuple[int, list[tuple[Place, Flagged]]]:
    """How many wait, of one kind and owner if wished, and the oldest of them, each with its place in the whole."""
    total, found = 0, []
    for source_no, (kinds, source) in enumerate(SOURCES.items()):
        if wanted := tuple(one for one in kinds if wished.kind in (None, one)):
            count, some = source(program, wanted, Part(wished.owner, _after(wished.after, source_no), most))
            total += count
            found += [((one.received_at, source_no, int(one.id.rpartition("-")[2])), one) for one in some]
    return total, sorted(found, key=lambda placed: placed[0])[:most]


def _after(place: Place | None, source_no: int) -> tuple[int, int]:
    """After what one source goes on: of one instant the sources follow each other."""
    if place is None:
        return FIRST
    at, of, number = place
    return at, number if of == source_no else LAST if of > source_no else 0


def act(program: LoadedProgram, id_: str, action: Action, manner: Manner) -> Refusal | None:
    """Do one thing about one of them. None: it was done."""
    kind, _, number = id_.partition("-")
    if kind not in PREFIXES or not number.isascii() or not number.isdigit() or len(number) > 15:
        return Refusal("unknown_review", {"review": id_[:40]})
    no = int(number)
    if action in ("take", "leave"):
        is_there = own(program, kind, no, manner.actor if action == "take" else "")
        return None if is_there else Refusal("unknown_review", {"review": id_})
    if (decide := DECIDE.get(kind)) is not None:
        return decide(program, no, action, manner)
    if action == "approve":
        return review.approve(program, no, manner.actor).refusal
    return review.reject(program, no, manner.actor)


def is_guard(program: LoadedProgram, id_: str) -> bool:
    """Whether an id names a guard: what it stopped is settled in several transactions, and once done stays so."""
    kind, _, number = id_.partition("-")
    is_one = kind == "flag" and number.isascii() and number.isdigit() and len(number) <= 15
    return is_one and flags.guard(program.id, int(number)) is not None


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
        _note(program, action, f"return-{id_}", manner)
    return None


def _look_at(program: LoadedProgram, id_: int, action: Action, manner: Manner) -> Refusal | None:
    """What has happened stays as it is: whoever looks at it sees to the rest by other calls. But a guard waits."""
    found = flags.guard(program.id, id_)
    if found is not None:
        try:
            settle(program, found.number, "release" if action == "approve" else "revoke", manner)
        except GuardFault as fault:
            return Refusal("review_decided", {"review": f"flag-{id_}", "state": fault.code})
        return None
    with transaction.atomic():
        if not flags.seen(program.id, id_, manner.actor, clock.read()):
            return Refusal("unknown_review", {"review": f"flag-{id_}"})
        _note(program, action, f"flag-{id_}", manner)
    return None


def _decide_proposal(program: LoadedProgram, id_: int, action: Action, manner: Manner) -> Refusal | None:
    """A second person agrees to a document, or not."""
    by = manner.actor, manner.channel
    try:
        if action == "approve":
            approve(program, id_, by)
        else:
            reject(program, id_, by)
    except CannotApply as fault:
        if fault.code == "unknown_proposal":
            return Refusal("unknown_review", {"review": f"proposal-{id_}"})
        if fault.code == "second_person_needed":
            return Refusal("second_person_needed")
        return Refusal("review_decided", {"review": f"proposal-{id_}", "state": fault.code})
    return None


def _decide_draft(program: LoadedProgram, id_: int, action: Action, manner: Manner) -> Refusal | None:
    """A second person agrees to a make-good, or not; it is given by a call of its own."""
    by = manner.actor, manner.channel
    try:
        if action == "approve":
            make_good.approve(program, id_, by)
        else:
            make_good.reject(program, id_, by)
    except MakeGoodFault as fault:
        if fault.code == "unknown_make_good":
            return Refusal("unknown_review", {"review": f"draft-{id_}"})
        if fault.code == "second_person_needed":
            return Refusal("second_person_needed")
        return Refusal("review_decided", {"review": f"draft-{id_}", "state": str(fault.numbers.get("state", ""))})
    return None


def _decide_endpoint(program: LoadedProgram, id_: int, action: Action, manner: Manner) -> Refusal | None:
    """Tell it again from where it stopped, or leave it as it is."""
    found = webhooks.stopped(program.id).filter(id=id_).first()
    if found is None:
        return Refusal("unknown_review", {"review": f"endpoint-{id_}"})
    by = manner.actor, manner.channel
    if action == "approve":
        endpoints.enable(program, by, found.public_id)
    else:
        endpoints.leave_disabled(program, by, found.public_id)
    return None


def _decide_delivery(program: LoadedProgram, id_: int, action: Action, manner: Manner) -> Refusal | None:
    """Send it again by the whole schedule, or never more by itself."""
    with transaction.atomic():
        found = webhooks.one_undelivered(program.id, id_)
        if found is None:
            return Refusal("unknown_review", {"review": f"delivery-{id_}"})
        message, endpoint = found
        if action == "approve":
            endpoints.replay(program, (manner.actor, manner.channel), endpoint, message.message_id)
        elif not webhooks.own_undelivered(message, given_up_by=manner.actor):
            return Refusal("unknown_review", {"review": f"delivery-{id_}"})
        _note(program, action, f"delivery-{id_}", manner)
    return None


DECIDE: dict[str, Callable[[LoadedProgram, int, Action, Manner], Refusal | None]] = {
    "return": _decide_return,
    "flag": _look_at,
    "proposal": _decide_proposal,
    "draft": _decide_draft,
    "endpoint": _decide_endpoint,
    "delivery": _decide_delivery,
}
"""By what an id begins with; of all else a review is meant."""


def _note(program: LoadedProgram, action: Action, id_: str, manner: Manner) -> None:
    done = "exception_approved" if action == "approve" else "exception_rejected"
    audit_log.note(program.id, (manner.actor, manner.channel), done, id_)


def _again(program: LoadedProgram, waiting: Waiting, manner: Manner) -> Outcome:
    return apply(program, [Request(waiting.command, order=waiting.order_key)], manner)[0]

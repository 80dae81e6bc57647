"""Review: somebody looks at what was set aside, and lets it happen at its own time, or not (ledger 4.14, 4.11a)."""

from __future__ import annotations

from django.db import transaction

from setia.engine.commands import ClaimPurchase
from setia.engine.refusals import Refusal
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Request
from setia.services.set_aside import BACKDATE
from setia.storage import audit_log, clock, keys, orders, reviews
from setia.storage.programs import LoadedProgram
from setia.storage.reviews import Aside

CHANNEL = "review"


def waiting(program: LoadedProgram) -> list[Aside]:
    """What nobody has decided yet, oldest first."""
    return reviews.open_reviews(program.id)


def approve(program: LoadedProgram, review: int, actor: str) -> Outcome:
    """Let it happen, at the time at which it happened. A refusal of the ledger leaves the review open."""
    with transaction.atomic():
        found = _open(program, review)
        if isinstance(found, Refusal):
            return Outcome("refused", refusal=found)
        manner = Manner(actor, CHANNEL, enrol=found.member is not None, scopes=frozenset({BACKDATE}))
        if isinstance(found.command, ClaimPurchase) and _claimed(found.command):
            return Outcome("refused", refusal=Refusal("already_claimed"))
        asked = Request(
            found.command,
            found.member,
            account_id=found.account_id if not found.order else None,
            reference=found.reference,
            note=found.note,
            order=found.order,
        )
        outcome = apply(program, [asked], manner)[0]
        if outcome.refusal is None:
            reviews.close(found.id, "approved", actor, clock.read())
            audit_log.note(program.id, (actor, CHANNEL), "exception_approved", f"review-{review}")
        return outcome


def reject(program: LoadedProgram, review: int, actor: str) -> Refusal | None:
    """Do not let it happen; that it was asked for stays on record."""
    with transaction.atomic():
        found = _open(program, review)
        if isinstance(found, Refusal):
            return found
        reviews.close(found.id, "rejected", actor, clock.read())
        audit_log.note(program.id, (actor, CHANNEL), "exception_rejected", f"review-{review}")
    return None


def _open(program: LoadedProgram, review: int) -> Aside | Refusal:
    found = reviews.find_review(program.id, review)
    if found is None:
        return Refusal("unknown_review", {"review": review})
    return found if found.state == "open" else Refusal("review_decided", {"review": review, "state": found.state})


def _claimed(command: ClaimPurchase) -> bool:
    order = bytes.fromhex(command.order_key)
    orders.guest_sale(order, "FOR UPDATE")
    return keys.accepted([order])[order].account_id is not None

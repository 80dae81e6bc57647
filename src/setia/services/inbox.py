"""What waits until somebody has looked at it: where each kind is found, who takes it on, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from msgspec import Struct

from setia.engine.commands import name
from setia.services import make_good, uploads, waiting_returns
from setia.storage import clock, flags, guards, orders, proposals, reviews, webhooks
from setia.storage.models import (
    Flag,
    GuardTrip,
    MakeGood,
    Member,
    ProgramProposal,
    Upload,
    WebhookEndpoint,
    WebhookMessage,
)
from setia.storage.orders import Waiting
from setia.storage.programs import LoadedProgram
from setia.storage.reviews import Aside

Kind = Literal[
    "late_event",
    "manual_claim",
    "return_in_vain",
    "corrected_clock",
    "import_row",
    "not_me",
    "delivery_failed",
    "guard",
    "program_change",
    "make_good_draft",
    "over_return",
    "endpoint_disabled",
]


Place = tuple[int, int]
"""Where one stands among those of its place: when it was received, and its number."""

T = TypeVar("T")


class Flagged(Struct, frozen=True):
    """One thing that waits."""

    id: str
    """Such as `review-12` or `return-7`."""
    kind: Kind
    reason: str
    """Why it waits: a code, that of the refusal where an order refused a return."""
    command: str
    """What was asked for, such as `record_purchase`; of a message, what it tells."""
    member: str
    """Public id, or the identifier of somebody who would join by it; empty where nobody is known."""
    event_at: int
    received_at: int
    actor: str
    channel: str
    owner: str
    """Who has taken it on; empty: nobody yet."""
    subject: str = ""
    """What it is about: a receipt, an import, an endpoint."""
    numbers: dict[str, int | str] = {}


class Part(Struct, frozen=True):
    """Which of them are meant, and which part of the list."""

    owner: str | None
    """Empty: what nobody has taken on; None: anybody's."""
    after: Place
    most: int

    def of(self, rows: Iterable[T], place: Callable[[T], Place]) -> list[T]:
        """This part of rows that are all at hand."""
        return sorted((one for one in rows if place(one) > self.after), key=place)[: self.most]


Found = tuple[int, list[Flagged]]
"""How many there are, and this part of them, oldest first."""

Kinds = tuple[Kind, ...]


def asides(program: LoadedProgram, kinds: Kinds, part: Part) -> Found:
    """Late events and claims by hand."""
    waiting = reviews.open_reviews(program.id)
    wanted = [one for one in waiting if _kind(one) in kinds and part.owner in (None, one.owner)]
    shown = part.of(wanted, lambda one: (one.received_at, one.id))
    named = _public_ids(one.account_id for one in shown)
    return len(wanted), [_of_review(one, _kind(one), named) for one in shown]


def returns(program: LoadedProgram, _: Kinds, part: Part) -> Found:
    """Returns whose purchase never came or refused them."""
    wanted = [one for one in waiting_returns.overdue(program, clock.read()) if part.owner in (None, one.owner)]
    return len(wanted), [_of_return(one) for one in part.of(wanted, lambda one: (one.received_at, one.id))]


def flagged(program: LoadedProgram, kinds: Kinds, part: Part) -> Found:
    """Sales at a corrected time, rows that an import refused, what members say was not they, and guards that tripped.

    A guard trips where a rule gave far more than was forecast: its new awards wait.
    """
    total, found = flags.waiting(program.id, kinds, part.owner, part.after, part.most)
    named = _public_ids(one.account_id for one in found)
    receipts = flags.receipts([bytes(one.order_key) for one in found if one.order_key is not None])
    files = Upload.objects.in_bulk([one.upload_id for one in found if one.upload_id is not None])
    results = {id_: uploads.result(one).rejects for id_, one in files.items()}
    trips = {one.id: one for one in guards.trips(program.id)} if any(one.kind == "guard" for one in found) else {}
    return total, [
        _of_guard(program, one, trips[one.number]) if one.kind == "guard" else _of_flag(one, named, receipts, results)
        for one in found
    ]


def undelivered(program: LoadedProgram, _: Kinds, part: Part) -> Found:
    """Messages for other systems that were tried as often as the schedule has it, in vain."""
    total, found = webhooks.undelivered(program.id, part.owner, part.after, part.most)
    return total, [_of_message(one, endpoint) for one, endpoint in found]


def proposed(program: LoadedProgram, _: Kinds, part: Part) -> Found:
    """Documents that wait for a second person."""
    found = [one for one in proposals.waiting(program.id) if part.owner in (None, one.owner)]
    return len(found), [_of_proposal(one) for one in part.of(found, lambda one: (one.proposed_at, one.id))]


def drafted(program: LoadedProgram, _: Kinds, part: Part) -> Found:
    """Make-goods that a second person must agree to."""
    found = [one for one in make_good.waiting(program) if part.owner in (None, one.owner)]
    shown = part.of(found, lambda one: (one.made_at, one.id))
    items = [sum(one.items.values()) for one in make_good.sums(shown)]
    return len(found), [_of_draft(one, count) for one, count in zip(shown, items, strict=True)]


def stopped(program: LoadedProgram, _: Kinds, part: Part) -> Found:
    """Endpoints that are told nothing any more, as they took nothing."""
    found = [one for one in webhooks.stopped(program.id) if part.owner in (None, one.owner)]
    return len(found), [_of_endpoint(one) for one in part.of(found, lambda one: (one.disabled_at or 0, one.id))]


SOURCES: dict[Kinds, Callable[[LoadedProgram, Kinds, Part], Found]] = {
    ("late_event", "manual_claim"): asides,
    ("return_in_vain",): returns,
    ("corrected_clock", "import_row", "not_me", "guard", "over_return"): flagged,
    ("delivery_failed",): undelivered,
    ("program_change",): proposed,
    ("make_good_draft",): drafted,
    ("endpoint_disabled",): stopped,
}
"""Where each kind is found; of one place all kinds that are wished are read at once."""


def own(program: LoadedProgram, kind: str, number: int, owner: str) -> bool:
    """Say who has taken on what an id such as `flag-7` names; empty: nobody. Whether there is such a thing."""
    if kind == "review":
        return reviews.own(program.id, number, owner)
    if kind == "return":
        return orders.own(program.id, number, owner)
    if kind == "flag":
        return flags.own(program.id, number, owner)
    if kind == "proposal":
        return proposals.own(program.id, number, owner)
    if kind == "draft":
        return bool(make_good.waiting(program).filter(id=number).update(owner=owner))
    if kind == "endpoint":
        return bool(webhooks.stopped(program.id).filter(id=number).update(owner=owner))
    found = webhooks.one_undelivered(program.id, number)
    return found is not None and webhooks.own_undelivered(found[0], owner=owner)


def _kind(one: Aside) -> Kind:
    return "manual_claim" if one.kind == "manual_claim" else "late_event"


def _public_ids(account_ids: Iterable[int | None]) -> dict[int, str]:
    ids = {one for one in account_ids if one is not None}
    return dict(Member.objects.filter(account_id__in=ids).values_list("account_id", "public_id"))


def _of_review(one: Aside, kind: Kind, named: dict[int, str]) -> Flagged:
    member = one.member.value if one.member is not None else named.get(one.account_id or 0, "")
    told = (one.command.event_at, one.received_at, one.actor, one.channel, one.owner)
    return Flagged(f"review-{one.id}", kind, one.reason, name(one.command), member, *told, subject=one.reference)


def _of_return(one: Waiting) -> Flagged:
    told = (one.command.event_at, one.received_at, one.actor, one.channel, one.owner)
    return Flagged(f"return-{one.id}", "return_in_vain", one.code or "order_never_came", "return", "", *told)


def _of_flag(
    one: Flag,
    named: dict[int, str],
    receipts: dict[bytes, str],
    results: dict[int, tuple[uploads.Rejected, ...]],
) -> Flagged:
    told = (one.event_at, one.received_at, one.actor, one.channel, one.owner)
    kind: Kind = one.kind
    if kind == "not_me":
        member, denied = named.get(one.account_id or 0, ""), {"transaction": one.number}
        return Flagged(f"flag-{one.id}", kind, one.reason, "not_me", member, *told, numbers=denied)
    if kind == "over_return":
        member, receipt = named.get(one.account_id or 0, ""), receipts.get(bytes(one.order_key or b""), "")
        back: dict[str, int | str] = {"transaction": one.number}
        return Flagged(f"flag-{one.id}", kind, one.reason, "return", member, *told, receipt, back)
    if one.upload_id is None:
        receipt = receipts.get(bytes(one.order_key or b""), "")
        member, ahead = named.get(one.account_id or 0, ""), {"seconds": one.number}
        return Flagged(f"flag-{one.id}", kind, one.reason, "record_purchase", member, *told, receipt, ahead)
    numbers: dict[str, int | str] = {"import": one.upload_id}
    rejects = results.get(one.upload_id, ())
    if one.number < len(rejects):
        row = rejects[one.number]
        numbers |= {"line": row.line, "column": row.column, "receipt": row.purchase}
    return Flagged(f"flag-{one.id}", kind, one.reason, "import", "", *told, f"import-{one.upload_id}", numbers)


def _of_guard(program: LoadedProgram, one: Flag, trip: GuardTrip) -> Flagged:
    told = (one.event_at, one.received_at, one.actor, one.channel, one.owner)
    numbers: dict[str, int | str] = {
        "guard": trip.id,
        "version": trip.version,
        "wallet": trip.wallet,
        "units": trip.units,
        "awards": trip.awards,
        "expected": trip.expected,
        "waiting": guards.count_waiting(program.id, (trip.version, trip.rule)),
    }
    return Flagged(f"flag-{one.id}", "guard", one.reason, "program_applied", "", *told, trip.rule, numbers)


def _of_proposal(one: ProgramProposal) -> Flagged:
    told = (one.proposed_at, one.proposed_at, one.proposed_by, "", one.owner)
    numbers: dict[str, int | str] = {"proposal": one.id, "against": one.against}
    return Flagged(
        f"proposal-{one.id}", "program_change", "second_person_needed", "program_applied", "", *told, "", numbers
    )


def _of_draft(one: MakeGood, items: int) -> Flagged:
    told = (one.made_at, one.made_at, one.made_by, "", one.owner)
    numbers: dict[str, int | str] = {"make_good": one.id, "items": items}
    return Flagged(
        f"draft-{one.id}", "make_good_draft", "second_person_needed", "make_good", "", *told, one.name, numbers
    )


def _of_endpoint(one: WebhookEndpoint) -> Flagged:
    at = one.disabled_at or one.created_at
    told = (at, at, "setia", "worker", one.owner)
    return Flagged(
        f"endpoint-{one.id}", "endpoint_disabled", one.disabled, "webhook_disabled", "", *told, one.public_id
    )


def _of_message(one: WebhookMessage, endpoint: str) -> Flagged:
    ended = one.ended_at or one.made_at
    numbers: dict[str, int | str] = {"message": one.message_id, "tries": one.tries, "position": one.position}
    told = (one.made_at, ended, "setia", "worker", one.owner)
    return Flagged(f"delivery-{one.id}", "delivery_failed", "not_taken", one.kind, "", *told, endpoint, numbers)

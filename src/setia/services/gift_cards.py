"""Gift cards: issue one, and let a member make it his own (ledger 4.20).

What else is asked of a card is asked of its account, as of a member's.
"""

from __future__ import annotations

import msgspec
from django.db import transaction
from msgspec import Struct, structs

from setia.engine.commands import MergeOut
from setia.services import sealed_answers
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.requests import Repeatable
from setia.storage import clock, gift_cards
from setia.storage.programs import LoadedProgram

CLAIMED = "gift_card"
"""The reason of the merge by which a card becomes a member's."""


class Issued(Struct, frozen=True):
    """A new card, or the one that was made before under the same key. Of its code only a hash is kept."""

    code: str
    """Empty where no card was made, for it was refused."""
    account_id: int
    outcome: Outcome


def issue(program: LoadedProgram, request: Request, manner: Manner) -> Issued:
    """Sell a card: `request` is a TopUp without an account.

    A refusal leaves nothing behind, not even its key. Asked again under the key of a card that was made, none is made,
    and its code is told again: it is kept sealed under that key (ADR 0042).
    """
    if request.repeatable is None:
        return _made(program, request, manner)
    return _once(program, request, request.repeatable, manner)


class _Refused(Exception):
    """No card was made, and nothing of it is kept."""

    def __init__(self, issued: Issued) -> None:
        super().__init__()
        self.issued = issued


def _once(program: LoadedProgram, request: Request, key: Repeatable, manner: Manner) -> Issued:
    def make() -> Outcome:
        issued = _made(program, structs.replace(request, repeatable=None), manner)
        if issued.outcome.status != "done":
            raise _Refused(issued)
        return Outcome("done", answer=msgspec.json.encode(issued))

    asked = structs.replace(key, render=lambda outcome: outcome.answer)
    try:
        kept = sealed_answers.once(program, asked, None, make, manner.wait_max)
    except _Refused as no:
        return no.issued
    if kept.refusal is not None:
        return Issued("", 0, kept)
    first = msgspec.json.decode(kept.answer, type=Issued)
    told = structs.replace(first.outcome, status=kept.status, answer=key.render(first.outcome))
    return structs.replace(first, outcome=told)


def _made(program: LoadedProgram, request: Request, manner: Manner) -> Issued:
    code = gift_cards.new_code()
    with transaction.atomic():
        account_id = gift_cards.create(program, code, clock.read())
        outcome = apply(program, [structs.replace(request, account_id=account_id)], manner)[0]
        if outcome.status != "done":
            transaction.set_rollback(True)
            return Issued("", 0, outcome)
    return Issued(code, account_id, outcome)


def claim(event_at: int) -> MergeOut:
    """Asked of a card's account, with the member's as the other one: all that the card holds becomes the member's.

    Paid and granted units stay what they are; the card is then used up.
    """
    return MergeOut(event_at, "", CLAIMED)

"""Gift cards: issue one, and let a member make it his own (ledger 4.20).

What else is asked of a card is asked of its account, as of a member's.
"""

from __future__ import annotations

from django.db import transaction
from msgspec import Struct, structs

from setia.engine.commands import MergeOut
from setia.services.batch import Manner, Outcome, Request, apply
from setia.storage import clock, gift_cards
from setia.storage.programs import LoadedProgram

CLAIMED = "gift_card"
"""The reason of the merge by which a card becomes a member's."""


class Issued(Struct, frozen=True):
    """A new card. The code is shown here and never again; only its hash is kept."""

    code: str
    """Empty where no card was made: it was refused, or had been done before under the same key."""
    account_id: int
    outcome: Outcome


def issue(program: LoadedProgram, request: Request, manner: Manner) -> Issued:
    """Sell a card: `request` is a TopUp without an account.

    A refusal leaves nothing behind, not even its key. Asked again under the key of a card that was made, none is made.
    """
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

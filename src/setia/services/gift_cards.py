"""Gift cards: issue one, look at it, spend from it, and let a member make it his own (ledger 4.20)."""

from __future__ import annotations

from django.db import transaction
from msgspec import Struct

from setia.engine.commands import Command, MergeOut, TopUp
from setia.engine.ledger.accounts import Wallet
from setia.engine.refusals import Refusal
from setia.services.batch import Manner, Outcome, Request, apply
from setia.storage import clock, gift_cards, reading
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram

UNKNOWN_CARD = Outcome("refused", refusal=Refusal("unknown_gift_card"))


class Issued(Struct, frozen=True):
    """A new card. The code is shown here and never again; only its hash is kept."""

    code: str
    outcome: Outcome


def issue(program: LoadedProgram, wallet: str, paid: int, granted: int, manner: Manner) -> Issued:
    """Sell a card: what was paid for it, and what is given on top. A refusal leaves no card behind."""
    code = gift_cards.new_code()
    with transaction.atomic():
        now = clock.read()
        account_id = gift_cards.create(program, code, now)
        outcome = apply(program, [Request(TopUp(now, wallet, paid, granted), account_id=account_id)], manner)[0]
        if outcome.refusal is not None:
            transaction.set_rollback(True)
            return Issued("", outcome)
    return Issued(code, outcome)


def ask(program: LoadedProgram, code: str, command: Command, manner: Manner) -> Outcome:
    """Ask something of a card's account, such as a redemption or a hold."""
    account_id = gift_cards.find(program, code)
    if account_id is None:
        return UNKNOWN_CARD
    return apply(program, [Request(command, account_id=account_id)], manner)[0]


def claim(program: LoadedProgram, code: str, member: Known, manner: Manner) -> Outcome:
    """All that a card holds becomes a member's, paid and granted units each as they were; the card is then used up."""
    account_id = gift_cards.find(program, code)
    if account_id is None:
        return UNKNOWN_CARD
    to = reading.find_member(program, member.value)
    if to is None:
        return Outcome("refused", refusal=Refusal("unknown_member", {"kind": member.kind}))
    command = MergeOut(clock.read(), "", "gift_card")
    return apply(program, [Request(command, account_id=account_id, to_account_id=to.account_id)], manner)[0]


def balances(program: LoadedProgram, code: str) -> dict[str, Wallet] | None:
    """What a card holds as of now, by wallet; None if there is no such card."""
    account_id = gift_cards.find(program, code)
    return None if account_id is None else reading.account_as_of(account_id, clock.read()).wallets

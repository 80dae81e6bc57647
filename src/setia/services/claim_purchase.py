"""Claim a guest's purchase: by the token on its receipt, or by what the receipt says (ledger 4.11a)."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.calendar import DAY, deadline
from setia.engine.commands import ClaimPurchase
from setia.engine.refusals import Code, Refusal
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Repeatable, Request
from setia.services.stamping import order_key
from setia.services.under_key import under_key
from setia.storage import clock, keys, orders, reviews
from setia.storage.orders import GuestSale
from setia.storage.programs import LoadedProgram
from setia.storage.reviews import Aside

BY_HAND_MAX = 3
BY_HAND_WITHIN = 30 * DAY
"""So many purchases may a member claim by hand in this time before somebody looks at it."""


class Receipt(Struct, frozen=True):
    """What a receipt says."""

    store: str
    number: str
    day: tuple[int, int]
    """The first instant of the day, and of the day after."""
    total: int
    """What was paid, in minor units."""


def receipt_token(program: LoadedProgram, source: str, receipt: str) -> str | Refusal:
    """The token to print on a guest's receipt: 80 bits in base 32, the same whenever it is asked for."""
    key = order_key(program.key, source, receipt)
    found = keys.accepted([key]).get(key)
    if found is None:
        return Refusal("unknown_receipt")
    if found.account_id is not None:
        return Refusal("already_claimed")
    token = orders.token_of(program.key, key)
    orders.keep_token(program.id, token, key)
    return token


def order_of(program: LoadedProgram, token: str) -> bytes | None:
    """The natural key of the purchase that a token was printed for, however it is typed."""
    return orders.order_of_token(program.id, "".join(token.upper().split()).replace("-", ""))


def claim(
    program: LoadedProgram, token: str, account_id: int, manner: Manner, key: Repeatable | None = None
) -> Outcome:
    """Make a guest's purchase a member's, once, within the program's window. It is judged at its own time.

    Asked again under the same key it is answered the same; without one it is claimed already.
    """
    return under_key(program, key, account_id, lambda: _by_token(program, token, account_id, manner), manner.wait_max)


def _by_token(program: LoadedProgram, token: str, account_id: int, manner: Manner) -> Outcome:
    key = order_of(program, token)
    sale = orders.guest_sale(key, "FOR UPDATE") if key is not None else None
    if sale is None:
        return _refused("unknown_receipt")
    asked = Request(_command(program, sale), account_id=account_id, reference=sale.receipt)
    return _claim(program, sale, asked, manner)


def claim_by_hand(
    program: LoadedProgram, receipt: Receipt, account_id: int, manner: Manner, key: Repeatable | None = None
) -> Outcome:
    """The same by what the receipt says, which must be true of one unclaimed purchase and no other.

    A member who does so often waits for somebody to look at it.
    """
    return under_key(
        program, key, account_id, lambda: _by_receipt(program, receipt, account_id, manner), manner.wait_max
    )


def _by_receipt(program: LoadedProgram, receipt: Receipt, account_id: int, manner: Manner) -> Outcome:
    found = orders.guest_sales_at(program.id, receipt.store, receipt.day, receipt.number)
    paid = [one for one in found if sum(tender.amount for tender in one.purchase.tenders) == receipt.total]
    free = [one for one in paid if _owner(one) is None]
    if paid and not free:
        return _refused("already_claimed")
    if len(free) != 1:
        return Outcome("refused", refusal=Refusal("no_single_purchase", {"found": len(free)}))
    sale = orders.guest_sale(free[0].order_key, "FOR UPDATE") or free[0]
    command = msgspec.structs.replace(_command(program, sale), manual=True)
    asked = Request(command, account_id=account_id, reference=sale.receipt)
    now = clock.read()
    if orders.manual_claims(account_id, now - BY_HAND_WITHIN) >= BY_HAND_MAX:
        if refusal := _refusal(program, sale, now):
            return Outcome("refused", refusal=refusal)
        return _set_aside(program, asked, manner, now)
    return _claim(program, sale, asked, manner)


def _claim(program: LoadedProgram, sale: GuestSale, asked: Request, manner: Manner) -> Outcome:
    if refusal := _refusal(program, sale, clock.read()):
        return Outcome("refused", refusal=refusal)
    outcome = apply(program, [asked], manner)[0]
    if outcome.status == "done":
        orders.stop_waiting([one.id for one in orders.waiting_for(program.id, [sale.order_key])])
    return outcome


def _command(program: LoadedProgram, sale: GuestSale) -> ClaimPurchase:
    refunds = tuple(one.command.refund for one in orders.waiting_for(program.id, [sale.order_key]))
    return ClaimPurchase(sale.purchase, sale.order_key.hex(), refunds)


def _refusal(program: LoadedProgram, sale: GuestSale, now: int) -> Refusal | None:
    if _owner(sale) is not None:
        return Refusal("already_claimed")
    compiled = program.current(now)
    ended = deadline(sale.purchase.event_at, compiled.claim_window, compiled.zone)
    return Refusal("claim_too_late", {"ended": ended}) if ended <= now else None


def _owner(sale: GuestSale) -> int | None:
    return keys.accepted([sale.order_key])[sale.order_key].account_id


def _set_aside(program: LoadedProgram, asked: Request, manner: Manner, now: int) -> Outcome:
    assert isinstance(asked.command, ClaimPurchase)
    kept = reviews.put(
        program.id,
        Aside(
            key=keys.keyed_hash(program.key, "manual claim", asked.command.order_key, str(asked.account_id)),
            kind="manual_claim",
            reason="claims_often",
            command=asked.command,
            account_id=asked.account_id,
            member=None,
            reference=asked.reference,
            received_at=now,
            actor=manner.actor,
            channel=manner.channel,
        ),
    )
    return _refused("rejected_in_review") if kept.state == "rejected" else Outcome("review")


def _refused(code: Code) -> Outcome:
    return Outcome("refused", refusal=Refusal(code))

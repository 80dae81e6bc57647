"""A purchase looked up by what stands on its receipt: what was bought, whose it is, what came back."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from setia.services.stamping import order_key
from setia.storage import keys
from setia.storage.history import load_past
from setia.storage.keys import Accepted
from setia.storage.models import Member
from setia.storage.orders import guest_sale
from setia.storage.programs import LoadedProgram


class LookedUp(Struct, frozen=True):
    """A purchase as its newest version has it."""

    purchase: Purchase
    refunds: tuple[Refund, ...]
    account_id: int | None
    """Of whose it is now; None: a guest's."""
    member: str
    """Public id; empty: a guest's."""
    seq: int | None
    """Its number in the member's history, by which it is explained; None: a guest's."""


def purchase(program: LoadedProgram, source: str, receipt: str) -> LookedUp | None:
    """The purchase that this source knows by this receipt; None if there is none."""
    key = order_key(program.key, source, receipt)
    known = keys.accepted([key]).get(key)
    bought, refunds = content(key, known) if known is not None else (None, ())
    if known is None or bought is None:
        return None
    member = Member.objects.filter(account_id=known.account_id or 0).values_list("public_id", flat=True).first() or ""
    seq = known.seq if known.booked_in is not None else None
    return LookedUp(bought, refunds, known.booked_in, member, seq)


def content(key: bytes, known: Accepted) -> tuple[Purchase | None, tuple[Refund, ...]]:
    """The newest version of what is on record under a key, and what came back of it."""
    if known.booked_in is None:
        sale = guest_sale(key)
        return (sale.purchase if sale is not None else None), ()
    past = load_past(known.booked_in, known.seq or 0)
    return (past.purchase, past.refunds) if past is not None else (None, ())

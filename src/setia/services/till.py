"""What somebody at the counter names, found: the purchase of a receipt, the wallet of a hold or a redemption."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.purchase import Purchase, from_bytes
from setia.storage import keys
from setia.storage import models as stored
from setia.storage.history import load_past
from setia.storage.programs import LoadedProgram


class Found(Struct, frozen=True):
    """A purchase that was recorded, and where."""

    purchase: Purchase
    seq: int
    """The transaction that recorded it; 0 for a guest's."""
    public_id: str
    """The member in whose history it is; empty for a guest's."""
    merged_into: str
    """The member into whom that one has been merged since, who has what it earned; empty for nobody."""


def find_purchase(program: LoadedProgram, source: str, receipt: str) -> Found | None:
    """The purchase that a source numbered so; None if there is none."""
    key = keys.keyed_hash(program.key, "purchase", source, receipt)
    accepted = keys.accepted([key]).get(key)
    if accepted is None or accepted.purchase_id is None:
        return None
    body = stored.Purchase.objects.values_list("body", flat=True).get(id=accepted.purchase_id)
    member = stored.Member.objects.filter(account_id=accepted.booked_in or 0).first()
    moved = accepted.booked_in != accepted.account_id
    owner = stored.Member.objects.filter(account_id=accepted.account_id or 0).first() if moved else None
    return Found(
        purchase=from_bytes(bytes(body)),
        seq=accepted.seq or 0,
        public_id=member.public_id if member else "",
        merged_into=owner.public_id if owner else "",
    )


def wallet_of(account_id: int, seq: int) -> str:
    """The wallet that a hold or a redemption took from; empty if there is no such transaction."""
    past = load_past(account_id, seq)
    return past.entries[0].wallet if past and past.entries else ""

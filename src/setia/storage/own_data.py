"""What is stored of one account beyond its page: lots, movements and purchases, all of them (ledger 4.13)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.entries import Entry
from setia.engine.ledger.lots import Lot
from setia.engine.purchase import Purchase, from_bytes
from setia.storage.loading import LOT_COLUMNS
from setia.storage.streaming import fetch


class OwnMovement(Struct, frozen=True):
    """One transaction, with what other systems call it and what somebody wrote about it."""

    entries: tuple[Entry, ...]
    seq: int
    kind: str
    reason: str
    effective_at: int
    recorded_at: int
    channel: str
    why: str
    reference: str
    note: str


class OwnPurchase(Struct, frozen=True):
    """One purchase with its lines."""

    seq: int
    """The transaction that recorded it."""
    receipt: str
    purchase: Purchase


def lots_of(account_id: int) -> list[Lot]:
    """Every lot of an account, open or not, in order of number."""
    rows = fetch(f"SELECT {LOT_COLUMNS} FROM lot WHERE account_id = %s ORDER BY no", [account_id])
    return [Lot(*columns) for _, *columns in rows]


def movements_of(account_id: int) -> list[OwnMovement]:
    """Every transaction of an account, in order."""
    entries: dict[int, list[Entry]] = {}
    for seq, *columns in fetch(
        "SELECT t.seq, e.wallet_type, e.from_account, e.to_account, e.amount, e.lot_no FROM ledger_transaction t"
        " JOIN ledger_entry e ON e.transaction_id = t.id WHERE t.account_id = %s ORDER BY t.seq, e.n",
        [account_id],
    ):
        entries.setdefault(seq, []).append(Entry(*columns))
    rows = fetch(
        "SELECT t.seq, t.kind, t.reason, t.effective_at, t.recorded_at, t.channel, t.why,"
        " coalesce(r.reference, x.reference, ''), coalesce(x.note, '') FROM ledger_transaction t"
        " LEFT JOIN transaction_text x ON x.account_id = t.account_id AND x.seq = t.seq"
        " LEFT JOIN journal j ON j.account_id = t.account_id AND j.known_as = t.seq"
        " LEFT JOIN purchase_reference r ON r.purchase_id = j.purchase_id"
        " WHERE t.account_id = %s ORDER BY t.seq",
        [account_id],
    )
    return [OwnMovement(tuple(entries.get(row[0], ())), *row) for row in rows]


def purchases_of(account_id: int) -> list[OwnPurchase]:
    """Every purchase of an account with its receipt number, in the order in which they were recorded."""
    rows = fetch(
        "SELECT j.known_as, r.reference, p.body FROM journal j JOIN purchase p ON p.id = j.purchase_id"
        " LEFT JOIN purchase_reference r ON r.purchase_id = p.id WHERE j.account_id = %s ORDER BY j.seq",
        [account_id],
    )
    return [OwnPurchase(seq, receipt or "", from_bytes(bytes(body))) for seq, receipt, body in rows]

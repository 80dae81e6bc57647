"""All that is stored of one person, as rows: what he has a right to see (ledger 4.13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from setia.engine.ledger.lots import Lot
from setia.engine.purchase import Purchase, from_bytes
from setia.storage.keys import placeholders
from setia.storage.loading import all_lots
from setia.storage.streaming import fetch


class OwnEntry(Struct, frozen=True):
    """Units moved between two accounts."""

    wallet: str
    source: str
    target: str
    amount: int
    lot: int


class OwnTransaction(Struct, frozen=True):
    """One movement, with what people and other systems said about it."""

    seq: int
    kind: str
    reason: str
    effective_at: int
    recorded_at: int
    channel: str
    why: str
    reference: str
    note: str
    entries: tuple[OwnEntry, ...]


class OwnPurchase(Struct, frozen=True):
    """One purchase with its lines."""

    seq: int
    receipt: str
    purchase: Purchase


def lots_of(account_ids: Sequence[int]) -> dict[int, list[Lot]]:
    """Every lot, open or not, by account and in order of number."""
    return {account_id: [lot for _, lot in sorted(lots.items())] for account_id, lots in all_lots(account_ids).items()}


def transactions_of(account_id: int) -> list[OwnTransaction]:
    """Every transaction of an account, in order."""
    entries: dict[int, list[OwnEntry]] = {}
    for seq, *columns in fetch(
        "SELECT t.seq, e.wallet_type, e.from_account, e.to_account, e.amount, e.lot_no FROM ledger_transaction t"
        " JOIN ledger_entry e ON e.transaction_id = t.id WHERE t.account_id = %s ORDER BY t.seq, e.n",
        [account_id],
    ):
        entries.setdefault(seq, []).append(OwnEntry(*columns))
    rows = fetch(
        "SELECT t.seq, t.kind, t.reason, t.effective_at, t.recorded_at, t.channel, t.why, x.reference, x.note"
        " FROM ledger_transaction t LEFT JOIN transaction_text x ON x.account_id = t.account_id AND x.seq = t.seq"
        " WHERE t.account_id = %s ORDER BY t.seq",
        [account_id],
    )
    return [_transaction(row, entries.get(row[0], [])) for row in rows]


def purchases_of(account_id: int) -> list[OwnPurchase]:
    """Every purchase of an account with its receipt number, in the order in which they were recorded."""
    rows = fetch(
        "SELECT j.seq, r.reference, p.body FROM journal j JOIN purchase p ON p.id = j.purchase_id"
        " LEFT JOIN purchase_reference r ON r.purchase_id = p.id WHERE j.account_id = %s ORDER BY j.seq",
        [account_id],
    )
    return [OwnPurchase(seq, receipt or "", from_bytes(bytes(body))) for seq, receipt, body in rows]


def _transaction(row: tuple[Any, ...], entries: list[OwnEntry]) -> OwnTransaction:
    *told, reference, note = row
    return OwnTransaction(*told, reference or "", note or "", tuple(entries))

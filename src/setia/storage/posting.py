"""Posting: the only INSERT into journal, transactions, entries, lots and purchases; multi-row, once per batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection
from msgspec import Struct

from setia.engine.ledger import progress
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account, Counter
from setia.storage import aliases, besides, freezes
from setia.storage.appending import AppendedRows, Posting
from setia.storage.loading import LOT_COLUMNS, WALLET_COLUMNS
from setia.storage.rows import insert, next_ids, update, upsert


class Beside(Struct, frozen=True):
    """What changed besides units."""

    counters: dict[int, dict[Counter, int]] = {}
    rewards: dict[int, dict[int, Issued]] = {}
    attributes: dict[int, dict[str, str]] = {}
    budgets: dict[str, int] = {}
    stock: dict[str, int] = {}
    codes: list[tuple[str, str]] = []


class Batch(Struct, frozen=True):
    """Everything that one database transaction writes."""

    program_id: int
    postings: list[Posting]
    accounts: dict[int, Account]
    """Accounts as they now stand, those that changed."""
    lots: dict[int, dict[int, Lot]]
    """Lots opened or moved, by account and number, as they now stand."""
    found: dict[int, Account]
    """Accounts as they were found, without their lots: what is new or has changed is what they had not."""
    holds: dict[int, dict[int, Hold]] = {}
    """Holds made or ended, by account and sequence number, as they now stand."""
    aliases: dict[int, int | None] = {}
    """Accounts merged away, with the one that each was merged into; None for one that is its own again."""
    beside: Beside = Beside()


def post(batch: Batch) -> list[int]:
    """Write all of a batch but its place in the log. Returns the ids of its transactions, which `move_log` takes."""
    transaction_id = iter(next_ids("ledger_transaction", sum([len(one.transactions) for one in batch.postings])))
    purchase_id = iter(next_ids("purchase", sum([one.purchase is not None for one in batch.postings])))
    rows = AppendedRows()
    for posting in batch.postings:
        last_id = None
        for transaction in posting.transactions:
            last_id = next(transaction_id)
            rows.add_transaction(last_id, posting, transaction)
        stored_as = next(purchase_id) if posting.purchase else None
        if posting.purchase and stored_as is not None:
            rows.add_purchase(stored_as, batch.program_id, posting, posting.purchase)
        if last_id is not None:
            rows.add_journal(last_id, batch.program_id, posting, stored_as)
    rows.insert()
    _save_lots(batch)
    _save_holds(batch.holds)
    _save_accounts(batch.accounts, batch.found)
    _save_beside(batch)
    freezes.part(batch.aliases)
    aliases.save(batch.aliases)
    return rows.transaction_ids


MOVED = "pending, free, held, spent, expired, reversed, transferred, debt_repaid, is_open, expires_at"
"""What of a lot can change, in the order of `_save_lots`."""


def _save_lots(batch: Batch) -> None:
    opened: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    for account_id, lots in batch.lots.items():
        before = batch.found[account_id].lot_count
        for lot in lots.values():
            if lot.no > before:
                opened.append((account_id, *msgspec.structs.astuple(lot), lot.is_open()))
                continue
            parts = (lot.pending, lot.free, lot.held, lot.spent, lot.expired, lot.reversed, lot.transferred)
            now = (lot.debt_repaid, lot.is_open(), lot.expires_at)
            moved.append((*parts, *now, account_id, lot.no))
    insert("lot", f"{LOT_COLUMNS}, is_open", opened)
    update("lot", MOVED, "account_id, no", moved)


def _save_beside(batch: Batch) -> None:
    beside = batch.beside
    besides.save_counters(beside.counters)
    besides.save_rewards(beside.rewards)
    besides.save_attributes(beside.attributes)
    if beside.budgets or beside.stock or beside.codes:
        besides.charge(batch.program_id, beside.budgets, beside.stock, beside.codes)


def _save_holds(holds: dict[int, dict[int, Hold]]) -> None:
    rows = [
        (account_id, one.seq, one.wallet, one.reference, one.created_at, one.ends_at, one.state, one.captured)
        for account_id, of_account in holds.items()
        for one in of_account.values()
    ]
    columns = "account_id, seq, wallet_type, reference, created_at, ends_at, state, captured"
    upsert("hold", columns, "account_id, seq", rows, "ends_at, state, captured")


def _save_accounts(accounts: dict[int, Account], found: dict[int, Account]) -> None:
    heads = [
        (
            account.seq,
            account.head,
            account.lot_count,
            account.recorded_at,
            account.next_due_at,
            account.status,
            progress.to_json(account.progress),
            account_id,
        )
        for account_id, account in accounts.items()
    ]
    new: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    for account_id, account in accounts.items():
        before = found[account_id].wallets
        for wallet_type, wallet in account.wallets.items():
            if wallet_type not in before:
                new.append((account_id, wallet_type, *msgspec.structs.astuple(wallet)))
            elif wallet != before[wallet_type]:
                moved.append((*msgspec.structs.astuple(wallet), account_id, wallet_type))
    update("account", "seq, head_hash, lot_count, recorded_at, next_due_at, status, progress", "id", heads)
    update("wallet", WALLET_COLUMNS, "account_id, wallet_type", moved)
    insert("wallet", f"account_id, wallet_type, {WALLET_COLUMNS}", new)


def log_position() -> int:
    """How far the log has come, as far as this transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM log WHERE id = 1")
        position: int = cursor.fetchone()[0]
    return position


def move_log(transaction_ids: Sequence[int], *, historical: bool) -> int:
    """Take positions under the log's row lock, held only until the commit that follows at once.

    How far the log is then; 0 where nothing was written.
    """
    count = len(transaction_ids)
    if not count:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE log SET position = position + %s WHERE id = 1", [count])
    position = log_position()
    first = position - count + 1
    insert(
        "outbox",
        "position, transaction_id, historical",
        [(first + i, transaction_id, historical) for i, transaction_id in enumerate(transaction_ids)],
    )
    return position

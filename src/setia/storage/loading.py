"""Loading accounts for decisions: heads first, then the lots that the engine names. A fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from setia.engine.ledger.accounts import Account, Wallet
from setia.engine.ledger.lots import Lot
from setia.storage.keys import CHUNK, placeholders

LOT_COLUMNS = (
    "no, wallet_type, origin_seq, earned_at, active_at, expires_at, amount, program_version,"
    " pending, free, held, spent, expired, reversed, transferred, debt_repaid"
)


def lock_heads(account_ids: Iterable[int]) -> dict[int, Account]:
    """Lock accounts in order of id and load their heads and wallets, without lots.

    On SQLite the transaction already holds the only write lock.
    """
    return _heads(account_ids, "" if connection.vendor == "sqlite" else " FOR UPDATE")


def read_heads(account_ids: Iterable[int]) -> dict[int, Account]:
    """The same without a lock: for showing, never for deciding."""
    return _heads(account_ids, "")


def _heads(account_ids: Iterable[int], for_update: str) -> dict[int, Account]:
    ids = sorted(set(account_ids))
    wallets: dict[int, dict[str, Wallet]] = {}
    heads: dict[int, Account] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            marks = placeholders(part)
            cursor.execute(
                "SELECT id, status, seq, head_hash, lot_count, recorded_at, next_due_at FROM account"
                f" WHERE id IN ({marks}) ORDER BY id{for_update}",
                part,
            )
            rows = cursor.fetchall()
            cursor.execute(
                "SELECT account_id, wallet_type, pending, available, held, debt FROM wallet"
                f" WHERE account_id IN ({marks})",
                part,
            )
            for account_id, wallet_type, *buckets in cursor.fetchall():
                wallets.setdefault(account_id, {})[wallet_type] = Wallet(*buckets)
            for account_id, status, seq, head, lot_count, recorded_at, next_due_at in rows:
                heads[account_id] = Account(
                    head=bytes(head),
                    seq=seq,
                    lot_count=lot_count,
                    recorded_at=recorded_at,
                    next_due_at=next_due_at,
                    status=status,
                    wallets=wallets.get(account_id, {}),
                )
    return heads


def open_lots(account_ids: Iterable[int]) -> dict[int, dict[int, Lot]]:
    """All open lots of these accounts, by account and number."""
    ids = sorted(set(account_ids))
    lots: dict[int, dict[int, Lot]] = {account_id: {} for account_id in ids}
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            cursor.execute(
                f"SELECT account_id, {LOT_COLUMNS} FROM lot WHERE is_open AND account_id IN ({placeholders(part)})",
                part,
            )
            for account_id, *columns in cursor.fetchall():
                lots[account_id][columns[0]] = Lot(*columns)
    return lots


def accounts_due(program_id: int, horizon: int, after: int, limit: int) -> list[int]:
    """Ids of accounts with something due at or before `horizon`, in order of id, greater than `after`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM account WHERE program_id = %s AND next_due_at <= %s AND id > %s ORDER BY id LIMIT %s",
            [program_id, horizon, after, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def count_due(program_id: int, horizon: int) -> int:
    """How many accounts have something due at or before `horizon`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM account WHERE program_id = %s AND next_due_at <= %s", [program_id, horizon]
        )
        return int(cursor.fetchone()[0])

"""Invariants as queries: each selects what breaks it, as (account id, what, expected, found) (reliability 3.1)."""

from __future__ import annotations

from msgspec import Struct


class Invariant(Struct, frozen=True):
    """One thing that must hold, and the query that finds where it does not."""

    code: str
    name: str
    sql: str


_BUCKETS = ("pending", "available", "held", "debt")

_WALLET_SUMS = "".join(
    f", sum(CASE WHEN e.to_account = '{bucket}' THEN e.amount WHEN e.from_account = '{bucket}' THEN -e.amount"
    f" ELSE 0 END) AS {bucket}"
    for bucket in _BUCKETS
)

_LOT_PARTS = {
    "pending": ("pending",),
    "free": ("available",),
    "held": ("held",),
    "spent": ("redeemed",),
    "expired": ("expired",),
    "debt_repaid": ("debt",),
}

_LOT_SUMS = "".join(
    f", sum(CASE WHEN e.to_account = '{accounts[0]}' THEN e.amount WHEN e.from_account = '{accounts[0]}'"
    f" THEN -e.amount ELSE 0 END) AS {part}"
    for part, accounts in _LOT_PARTS.items()
)

INVARIANTS = (
    Invariant(
        "I1",
        "a transaction has entries unless it only records, and entries belong to a transaction",
        """
        SELECT t.account_id, 'transaction ' || t.seq, t.kind, count(e.n)
          FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id
         GROUP BY t.id, t.account_id, t.seq, t.kind
        HAVING (count(e.n) = 0) <> (t.kind = 'record') OR count(e.n) <> coalesce(max(e.n), 0)
         UNION ALL
        SELECT NULL, 'entry of transaction ' || e.transaction_id, 'a transaction', 0
          FROM ledger_entry e LEFT JOIN ledger_transaction t ON t.id = e.transaction_id
         WHERE t.id IS NULL
        """,
    ),
    Invariant(
        "I2",
        "a wallet is the sum of its entries",
        f"""
        WITH sums AS (
            SELECT t.account_id, e.wallet_type {_WALLET_SUMS}
              FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
             GROUP BY t.account_id, e.wallet_type)
        SELECT coalesce(w.account_id, s.account_id), 'wallet ' || coalesce(w.wallet_type, s.wallet_type),
               coalesce(s.pending, 0) || ' pending, ' || coalesce(s.available, 0) || ' available, '
                   || coalesce(s.held, 0) || ' held, ' || coalesce(-s.debt, 0) || ' debt',
               coalesce(w.pending, 0) || ' pending, ' || coalesce(w.available, 0) || ' available, '
                   || coalesce(w.held, 0) || ' held, ' || coalesce(w.debt, 0) || ' debt'
          FROM sums s FULL JOIN wallet w ON w.account_id = s.account_id AND w.wallet_type = s.wallet_type
         WHERE coalesce(w.pending, 0) <> coalesce(s.pending, 0) OR coalesce(w.available, 0) <> coalesce(s.available, 0)
            OR coalesce(w.held, 0) <> coalesce(s.held, 0) OR coalesce(w.debt, 0) <> coalesce(-s.debt, 0)
        """,
    ),
    Invariant(
        "I3",
        "a wallet is the sum of its lots",
        """
        WITH sums AS (
            SELECT account_id, wallet_type, sum(pending) AS pending, sum(free) AS free, sum(held) AS held
              FROM lot GROUP BY account_id, wallet_type)
        SELECT coalesce(w.account_id, s.account_id), 'wallet ' || coalesce(w.wallet_type, s.wallet_type),
               coalesce(s.pending, 0) || ' + ' || coalesce(s.free, 0) || ' + ' || coalesce(s.held, 0),
               coalesce(w.pending, 0) || ' + ' || coalesce(w.available, 0) || ' + ' || coalesce(w.held, 0)
          FROM sums s FULL JOIN wallet w ON w.account_id = s.account_id AND w.wallet_type = s.wallet_type
         WHERE coalesce(w.pending, 0) <> coalesce(s.pending, 0) OR coalesce(w.available, 0) <> coalesce(s.free, 0)
            OR coalesce(w.held, 0) <> coalesce(s.held, 0)
        """,
    ),
    Invariant(
        "I4",
        "a lot's parts are the sums of its entries, and add up to what was put in",
        f"""
        WITH sums AS (
            SELECT t.account_id, e.lot_no, min(e.wallet_type) AS wallet_type, max(e.wallet_type) AS other,
                   sum(CASE WHEN e.from_account IN ('issued', 'adjusted', 'opening', 'clearing')
                            THEN e.amount ELSE 0 END) AS amount {_LOT_SUMS}
              FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
             GROUP BY t.account_id, e.lot_no)
        SELECT coalesce(l.account_id, s.account_id), 'lot ' || coalesce(l.no, s.lot_no),
               coalesce(s.amount, 0) || ' = ' || coalesce(s.pending, 0) || ' + ' || coalesce(s.free, 0) || ' + '
                   || coalesce(s.held, 0) || ' + ' || coalesce(s.spent, 0) || ' + ' || coalesce(s.expired, 0),
               coalesce(l.amount, 0) || ' = ' || coalesce(l.pending, 0) || ' + ' || coalesce(l.free, 0) || ' + '
                   || coalesce(l.held, 0) || ' + ' || coalesce(l.spent, 0) || ' + ' || coalesce(l.expired, 0)
          FROM sums s FULL JOIN lot l ON l.account_id = s.account_id AND l.no = s.lot_no
         WHERE l.no IS NULL OR s.lot_no IS NULL OR l.amount <> s.amount OR l.pending <> s.pending OR l.free <> s.free
            OR l.held <> s.held OR l.spent <> s.spent OR l.expired <> s.expired OR l.debt_repaid <> s.debt_repaid
            OR l.amount <> l.pending + l.free + l.held + l.spent + l.expired + l.reversed + l.transferred
                           + l.debt_repaid
            OR l.wallet_type <> s.wallet_type OR s.other <> s.wallet_type
            OR l.is_open <> (l.pending + l.free + l.held > 0)
        """,
    ),
    Invariant(
        "I7",
        "nothing is available beside a debt",
        """
        SELECT account_id, 'wallet ' || wallet_type, 'no debt beside ' || available, debt
          FROM wallet WHERE available > 0 AND debt > 0 OR available < 0
        """,
    ),
    Invariant(
        "I8",
        "every natural key has its purchase and its transaction, and they have it",
        """
        SELECT k.account_id, 'natural key of purchase ' || k.purchase_id, 'a purchase', 0
          FROM natural_key k LEFT JOIN purchase p
            ON p.id = k.purchase_id AND p.order_key = k.key AND coalesce(p.account_id, 0) = coalesce(k.account_id, 0)
         WHERE k.purchase_id IS NOT NULL AND p.id IS NULL
         UNION ALL
        SELECT p.account_id, 'purchase ' || p.id, 'a natural key', 0
          FROM purchase p LEFT JOIN natural_key k ON k.key = p.order_key
         WHERE k.key IS NULL
         UNION ALL
        SELECT k.account_id, 'natural key of transaction ' || k.seq, 'a transaction', 0
          FROM natural_key k LEFT JOIN ledger_transaction t
            ON t.account_id = k.account_id AND t.seq = k.seq AND t.natural_key = k.key
         WHERE k.account_id IS NOT NULL AND t.id IS NULL
        """,
    ),
    Invariant(
        "I11",
        "every transaction has one event in the outbox, positions without a gap",
        """
        SELECT t.account_id, 'transaction ' || t.seq, 'an event', 0
          FROM ledger_transaction t LEFT JOIN outbox o ON o.transaction_id = t.id
         WHERE o.position IS NULL
         UNION ALL
        SELECT NULL, 'outbox of ' || count(*), CAST((SELECT position FROM log) AS text), coalesce(max(position), 0)
          FROM outbox
        HAVING coalesce(max(position), 0) <> (SELECT position FROM log) OR count(*) <> coalesce(max(position), 0)
        """,
    ),
    Invariant(
        "I13",
        "no cached deadline lies later than the first lot that falls due",
        """
        SELECT a.id, 'next due', min(CASE WHEN l.pending > 0 AND (l.expires_at IS NULL OR l.active_at < l.expires_at)
                                          THEN l.active_at ELSE l.expires_at END), max(a.next_due_at)
          FROM account a JOIN lot l ON l.account_id = a.id
         WHERE l.pending > 0 OR l.free > 0
         GROUP BY a.id
        HAVING coalesce(max(a.next_due_at), 9223372036854775807)
             > min(CASE WHEN l.pending > 0 AND (l.expires_at IS NULL OR l.active_at < l.expires_at)
                        THEN l.active_at ELSE coalesce(l.expires_at, 9223372036854775807) END)
        """,
    ),
)

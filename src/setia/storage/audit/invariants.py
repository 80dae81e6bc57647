"""Invariants as queries: each selects what breaks it, as (account id, what, expected, found) (reliability 3.1)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.lots import KEPT


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
    "reversed": ("issued", "adjusted", "opening"),
    "transferred": ("clearing",),
    "debt_repaid": ("debt",),
}

_SOURCES = "('issued', 'adjusted', 'opening', 'clearing')"
"""What comes from these into a lot is what the lot began with."""

_LOT_SUMS = "".join(
    f", sum(CASE WHEN e.to_account IN ({names}) THEN e.amount"
    f" WHEN e.from_account IN ({names}) AND e.from_account NOT IN {_SOURCES} THEN -e.amount ELSE 0 END) AS {part}"
    for part, accounts in _LOT_PARTS.items()
    for names in [", ".join(f"'{account}'" for account in accounts)]
)

INVARIANTS = (
    Invariant(
        "I1",
        "a transaction has entries unless it only records, and entries belong to a transaction",
        """
        SELECT t.account_id, 'transaction ' || t.seq, t.kind, count(e.n)
          FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id
         GROUP BY t.id, t.account_id, t.seq, t.kind
        HAVING (count(e.n) = 0) <> (t.kind IN ('record', 'hold_extend', 'redate', 'tier_change', 'reward'))
            OR count(e.n) <> coalesce(max(e.n), 0) OR coalesce(min(e.n), 1) <> 1
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
                   sum(CASE WHEN e.from_account IN {_SOURCES} THEN e.amount ELSE 0 END) AS amount {_LOT_SUMS}
              FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
             WHERE e.lot_no > 0
             GROUP BY t.account_id, e.lot_no)
        SELECT coalesce(l.account_id, s.account_id), 'lot ' || coalesce(l.no, s.lot_no),
               coalesce(s.amount, 0) || ' = ' || coalesce(s.pending, 0) || ' + ' || coalesce(s.free, 0) || ' + '
                   || coalesce(s.held, 0) || ' + ' || coalesce(s.spent, 0) || ' + ' || coalesce(s.expired, 0),
               coalesce(l.amount, 0) || ' = ' || coalesce(l.pending, 0) || ' + ' || coalesce(l.free, 0) || ' + '
                   || coalesce(l.held, 0) || ' + ' || coalesce(l.spent, 0) || ' + ' || coalesce(l.expired, 0)
          FROM sums s FULL JOIN lot l ON l.account_id = s.account_id AND l.no = s.lot_no
         WHERE l.no IS NULL OR s.lot_no IS NULL OR l.amount <> s.amount OR l.pending <> s.pending OR l.free <> s.free
            OR l.held <> s.held OR l.spent <> s.spent OR l.expired <> s.expired OR l.debt_repaid <> s.debt_repaid
            OR l.reversed <> s.reversed OR l.transferred <> s.transferred
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
        SELECT coalesce(p.account_id, k.account_id), 'natural key of purchase ' || k.purchase_id, 'a purchase', 0
          FROM natural_key k LEFT JOIN purchase p ON p.id = k.purchase_id AND (p.order_key = k.key OR p.version > 1)
         WHERE k.purchase_id IS NOT NULL
           AND (p.id IS NULL OR coalesce(p.account_id, 0) <> coalesce(k.account_id, 0)
                OR (k.account_id IS NULL) <> (k.seq IS NULL))
         UNION ALL
        SELECT p.account_id, 'purchase ' || p.id, 'a natural key', 0
          FROM purchase p LEFT JOIN natural_key k ON k.key = p.order_key
         WHERE k.key IS NULL
         UNION ALL
        SELECT k.account_id, 'natural key of transaction ' || k.seq, 'a transaction', 0
          FROM natural_key k LEFT JOIN journal j
            ON j.account_id = k.account_id AND j.known_as = k.seq AND j.natural_key = k.key
         WHERE k.account_id IS NOT NULL AND j.seq IS NULL
        """,
    ),
    Invariant(
        "I8",
        "every answer kept under an idempotency key is of a command that was decided",
        """
        SELECT k.account_id, 'idempotency key of ' || k.client, 'an answer', k.state
          FROM idempotency_key k WHERE k.state = 'claimed'
         UNION ALL
        SELECT k.account_id, 'idempotency key of ' || k.client, 'transaction ' || k.seq, 'no such transaction'
          FROM idempotency_key k LEFT JOIN journal j ON j.account_id = k.account_id AND j.known_as = k.seq
         WHERE k.seq > 0 AND j.seq IS NULL
        """,
    ),
    Invariant(
        "I8",
        "journal, transactions and accounts belong together",
        """
        SELECT j.account_id, 'journal ' || j.seq, 'a transaction', 0
          FROM journal j LEFT JOIN ledger_transaction t
            ON t.id = j.transaction_id AND t.account_id = j.account_id AND t.seq = j.seq
         WHERE t.id IS NULL
         UNION ALL
        SELECT t.account_id, 'transaction ' || t.seq, 'an account', 0
          FROM ledger_transaction t LEFT JOIN account a ON a.id = t.account_id
         WHERE a.id IS NULL
         UNION ALL
        SELECT a.id, 'alias', 'an account that is none itself', coalesce(a.alias_of, 0)
          FROM account a LEFT JOIN account o ON o.id = a.alias_of
         WHERE (a.alias_of IS NULL) <> (a.status <> 'merged')
            OR a.alias_of IS NOT NULL AND (o.id IS NULL OR o.alias_of IS NOT NULL OR o.id = a.id)
         UNION ALL
        SELECT a.id, 'owner', 'a member or a card', 0
          FROM account a LEFT JOIN member m ON m.account_id = a.id LEFT JOIN gift_card g ON g.account_id = a.id
         WHERE a.owner_kind <> CASE WHEN m.id IS NOT NULL THEN 'member' WHEN g.account_id IS NOT NULL THEN 'gift_card'
                                    ELSE a.owner_kind END
        """,
    ),
    Invariant(
        "I9",
        "a hold ends once, and what was held is what was captured, freed and expired",
        """
        WITH ends AS (
            SELECT t.account_id, t.origin_seq AS seq, count(DISTINCT t.seq) AS ends, max(t.kind) AS kind,
                   sum(e.amount) AS amount, sum(CASE WHEN e.to_account = 'redeemed' THEN e.amount ELSE 0 END) AS used
              FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
             WHERE t.kind IN ('capture', 'release', 'hold_expire')
             GROUP BY t.account_id, t.origin_seq),
        made AS (
            SELECT t.account_id, t.seq, sum(e.amount) AS amount, min(e.wallet_type) AS wallet_type
              FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
             WHERE t.kind = 'hold' GROUP BY t.account_id, t.seq)
        SELECT coalesce(m.account_id, h.account_id), 'hold ' || coalesce(m.seq, h.seq),
               coalesce(m.amount, 0) || ' ' || coalesce(x.kind, 'open'), coalesce(x.amount, 0) || ' ' || h.state
          FROM made m
          FULL JOIN hold h ON h.account_id = m.account_id AND h.seq = m.seq
          LEFT JOIN ends x ON x.account_id = m.account_id AND x.seq = m.seq
         WHERE h.seq IS NULL OR m.seq IS NULL OR h.wallet_type <> m.wallet_type
            OR (x.seq IS NULL) <> (h.state = 'open')
            OR x.ends <> 1 OR x.amount <> m.amount OR x.used <> h.captured
            OR h.state <> CASE x.kind WHEN 'capture' THEN 'captured' WHEN 'release' THEN 'released'
                                      WHEN 'hold_expire' THEN 'expired' ELSE 'open' END
        """,
    ),
    Invariant(
        "I10",
        "nothing is under way between accounts",
        """
        SELECT NULL, e.wallet_type || ' in clearing', 0,
               sum(CASE WHEN e.to_account = 'clearing' THEN e.amount ELSE -e.amount END)
          FROM ledger_entry e WHERE 'clearing' IN (e.from_account, e.to_account)
         GROUP BY e.wallet_type
        HAVING sum(CASE WHEN e.to_account = 'clearing' THEN e.amount ELSE -e.amount END) <> 0
        """,
    ),
    Invariant(
        "I11",
        "every transaction has one event in the outbox, in order of its account, positions without a gap",
        """
        SELECT t.account_id, 'transaction ' || t.seq, 'an event', 0
          FROM ledger_transaction t LEFT JOIN outbox o ON o.transaction_id = t.id
         WHERE o.position IS NULL OR o.position NOT BETWEEN 1 AND coalesce((SELECT position FROM log), 0)
            OR o.historical <> (t.channel = 'import')
         UNION ALL
        SELECT t.account_id, 'transaction ' || t.seq, 'a position after ' || b.position, o.position
          FROM ledger_transaction t JOIN outbox o ON o.transaction_id = t.id
          JOIN ledger_transaction p ON p.account_id = t.account_id AND p.seq = t.seq - 1
          JOIN outbox b ON b.transaction_id = p.id
         WHERE o.position <= b.position
         UNION ALL
        SELECT NULL, 'outbox of ' || count(*), coalesce(CAST((SELECT position FROM log) AS text), 'nothing'),
               coalesce(max(position), 0)
          FROM outbox
        HAVING coalesce(max(position), 0) <> coalesce((SELECT position FROM log), -1)
            OR count(*) <> coalesce(max(position), 0) OR coalesce(min(position), 1) <> 1
        """,
    ),
    Invariant(
        "I13",
        "no cached deadline lies later than the first thing that falls due",
        f"""
        SELECT a.id, 'wallet ' || w.wallet_type, w.idle_at, coalesce(a.next_due_at, 0)
          FROM account a JOIN wallet w ON w.account_id = a.id
         WHERE w.idle_at IS NOT NULL AND w.paused_at IS NULL AND EXISTS (
               SELECT 1 FROM lot l WHERE l.account_id = w.account_id AND l.wallet_type = w.wallet_type
                  AND l.pending + l.free > 0 AND coalesce(l.expires_at, 0) <> {KEPT})
           AND (a.next_due_at IS NULL OR a.next_due_at > w.idle_at)
         UNION ALL
        SELECT a.id, 'hold ' || h.seq, h.ends_at, coalesce(a.next_due_at, 0)
          FROM account a JOIN hold h ON h.account_id = a.id
         WHERE h.state = 'open' AND (a.next_due_at IS NULL OR a.next_due_at > h.ends_at)
         UNION ALL
        SELECT a.id, 'next due', min(CASE WHEN l.pending > 0 AND (l.ends_at IS NULL OR l.active_at < l.ends_at)
                                          THEN l.active_at ELSE l.ends_at END), max(a.next_due_at)
          FROM account a
          JOIN (SELECT o.account_id, o.pending, o.active_at,
                       CASE WHEN o.expires_at > w.paused_at OR o.expires_at = {KEPT} THEN NULL
                            ELSE o.expires_at END AS ends_at
                  FROM lot o
                  LEFT JOIN wallet w ON w.account_id = o.account_id AND w.wallet_type = o.wallet_type
                 WHERE o.pending > 0 OR o.free > 0) l ON l.account_id = a.id
         GROUP BY a.id
        HAVING coalesce(max(a.next_due_at), 9223372036854775807)
             > min(CASE WHEN l.pending > 0 AND (l.ends_at IS NULL OR l.active_at < l.ends_at)
                        THEN l.active_at ELSE coalesce(l.ends_at, 9223372036854775807) END)
        """,
    ),
)

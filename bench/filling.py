"""A ledger of any size for a bench: rows of other accounts, written by SQL, because deciding ten million takes hours.

They are plausible, and no more: their hashes follow from nothing, and no audit would pass. What is measured is done by
accounts of the bench's own, whose history the ledger wrote.
"""

from __future__ import annotations

from django.db import connection

from setia.engine.calendar import DAY
from setia.engine.purchase import Line, Purchase, Tender, canonical_bytes

FIRST_ACCOUNT = 1_000_000
"""Ids of the others begin here; those of the bench's own accounts are below."""
ENTRIES_EACH = 2
"""Entries of one transaction."""
TRANSACTIONS_EACH = 5
"""Transactions of one account, where nothing else is said."""
SINCE = 1_483_228_800_000_000
"""2017-01-01T00:00Z: purchases of the year that follows are spread evenly over it."""
STORES, AMOUNTS = 40, 9_000
"""So many stores took part, and so many amounts occur."""
BODY = canonical_bytes(Purchase("bench", SINCE, "USD", (Line(1, 40_00),), (Tender("card", 40_00),)))
"""What every purchase of the others says, whatever its row does: it is read for its source."""

_ACCOUNTS = (
    "INSERT INTO account (id, program_id, owner_kind, status, key, seq, head_hash, lot_count, recorded_at, progress)"
    " SELECT {base} + i, 1, 'member', 'open', {key}, {each}, {hash}, {each}, 1, '' FROM {numbers}",
    "INSERT INTO member (id, program_id, public_id, account_id, joined_at)"
    " SELECT {base} + i, 1, 'other_' || i, {base} + i, 1 FROM {numbers}",
    "INSERT INTO identifier (program_id, kind, key, member_id) SELECT 1, 'external', {key}, {base} + i FROM {numbers}",
    "INSERT INTO wallet (account_id, wallet_type, pending, available, held, debt)"
    " SELECT {base} + i, 'points', 0, 100, 0, 0 FROM {numbers}",
    "INSERT INTO counter (account_id, name, period, amount)"
    " SELECT {base} + i, 'tier:level:spend', '2018', 50000 FROM {numbers}",
)
_TRANSACTIONS = (
    "INSERT INTO ledger_transaction (id, account_id, seq, kind, reason, counterpart, redated, actor, channel, event_at,"
    " effective_at, recorded_at, program_version, natural_key, prev_hash, hash, why, changes)"
    " SELECT {base} + i, {account}, {seq}, 'earn', '', '', '', 'bench', 'import', i, i, i, 1, NULL, {hash}, {hash},"
    " 'verdicts that nobody reads', '' FROM {numbers}",
    "INSERT INTO ledger_entry (transaction_id, n, wallet_type, from_account, to_account, amount, lot_no)"
    " SELECT {base} + i, n.n, 'points', 'issued', 'available', 20, {seq}"
    " FROM {numbers}, (SELECT 1 AS n UNION ALL SELECT 2) n",
    "INSERT INTO journal (transaction_id, account_id, seq, known_as, kind, recorded_at, event_at, effective_at,"
    " horizon, actor, channel, natural_key, purchase_id, given)"
    " SELECT {base} + i, {account}, {seq}, {seq}, 'record_purchase', i, i, i, i, 'bench', 'import', NULL, {base} + i,"
    " '' FROM {numbers}",
    "INSERT INTO lot (account_id, no, wallet_type, origin_seq, earned_at, active_at, amount, program_version, funding,"
    " pending, free, held, spent, expired, reversed, transferred, debt_repaid, is_open)"
    " SELECT {account}, {seq}, 'points', {seq}, i, i, 40, 1, 'granted', 0, 40, 0, 0, 0, 0, 0, 0, {true} FROM {numbers}",
    "INSERT INTO purchase (id, program_id, order_key, version, account_id, store, status, currency, event_at,"
    " recorded_at, net, body) SELECT {base} + i, 1, {key}, 1, {account}, CAST(i % {stores} AS text),"
    " 'paid', 'USD', {since} + CAST(i AS bigint) * {step}, i, 1000 + i % {amounts}, {body}"
    " FROM {numbers}",
    "INSERT INTO purchase_reference (purchase_id, reference) SELECT {base} + i, 'receipt ' || i FROM {numbers}",
    "INSERT INTO natural_key (key, program_id, account_id, seq, purchase_id, digest, recorded_at)"
    " SELECT {key}, 1, {account}, {seq}, {base} + i, {hash}, i FROM {numbers}",
    "INSERT INTO outbox (position, transaction_id, historical) SELECT {base} + i, {base} + i, {true} FROM {numbers}",
)

_SQLITE = {
    "numbers": "(WITH RECURSIVE up(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM up WHERE i + 1 < {count})"
    " SELECT i FROM up)",
    "key": "randomblob(16)",
    "hash": "randomblob(32)",
    "true": "1",
    "body": f"x'{BODY.hex()}'",
}
_POSTGRESQL = {
    "numbers": "generate_series(0, {count} - 1) AS up(i)",
    "key": "decode(md5(random()::text || i), 'hex')",
    "hash": "sha256(int8send(i))",
    "true": "true",
    "body": f"'\\x{BODY.hex()}'::bytea",
}


def fill(entries: int, each: int = TRANSACTIONS_EACH) -> None:
    """Add so many entries of other accounts, `each` transactions to one, with all that belongs to them but names."""
    transactions = entries // ENTRIES_EACH
    accounts = transactions // each
    dialect = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    known = {
        **dialect,
        "base": FIRST_ACCOUNT,
        "each": each,
        "since": SINCE,
        "step": 365 * DAY // transactions,
        "stores": STORES,
        "amounts": AMOUNTS,
        "account": f"{FIRST_ACCOUNT} + i % {accounts}",
        "seq": f"i / {accounts} + 1",
    }
    with connection.cursor() as cursor:
        for statements, count in ((_ACCOUNTS, accounts), (_TRANSACTIONS, transactions)):
            numbers = dialect["numbers"].format(count=count)
            for one in statements:
                cursor.execute(one.format(**{**known, "numbers": numbers}))
        cursor.execute(f"UPDATE log SET position = {FIRST_ACCOUNT + transactions}")
        if connection.vendor == "postgresql":
            for name in ("ledger_transaction_ids", "purchase_ids"):
                cursor.execute(f"SELECT setval('{name}', {FIRST_ACCOUNT + transactions})")
            cursor.execute("ANALYZE")


def deepest() -> int:
    """Pages from the root to a leaf, of the deepest index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT max(length(path) - length(replace(path, '/', ''))) FROM dbstat"
                " WHERE pagetype <> 'overflow' AND name IN (SELECT name FROM sqlite_schema WHERE type = 'index')"
            )
            return int(cursor.fetchone()[0])
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute(
            "SELECT max((bt_metap(c.oid::regclass::text)).level) + 1 FROM pg_class c JOIN pg_am m ON m.oid = c.relam"
            " WHERE c.relkind = 'i' AND m.amname = 'btree' AND c.relnamespace = 'public'::regnamespace"
        )
        return int(cursor.fetchone()[0])

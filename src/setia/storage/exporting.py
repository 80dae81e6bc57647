"""Streaming ledger tables out as CSV, in constant memory: what the analytical copy is made of.

Run it inside `storage.snapshot`, so that all tables are of the same moment.
"""

from __future__ import annotations

import csv
import io
from typing import BinaryIO, Literal

from django.db import connection
from msgspec import Struct

ColumnKind = Literal["whole", "text", "digest"]
"""A number of 64 bits, empty for null; text, never null; bytes, written as lower-case hexadecimal."""

ROWS_AT_ONCE = 10_000


class Extract(Struct, frozen=True):
    """The columns of one table that leave the ledger. Nothing personal is among them."""

    name: str
    table: str
    columns: dict[str, ColumnKind]


class Head(Struct, frozen=True):
    """How far the ledger has come: a copy made at the same head is still true."""

    database: int
    """The instant at which the database was set up; tells one database from another."""
    position: int
    """Of the log."""
    purchase: int
    """The highest id; a guest's purchase is no transaction and does not move the log."""


# Whose a purchase is: who claimed it, or to whom it was moved, before who it was recorded for.
_PURCHASES = """
    (SELECT p.id, p.program_id, coalesce(o.account_id, p.account_id) AS account_id, p.order_key, p.version, p.store,
            p.status, p.currency, p.event_at, p.recorded_at, p.net
       FROM purchase p LEFT JOIN order_owner o ON o.order_key = p.order_key) purchase
"""

EXTRACTS = (
    Extract(
        "account",
        "account",
        {"id": "whole", "program_id": "whole", "owner_kind": "text", "status": "text", "alias_of": "whole"},
    ),
    Extract(
        "wallet", "wallet", {"account_id": "whole", "wallet_type": "text", "idle_at": "whole", "paused_at": "whole"}
    ),
    Extract("member", "member", {"account_id": "whole", "joined_at": "whole"}),
    Extract(
        "purchase",
        _PURCHASES,
        {
            "id": "whole",
            "program_id": "whole",
            "account_id": "whole",
            "order_key": "digest",
            "version": "whole",
            "store": "text",
            "status": "text",
            "currency": "text",
            "event_at": "whole",
            "recorded_at": "whole",
            "net": "whole",
        },
    ),
    Extract(
        "transaction",
        "ledger_transaction",
        {
            "id": "whole",
            "account_id": "whole",
            "seq": "whole",
            "kind": "text",
            "reason": "text",
            "channel": "text",
            "event_at": "whole",
            "effective_at": "whole",
            "recorded_at": "whole",
            "program_version": "whole",
        },
    ),
    Extract(
        "entry",
        "ledger_entry",
        {
            "transaction_id": "whole",
            "n": "whole",
            "wallet_type": "text",
            "from_account": "text",
            "to_account": "text",
            "amount": "whole",
            "lot_no": "whole",
        },
    ),
    Extract(
        "lot",
        "lot",
        {
            "account_id": "whole",
            "no": "whole",
            "wallet_type": "text",
            "earned_at": "whole",
            "active_at": "whole",
            "expires_at": "whole",
            "funding": "text",
            "amount": "whole",
            **dict.fromkeys(("pending", "free", "held", "spent", "expired"), "whole"),
            **dict.fromkeys(("reversed", "transferred", "debt_repaid"), "whole"),
        },
    ),
)


def head() -> Head:
    """Where the ledger stands now. Three reads of one row each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT created_at FROM deployment WHERE id = 1), (SELECT position FROM log WHERE id = 1),"
            " coalesce((SELECT max(id) FROM purchase), 0)"
        )
        return Head(*cursor.fetchone())


def write_csv(extract: Extract, target: BinaryIO) -> None:
    """All rows of one table to `target`: UTF-8, no header; null is an empty field, and so is an empty text."""
    query = f"SELECT {', '.join(_selected(*column) for column in extract.columns.items())} FROM {extract.table}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as stream:
                target.writelines(stream)
            return
        cursor.execute(query)
        text = io.TextIOWrapper(target, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            writer.writerows(rows)
        text.flush()
        text.detach()  # the file stays open for whoever opened it


def _selected(name: str, kind: ColumnKind) -> str:
    if kind != "digest":
        return name
    return f"lower(hex({name}))" if connection.vendor == "sqlite" else f"encode({name}, 'hex')"

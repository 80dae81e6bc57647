"""A hand that knows the ledger well: it puts tables back to how they were, so that the ledger agrees with itself."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Model

from setia.storage import immutability
from setia.storage.models import (
    Account,
    Entry,
    Hold,
    Identifier,
    Journal,
    Log,
    Lot,
    Member,
    NaturalKey,
    Outbox,
    PersonalData,
    Purchase,
    PurchaseReference,
    Transaction,
    TransactionText,
    Wallet,
)
from tests.storage.tables import Rows, columns, rows, run

ALTERED: tuple[type[Model], ...] = (
    Identifier,
    PersonalData,
    Member,
    Account,
    Wallet,
    Lot,
    Hold,
    Transaction,
    Entry,
    Journal,
    Outbox,
    Log,
    NaturalKey,
    Purchase,
    PurchaseReference,
    TransactionText,
)
"""Children before what they refer to, so that they can be emptied in this order."""


def photograph() -> Rows:
    """All of these tables as they are."""
    return {model._meta.db_table: rows(model) for model in ALTERED}


def put_back(photographed: Rows) -> None:
    """These tables as they were, caches, log and all; the guards are taken off and laid again."""
    with connection.cursor() as cursor:
        for table in immutability.APPEND_ONLY:
            for verb in ("update", "delete", "truncate"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}{on}")
    with transaction.atomic():
        for model in ALTERED:
            run(f"DELETE FROM {model._meta.db_table}")
        for model in reversed(ALTERED):
            for row in photographed[model._meta.db_table]:
                marks = ", ".join(["%s"] * len(row))
                run(f"INSERT INTO {model._meta.db_table} ({', '.join(columns(model))}) VALUES ({marks})", *row)
    immutability.lay(connection)

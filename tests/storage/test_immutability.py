"""History cannot be changed, and what guards it is checked (I15)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from setia.services.batch import Manner
from setia.services.erase_member import erase_member
from setia.services.record_consent import Statement, record_consent
from setia.storage import guards, immutability
from setia.storage.immutability import APPEND_ONLY
from setia.storage.reading import find_member
from tests.shop import Shop

CHANGES = {
    "journal": "UPDATE journal SET channel = 'other'",
    "ledger_transaction": "UPDATE ledger_transaction SET why = ''",
    "ledger_entry": "UPDATE ledger_entry SET amount = amount + 1",
    "purchase": "UPDATE purchase SET net = net + 1",
    "natural_key": "UPDATE natural_key SET program_id = program_id + 1",
    "program_version": "UPDATE program_version SET applied_by = 'nobody'",
    "program_forecast": "UPDATE program_forecast SET forecast = ''",
    "consent": "UPDATE consent SET decision = 'withdrawn'",
    "consent_text": "UPDATE consent_text SET text = 'other'",
    "audit_log": "UPDATE audit_log SET actor = 'nobody'",
    "erasure": "UPDATE erasure SET actor = 'nobody'",
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_of_history_can_be_neither_changed_nor_deleted(shop: Shop, table: str, tmp_path: Path) -> None:
    shop.buys("Aisyah", 1234)
    guards.add_forecast(shop.program.id, 1, "{}")
    aisyah = find_member(shop.program, "Aisyah")
    assert aisyah is not None
    record_consent(aisyah, Statement("profiling", "given", "self", "", "Ya.", "v1", "ms"), Manner("", "portal"))
    erase_member(shop.program, aisyah, Manner("office", "console"), tmp_path / "erased")
    for statement in (CHANGES[table], f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_row_of_history_cannot_be_replaced_or_overwritten(shop: Shop) -> None:
    shop.buys("Aisyah", 1234)
    upsert = (
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE true"
        " ON CONFLICT (transaction_id, n) DO UPDATE SET amount = 1"
    )
    statements = [upsert]
    if connection.vendor == "sqlite":
        statements.append("REPLACE INTO ledger_entry SELECT * FROM ledger_entry")
    else:
        statements.append("TRUNCATE ledger_entry")
    for statement in statements:
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_missing_trigger_is_named_and_laid_again(shop: Shop) -> None:
    assert immutability.missing(connection) == []
    on_table = "" if connection.vendor == "sqlite" else " ON journal"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER journal_refuses_delete{on_table}")
    assert immutability.missing(connection) == ["journal_refuses_delete"]
    with pytest.raises(immutability.HistoryUnguarded, match="journal_refuses_delete"):
        immutability.require(connection)
    immutability.lay(connection)
    assert immutability.missing(connection) == []

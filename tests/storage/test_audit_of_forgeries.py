"""The audit names rows that were taken away and rows that were put in, alone and with the caches patched to match."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from setia.engine.commands import PlaceHold
from setia.engine.ledger.entries import genesis
from setia.storage import clock
from setia.storage.audit.run import audit
from setia.storage.models import (
    Account,
    Entry,
    Identifier,
    Journal,
    Lot,
    Member,
    NaturalKey,
    Outbox,
    PersonalData,
    Purchase,
    PurchaseReference,
    Transaction,
    Wallet,
)
from tests.storage.lived_in import findings, live, past_the_guards
from tests.storage.tables import columns, dump, rows, run
from tests.storage.test_audit_of_alterations import LEDGER, Row, account_of, kinds_of

OF_AN_ACCOUNT: tuple[type[Model], ...] = (
    Account,
    Entry,
    Identifier,
    Journal,
    Lot,
    Member,
    NaturalKey,
    Outbox,
    PersonalData,
    Purchase,
    PurchaseReference,
    Transaction,
    Wallet,
)


def codes() -> set[str]:
    return {one.code for one in findings()}


def delete(model: type[Model], row: Row) -> None:
    key = [str(field.column) for field in model._meta.pk_fields]
    matches = " AND ".join(f"{column} = %s" for column in key)
    run(f"DELETE FROM {model._meta.db_table} WHERE {matches}", *(row[column] for column in key))


def insert(model: type[Model], row: Row) -> bool:
    """Put a row in; False if the database itself refuses it."""
    marks = ", ".join(["%s"] * len(row))
    try:
        with transaction.atomic():
            run(f"INSERT INTO {model._meta.db_table} ({', '.join(row)}) VALUES ({marks})", *row.values())
    except DatabaseError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("model", LEDGER, ids=[model._meta.db_table for model in LEDGER])
def test_a_row_that_was_taken_away_is_noticed_and_its_account_named(database: str, model: type[Model]) -> None:
    live()
    before = dump()
    faults = []
    for row in kinds_of(model):
        owner = account_of(model._meta.db_table, row)
        with past_the_guards(model):
            delete(model, row)
            owners = {one.account_id for one in findings()}
        if not owners or (owner is not None and owner not in owners):
            faults.append(f"account {owner} not named but {owners} without {row}"[:200])
    assert dump() == before
    assert not faults, "\n".join(faults)


def forgeries(model: type[Model]) -> list[Row]:
    """Rows like those that are there, under keys of their own: for the same account and for one that never was."""
    made = []
    for row in kinds_of(model)[:3]:
        for account_id in {row.get("account_id"), 999}:
            forged = dict(row)
            for field in model._meta.concrete_fields:
                if field.column in _own_keys(model):
                    forged[field.column] = _unused(model, field.column)
            if "account_id" in row:
                forged["account_id"] = account_id
            if forged not in made:
                made.append(forged)
    return made


def _own_keys(model: type[Model]) -> set[str]:
    """Columns that no two rows may share, the account apart."""
    unique = {str(field.column) for field in model._meta.concrete_fields if getattr(field, "unique", False)}
    keys = {str(field.column) for field in model._meta.pk_fields}
    also = {"seq", "order_key"} if model in (Journal, Transaction, Purchase) else set()
    return ((unique | keys | also) & set(columns(model))) - {"account_id", "pk"}


def _unused(model: type[Model], column: str) -> Any:
    largest = max(row[columns(model).index(column)] for row in rows(model))
    if isinstance(largest, bytes):
        return bytes(16)
    return largest + 1 if isinstance(largest, int) else largest + "x"


@pytest.mark.slow
@pytest.mark.parametrize("model", LEDGER, ids=[model._meta.db_table for model in LEDGER])
def test_a_row_that_was_put_in_is_noticed(database: str, model: type[Model]) -> None:
    live()
    before = dump()
    unnoticed = []
    for row in forgeries(model):
        with past_the_guards(model):
            if insert(model, row) and not codes():
                unnoticed.append(f"{row.get('kind', 'a row')} of account {row.get('account_id')}")
    assert dump() == before
    assert not unnoticed, "\n".join(unnoticed)


def test_the_last_transaction_cannot_be_undone_by_patching_every_cache_of_its_account(database: str) -> None:
    """All that the account itself says agrees again; the log still counts one more than there is."""
    shop = live()
    ((due,),) = run("SELECT next_due_at FROM account WHERE id = 1")
    shop.asks("Aisyah", PlaceHold(clock.read(), "points", 1, "order 10"))
    ((account_id, last, seq),) = run("SELECT account_id, id, seq FROM ledger_transaction ORDER BY id DESC LIMIT 1")
    with past_the_guards(*LEDGER, PurchaseReference):
        _undo(account_id, last, seq, due)
        assert codes() == {"I11"}
    assert findings() == []


def _undo(account_id: int, transaction_id: int, seq: int, due: int) -> None:
    """Take a hold's transaction away and make its account look as if it had never been."""
    ((kind, prev_hash),) = run("SELECT kind, prev_hash FROM ledger_transaction WHERE id = %s", transaction_id)
    assert kind == "hold", "the last thing that happened"
    for lot_no, amount in run("SELECT lot_no, amount FROM ledger_entry WHERE transaction_id = %s", transaction_id):
        run(
            "UPDATE lot SET held = held - %s, free = free + %s WHERE account_id = %s AND no = %s",
            *(amount, amount, account_id, lot_no),
        )
        run(
            "UPDATE wallet SET held = held - %s, available = available + %s"
            " WHERE account_id = %s AND wallet_type = 'points'",
            *(amount, amount, account_id),
        )
    for table in ("ledger_entry", "journal", "outbox"):
        run(f"DELETE FROM {table} WHERE transaction_id = %s", transaction_id)
    run("DELETE FROM hold WHERE account_id = %s AND seq = %s", account_id, seq)
    run("DELETE FROM ledger_transaction WHERE id = %s", transaction_id)
    run("UPDATE account SET seq = seq - 1, head_hash = %s, next_due_at = %s WHERE id = %s", prev_hash, due, account_id)


def test_an_account_that_was_taken_away_with_all_its_rows_is_missed(database: str) -> None:
    live()
    with past_the_guards(*OF_AN_ACCOUNT, *(model for model in LEDGER if model not in OF_AN_ACCOUNT)):
        _take_away(1)
        assert "I11" in codes()
    assert findings() == []


def _take_away(account_id: int) -> None:
    of_account = "(SELECT id FROM ledger_transaction WHERE account_id = %s)"
    for table in ("ledger_entry", "outbox"):
        run(f"DELETE FROM {table} WHERE transaction_id IN {of_account}", account_id)
    run(
        "DELETE FROM purchase_reference WHERE purchase_id IN (SELECT id FROM purchase WHERE account_id = %s)",
        account_id,
    )
    of_member = "(SELECT id FROM member WHERE account_id = %s)"
    for table in ("personal_data", "identifier"):
        run(f"DELETE FROM {table} WHERE member_id IN {of_member}", account_id)
    for table in ("journal", "ledger_transaction", "lot", "wallet", "hold", "purchase", "natural_key", "member"):
        run(f"DELETE FROM {table} WHERE account_id = %s", account_id)
    run("DELETE FROM account WHERE id = %s", account_id)


def test_an_account_that_was_swapped_for_a_fresh_one_is_noticed(database: str) -> None:
    """The debtor's trick: a new key, an empty chain, nothing owed; the old rows left behind."""
    live()
    key = b"fresh" + bytes(11)
    with past_the_guards(Account, Wallet, Lot):
        run(
            "UPDATE account SET key = %s, seq = 0, head_hash = %s, lot_count = 0, next_due_at = NULL WHERE id = 1",
            key,
            genesis(key),
        )
        run("DELETE FROM wallet WHERE account_id = 1")
        run("DELETE FROM lot WHERE account_id = 1")
        assert 1 in {one.account_id for one in findings()}
    assert findings() == []


def test_a_missing_guard_is_a_finding_though_every_row_is_sound(database: str) -> None:
    live()
    for table in ("journal", "purchase"):
        on_table = "" if database.startswith("sqlite") else f" ON {table}"
        run(f"DROP TRIGGER {table}_refuses_delete{on_table}")
    found = [finding for check in audit() for finding in check.findings]
    assert [(one.code, one.what) for one in found] == [
        ("I15", "journal_refuses_delete"),
        ("I15", "purchase_refuses_delete"),
    ]


@pytest.mark.usefixtures("sqlite_database")
def test_more_findings_than_are_shown_are_counted() -> None:
    live()
    with past_the_guards(Entry):
        run("DELETE FROM ledger_entry")
        found = findings()
    assert len({one.account_id for one in found}) >= 2

"""The audit names whatever one altered value breaks: every column of the ledger, on a row of every kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Field, Model

from setia.storage.models import (
    Account,
    Budget,
    Counter,
    Entry,
    Hold,
    IssuedReward,
    Journal,
    Log,
    Lot,
    NaturalKey,
    Outbox,
    Purchase,
    Stock,
    Transaction,
    Wallet,
)
from tests.storage.lived_in import alter, findings, live, other_values, past_the_guards
from tests.storage.tables import columns, dump, rows, run

LEDGER: tuple[type[Model], ...] = (
    Account,
    Budget,
    Counter,
    Entry,
    Hold,
    IssuedReward,
    Journal,
    Log,
    Lot,
    NaturalKey,
    Outbox,
    Purchase,
    Stock,
    Transaction,
    Wallet,
)

KIND = {
    "journal": "kind",
    "ledger_transaction": "kind",
    "hold": "state",
    "issued_reward": "state",
    "lot": "is_open",
    "ledger_entry": "to_account",
}
"""What tells kinds of rows apart; elsewhere it is whether the row has an account."""

HARMLESS: dict[str, str] = {}
"""Columns whose alteration the audit may pass over, and why: none so far."""

Row = dict[str, Any]


def kinds_of(model: type[Model]) -> list[Row]:
    """One row of every kind that the table holds; on PostgreSQL, where each audit takes longer, of two kinds."""
    found: dict[Any, Row] = {}
    for cells in rows(model):
        row = dict(zip(columns(model), cells, strict=True))
        found.setdefault(row[KIND[model._meta.db_table]] if model._meta.db_table in KIND else _owned(row), row)
    return list(found.values())[: 2 if connection.vendor == "postgresql" else None]


def _owned(row: Row) -> bool:
    return row.get("account_id") is not None


def account_of(table: str, row: Row) -> int | None:
    """Whose account a row belongs to."""
    if table == "account":
        return int(row["id"])
    if "account_id" in row:
        return None if row["account_id"] is None else int(row["account_id"])
    if "transaction_id" in row:
        return int(run("SELECT account_id FROM ledger_transaction WHERE id = %s", row["transaction_id"])[0][0])
    return None


def missed(model: type[Model], field: Field[Any, Any], row: Row) -> tuple[str, bool]:
    """What the audit makes of one altered value: '' or what is wrong with its answer; and whether it was tried."""
    table, column = model._meta.db_table, str(field.column)
    owner = account_of(table, row)
    with past_the_guards(model):
        value = next((one for one in other_values(field, row[column]) if alter(table, column, row, one)), row[column])
        if value == row[column]:
            return "", False
        found = findings()
    what = f"{table}.{column} {row[column]!r:.40} -> {value!r:.40} ({row.get('kind', '')})"
    if not found:
        return f"not noticed: {what}", True
    owners = {one.account_id for one in found}
    if owner is not None and owner not in owners:
        return f"account {owner} not named but {owners}: {what}", True
    return "", True


@pytest.mark.slow
@pytest.mark.parametrize("model", LEDGER, ids=[model._meta.db_table for model in LEDGER])
def test_every_altered_value_is_noticed_and_its_account_named(database: str, model: type[Model]) -> None:
    live()
    assert findings() == []
    before = dump()
    tried, refused, faults = 0, 0, []
    for row in kinds_of(model):
        for field in model._meta.concrete_fields:
            if not field.column or f"{model._meta.db_table}.{field.column}" in HARMLESS:
                continue
            fault, was_tried = missed(model, field, row)
            tried, refused = tried + was_tried, refused + (not was_tried)
            faults += [fault] if fault else []
    print(f"{model._meta.db_table}: {tried} values altered, {refused} refused by the database")  # noqa: T201
    assert dump() == before, "the shop was put back as it was"
    assert tried
    assert not faults, "\n".join([f"{len(faults)} of {tried}", *faults])


PARTS = ("pending", "free", "held", "spent", "expired", "reversed", "transferred", "debt_repaid")


def test_a_unit_that_wanders_from_one_part_of_a_lot_to_another_is_noticed(database: str) -> None:
    live()
    unnoticed = []
    for source in PARTS:
        for target in PARTS:
            found = run(f"SELECT account_id, no FROM lot WHERE {source} > 0 ORDER BY account_id, no LIMIT 1")
            if source == target or not found:
                continue
            with past_the_guards(Lot):
                moved = f"{source} = {source} - 1, {target} = {target} + 1"
                run(f"UPDATE lot SET {moved} WHERE account_id = %s AND no = %s", *found[0])
                if found[0][0] not in {one.account_id for one in findings()}:
                    unnoticed.append(f"{source} -> {target}")
    assert unnoticed == []
    assert findings() == []


def test_two_alterations_that_balance_are_noticed(database: str) -> None:
    """A point more in an entry, in its lot and in its wallet: the sums agree, the hash does not."""
    live()
    ((account_id, transaction_id, lot_no),) = run(
        "SELECT t.account_id, e.transaction_id, e.lot_no FROM ledger_entry e"
        " JOIN ledger_transaction t ON t.id = e.transaction_id"
        " WHERE e.from_account = 'issued' AND e.to_account = 'available' ORDER BY t.id DESC LIMIT 1"
    )
    with past_the_guards(Entry, Lot, Wallet):
        run("UPDATE ledger_entry SET amount = amount + 1 WHERE transaction_id = %s AND n = 1", transaction_id)
        run("UPDATE lot SET amount = amount + 1, free = free + 1 WHERE account_id = %s AND no = %s", account_id, lot_no)
        run("UPDATE wallet SET available = available + 1 WHERE account_id = %s AND wallet_type = 'points'", account_id)
        found = findings()
    assert {(one.code, one.account_id) for one in found} >= {("I12", account_id)}


def test_the_member_is_named_and_not_only_the_account(database: str) -> None:
    live()
    with past_the_guards(Wallet):
        run("UPDATE wallet SET available = available + 1 WHERE account_id = 1 AND wallet_type = 'points'")
        found = findings()
    ((public_id,),) = run("SELECT public_id FROM member WHERE account_id = 1")
    assert {one.member for one in found} == {public_id}
    assert {one.code for one in found} == {"I2", "I3", "I5"}

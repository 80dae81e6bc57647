"""One column means the same on both databases: whole numbers are whole, texts compare byte by byte."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from setia.engine.commands import Enrol
from setia.services.batch import Request, apply
from setia.storage import clock
from setia.storage.members import Known, find
from setia.storage.models import Member, Wallet
from setia.storage.programs import LoadedProgram
from tests.services.receipts import bought, take
from tests.shop import HISTORY, TILL, Shop
from tests.storage import tables
from tests.storage.tables import run

GUARDED = (
    "account",
    "journal",
    "ledger_entry",
    "ledger_transaction",
    "log",
    "lot",
    "member",
    "natural_key",
    "outbox",
    "purchase",
    "purchase_reference",
    "wallet",
)
"""Tables of the ledger: what they count must be whole numbers whoever wrote them."""

INTEGERS = [
    (model._meta.db_table, str(field.column), field.null)
    for model in tables.models()
    for field in model._meta.concrete_fields
    if isinstance(field, models.IntegerField) or isinstance(getattr(field, "target_field", None), models.IntegerField)
]


def lay_on_one_row(shop: Shop) -> None:
    """One row at least in every table of the ledger."""
    take(shop, bought("Aisyah", 1234, "R1"))


def test_the_schema_is_seen() -> None:
    guarded = [(table, column) for table, column, _ in INTEGERS if table in GUARDED]
    assert len(guarded) > 60
    assert {table for table, _ in guarded} == set(GUARDED)


WRONG: dict[str, Any] = {"text": "abc", "a number as text that is none": "1.5", "a fraction": 1.5, "bytes": b"1"}


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG.keys())
def test_sqlite_refuses_what_is_not_a_whole_number_in_every_integer_column(value: Any) -> None:
    lay_on_one_row(Shop())
    for (trigger,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        run(f"DROP TRIGGER {trigger}")
    assert [
        f"{table}.{column}" for table, column, _ in INTEGERS if table in GUARDED and keeps(table, column, value)
    ] == []


def keeps(table: str, column: str, value: Any) -> bool:
    """Whether a column can be made to hold a value."""
    return takes(f"UPDATE {table} SET {column} = %s", value)


def takes(statement: str, *parameters: Any) -> bool:
    """Whether the database carries a statement out."""
    try:
        with transaction.atomic():
            run(statement, *parameters)
    except DatabaseError:
        return False
    return True


@pytest.mark.usefixtures("sqlite_database")
def test_sqlite_keeps_a_whole_number_however_it_was_written() -> None:
    lay_on_one_row(Shop())
    for value in (7, 7.0, "7"):
        run("UPDATE wallet SET available = %s", value)
        assert run("SELECT available, typeof(available) FROM wallet") == [(7, "integer")]


def test_a_whole_number_of_64_bits_comes_back_as_it_was(shop: Shop) -> None:
    lay_on_one_row(shop)
    for value in (2**31, 2**53 + 1, 2**63 - 1, -(2**63)):
        run("UPDATE account SET next_due_at = %s", value)
        assert run("SELECT next_due_at FROM account") == [(value,)]


def test_a_missing_value_is_refused_where_there_must_be_one(shop: Shop) -> None:
    lay_on_one_row(shop)
    for table, column, null in INTEGERS:
        if table in ("wallet", "lot", "account", "outbox", "log") and not null:
            with pytest.raises(DatabaseError), transaction.atomic():
                run(f"UPDATE {table} SET {column} = NULL")


BOUNDS = {
    "a negative balance": "UPDATE wallet SET available = -1",
    "a negative debt": "UPDATE wallet SET debt = -1",
    "a debt beside something available": "UPDATE wallet SET debt = 1",
    "a lot whose parts do not add up": "UPDATE lot SET free = free + 1",
    "a lot with a negative part": "UPDATE lot SET free = free + 1, held = -1",
    "an account in no known state": "UPDATE account SET status = 'lost'",
    "a second wallet of one kind": "INSERT INTO wallet SELECT * FROM wallet",
    "a second lot of one number": "INSERT INTO lot SELECT * FROM lot",
    "an entry of nothing": (
        "INSERT INTO ledger_entry (transaction_id, n, wallet_type, from_account, to_account, amount, lot_no)"
        " SELECT transaction_id, n + 1, wallet_type, from_account, to_account, 0, lot_no FROM ledger_entry"
    ),
    "an entry beyond a million million": (
        "INSERT INTO ledger_entry (transaction_id, n, wallet_type, from_account, to_account, amount, lot_no)"
        " SELECT transaction_id, n + 1, wallet_type, from_account, to_account, 1000000000001, lot_no FROM ledger_entry"
    ),
    "an entry from an account to itself": (
        "INSERT INTO ledger_entry (transaction_id, n, wallet_type, from_account, to_account, amount, lot_no)"
        " SELECT transaction_id, n + 1, wallet_type, to_account, to_account, 1, lot_no FROM ledger_entry"
    ),
    "a second event for one transaction": (
        "INSERT INTO outbox (position, transaction_id, historical) SELECT 99, transaction_id, historical FROM outbox"
    ),
    "a second log": "INSERT INTO log (id, position) VALUES (2, 0)",
}


def test_the_database_itself_refuses_what_can_never_be(shop: Shop) -> None:
    lay_on_one_row(shop)
    before = tables.dump()
    assert [what for what, statement in BOUNDS.items() if takes(statement)] == []
    assert tables.dump() == before


KEYS = [
    (model._meta.db_table, field.column)
    for model in tables.models()
    for field in model._meta.concrete_fields
    if type(field).__name__ == "Key"
]


@pytest.mark.usefixtures("postgres_database")
def test_on_postgresql_every_key_compares_byte_by_byte() -> None:
    collations = {
        (table, column): collation
        for table, column, collation in run(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        )
    }
    assert len(KEYS) > 20
    assert {key: collations[key] for key in KEYS} == dict.fromkeys(KEYS, "C")


ORDER = ["", "A", "B", "Z", "a", "b", "z", "\u00e4", "\u0e01", "\ufb01", "\U0001f600"]


def test_keys_sort_and_differ_by_their_bytes(shop: Shop) -> None:
    lay_on_one_row(shop)
    ((account_id,),) = run("SELECT id FROM account")
    run("DELETE FROM wallet")
    for text in reversed(ORDER):
        Wallet.objects.create(account_id=account_id, wallet_type=text)
    assert [row[0] for row in run("SELECT wallet_type FROM wallet ORDER BY wallet_type")] == ORDER
    assert sorted(ORDER, key=str.encode) == ORDER


def test_members_whose_names_only_look_alike_are_different_people(shop: Shop) -> None:
    names = ["e\u0301", "\u00e9", "E\u0301", "\ufb01", "fi", "\uff21", "A", "a", "\u200ba", "a "]
    apply(shop.program, [bought(name, 100, f"R{n}") for n, name in enumerate(names)], HISTORY)
    assert Member.objects.count() == len(names)
    assert len(_found(shop.program, names)) == len(names)


def _found(program: LoadedProgram, names: list[str]) -> dict[bytes, int]:
    return find([Known("external", name).key(program.key) for name in names], program.id)


def join(shop: Shop, *known: Known) -> None:
    """Members join by these identifiers."""
    apply(shop.program, [Request(Enrol(clock.read()), one) for one in known], TILL)


def test_a_kind_and_a_value_cannot_run_into_each_other(shop: Shop) -> None:
    pairs = [Known("card", "phone1"), Known("cardphone", "1"), Known("card", 'phone","1'), Known('card","phone', "1")]
    join(shop, *pairs)
    assert Member.objects.count() == len(pairs)


def test_more_members_than_a_statement_has_parameters_are_found(shop: Shop) -> None:
    known = [Known("external", f"M{n}") for n in range(3)]
    join(shop, *known)
    strangers = [Known("external", f"S{n}").key(shop.program.key) for n in range(40_000)]
    keys = [one.key(shop.program.key) for one in known]
    assert find([*strangers, *keys], shop.program.id).keys() == set(keys)


def test_names_and_receipt_numbers_stand_in_the_open_only_where_they_can_be_erased(shop: Shop) -> None:
    take(shop, bought("aisyah@example.com", 1234, "RECEIPT-77"))
    readable = {
        table: repr(rows)
        for table, rows in tables.dump().items()
        if "aisyah" in repr(rows).lower() or "RECEIPT-77" in repr(rows)
    }
    assert set(readable) == {"personal_data", "purchase_reference"}

"""The hand of a superuser who has switched the guards off: it edits, takes away, puts in and exchanges rows."""

from __future__ import annotations

from random import Random
from typing import Any, Literal

from django.db import DatabaseError, connection, transaction
from django.db.models import BinaryField, BooleanField, Field, IntegerField, Model
from msgspec import Struct

from setia.storage import immutability
from tests.storage.lived_in import other_values
from tests.storage.tables import columns, models, rows, run

Row = dict[str, Any]
House = dict[str, list[Row]]
"""The rows of every table."""

Deed = Literal["edit", "delete", "insert", "exchange"]

TRIES = 100
"""Until a value is found that the database itself does not refuse."""


class Cell(Struct, frozen=True, order=True):
    """What to tamper with: a kind of deed on a table, or on one of its columns."""

    deed: Deed
    table: str
    column: str = ""
    """Of an edit or an exchange: what is altered; two rows exchange it."""

    @property
    def name(self) -> str:
        """As figures name it."""
        return f"{self.deed} {self.table}" + (f".{self.column}" if self.column else "")


class Done(Struct, frozen=True):
    """What was done."""

    cell: Cell
    touched: tuple[Row, ...]
    """The rows as they were; for one put in, as it is."""
    told: str


MODELS: dict[str, type[Model]] = {model._meta.db_table: model for model in models()}


def look() -> House:
    """Every row of the connected database, but for wallets that are empty: those say nothing."""
    house = {
        table: [dict(zip(columns(model), cells, strict=True)) for cells in rows(model)]
        for table, model in MODELS.items()
    }
    names = fields("wallet").keys() - set(key_of("wallet"))
    house["wallet"] = [row for row in house["wallet"] if any(row[name] for name in names)]
    return house


def switch_guards_off() -> None:
    """What refuses change of history, and what keeps references whole, until the audit wants the first again."""
    with transaction.atomic():
        for table in immutability.APPEND_ONLY:
            for verb in ("update", "delete", "truncate"):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                run(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}{on_table}")
    sqlite = ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF")
    for statement in sqlite if connection.vendor == "sqlite" else ("SET session_replication_role = replica",):
        run(statement)


def fields(table: str) -> dict[str, Field[Any, Any]]:
    """The columns of a table."""
    return {str(field.column): field for field in MODELS[table]._meta.concrete_fields if field.column}


def key_of(table: str) -> list[str]:
    """The columns of its primary key."""
    return [str(field.column) for field in MODELS[table]._meta.pk_fields]


def tamper(random: Random, cell: Cell, house: House) -> Done | None:
    """Do it to some row of the connected database; None if whatever is tried, the database refuses."""
    deeds = {"edit": _edit, "delete": _delete, "insert": _insert, "exchange": _exchange}
    for _ in range(TRIES):
        planned = deeds[cell.deed](random, cell, house)
        if planned is None:
            continue
        statements, touched, told = planned
        try:
            with transaction.atomic():
                for sql, parameters in statements:
                    run(sql, *parameters)
        except (DatabaseError, OverflowError):
            continue
        return Done(cell, touched, f"{cell.name}: {told}")
    return None


Planned = tuple[list[tuple[str, list[Any]]], tuple[Row, ...], str] | None


def _edit(random: Random, cell: Cell, house: House) -> Planned:
    row = random.choice(house[cell.table])
    before = row[cell.column]
    others = [other[cell.column] for other in house[cell.table]]
    after = _another(random, fields(cell.table)[cell.column], before, others)
    if after == before and type(after) is type(before):
        return None
    where, found_by = _where(cell.table, row)
    statement = (f"UPDATE {cell.table} SET {cell.column} = %s WHERE {where}", [after, *found_by])
    return [statement], (row,), f"{_identity(cell.table, row)}, {before!r:.60} -> {after!r:.60}"


def _delete(random: Random, cell: Cell, house: House) -> Planned:
    row = random.choice(house[cell.table])
    return [_deletion(cell.table, row)], (row,), _identity(cell.table, row)


def _insert(random: Random, cell: Cell, house: House) -> Planned:
    """A row like one that is there, under a key of its own, for the same account or another; or a little different."""
    row = dict(random.choice(house[cell.table]))
    unique = {name for name, field in fields(cell.table).items() if getattr(field, "unique", False)}
    own = unique | set(key_of(cell.table))
    for name in own | ({"seq"} & row.keys()):
        row[name] = _fresh(random, [other[name] for other in house[cell.table]])
    if "account_id" in row and row["account_id"] is not None and random.random() < 0.7:
        row["account_id"] = random.choice(house["account"])["id"]
        if "seq" in row:
            row["seq"] = 1 + max((one["seq"] for one in house[cell.table] if _same_account(one, row)), default=0)
    elif random.random() < 0.3:
        name = random.choice(sorted(row.keys() - own))
        row[name] = _another(random, fields(cell.table)[name], row[name], [other[name] for other in house[cell.table]])
    return [_insertion(cell.table, row)], (row,), _identity(cell.table, row)


def _same_account(one: Row, other: Row) -> bool:
    return bool(one["account_id"] == other["account_id"])


def _exchange(random: Random, cell: Cell, house: House) -> Planned:
    """Two rows, each with the other's value of one column."""
    if len(house[cell.table]) < 2:
        return None
    one, other = random.sample(house[cell.table], 2)
    if one[cell.column] == other[cell.column]:
        return None
    swapped = ({**one, cell.column: other[cell.column]}, {**other, cell.column: one[cell.column]})
    if one in swapped:  # nothing else tells the two apart
        return None
    statements = [_deletion(cell.table, row) for row in (one, other)]
    statements += [_insertion(cell.table, row) for row in swapped]
    return statements, (one, other), f"{_identity(cell.table, one)} with {_identity(cell.table, other)}"


def _another(random: Random, field: Field[Any, Any], value: Any, others: list[Any]) -> Any:
    """Some other value of the column's type: near, far, another row's, or nothing."""
    if field.null and value is not None and random.random() < 0.15:
        return None
    if random.random() < 0.4:
        return random.choice(random.choice((others, other_values(field, value))))
    if isinstance(field, BooleanField):
        return not value
    if isinstance(field, BinaryField) or isinstance(value, bytes):
        return _other_bytes(random, value or b"")
    if isinstance(value, int) or isinstance(field, IntegerField):
        return (value or 0) + random.choice((1, -1, 7, -60_000_000, 86_400_000_000, random.randint(-(10**9), 10**9)))
    return _other_text(random, str(value or ""))


def _other_bytes(random: Random, value: bytes) -> bytes:
    if not value or random.random() < 0.1:
        return value + bytes([random.randrange(256)])
    at = random.randrange(len(value))
    return value[:at] + bytes([value[at] ^ (1 << random.randrange(8))]) + value[at + 1 :]


def _other_text(random: Random, value: str) -> str:
    at = random.randint(0, len(value))
    other = random.choice(("x", " ", "0", value[at : at + 1].swapcase()))
    put_in, replaced = value[:at] + other + value[at:], value[:at] + other + value[at + 1 :]
    return random.choice((value + " ", put_in, replaced, value[1:], ""))


def _fresh(random: Random, taken: list[Any]) -> Any:
    largest = max(one for one in taken if one is not None)
    if isinstance(largest, bytes):
        return random.randbytes(len(largest))
    return largest + random.randint(1, 3) if isinstance(largest, int) else f"{largest}x"


def _deletion(table: str, row: Row) -> tuple[str, list[Any]]:
    where, found_by = _where(table, row)
    return f"DELETE FROM {table} WHERE {where}", found_by


def _insertion(table: str, row: Row) -> tuple[str, list[Any]]:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values())


def _where(table: str, row: Row) -> tuple[str, list[Any]]:
    key = key_of(table)
    return " AND ".join(f"{name} = %s" for name in key), [row[name] for name in key]


def _identity(table: str, row: Row) -> str:
    named = [*key_of(table), *(name for name in ("account_id", "seq", "kind") if name in row)]
    return ", ".join(f"{name} {row[name]!r:.20}" for name in dict.fromkeys(named))

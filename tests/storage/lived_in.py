"""A shop that has been lived in, with every kind of row in its ledger; and a hand that alters it past the guards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import BinaryField, BooleanField, Field, IntegerField, Model

from setia.engine.commands import Adjust, Capture, PlaceHold, RedeemReward, TransferOut, UseReward
from setia.engine.purchase import Tender
from setia.storage import clock, immutability
from setia.storage.audit.run import Finding, audit
from tests.services.receipts import bought, take
from tests.shop import Shop
from tests.storage.tables import columns, rows, run

DOCUMENT = """
format: 1
id: lived-in
name: {en: Lived in}
currency: USD
zone: America/Santiago
effective_from: 2017-03-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P3M}}
  - {id: stars, unit: {en: stars}, pending: P14D, expiry: {after: P2M, round_to: end_of_month}}
  - {id: stamps, unit: {en: stamps}, kind: stamps}
limits:
  - {id: monthly, every: month, units: 20}
  - {id: budget, every: year, units: 5000, per: program}
tiers:
  - id: status
    window: {kind: rolling, months: 2}
    lasts: {kind: duration, duration: P2M}
    levels: [{id: member}, {id: silver, qualify: [{measure: spend, at_least: 50.00}]}]
rewards:
  - {id: coffee, valid_for: P1M}
  - {id: mug, stock: 5, prices: [{amount: 2}]}
conversions:
  - {id: card, wallet: stamps, choices: [{amount: 2, reward: coffee}]}
rules:
  - id: base
    effects:
      - {kind: points_per_amount, points: 1, per: 1}
      - {kind: points_per_amount, wallet: stars, points: 2, per: 5, rounding: up}
  - {id: stamp, limits: [monthly, budget], effects: [{kind: stamps, wallet: stamps}]}
"""

CASH = (Tender("cash", 5000),)


def live() -> Shop:
    """Half a year with two members and a guest: whatever a ledger can hold by now, it holds."""
    if connection.vendor == "sqlite":
        run("PRAGMA synchronous=OFF")  # what follows alters rows some hundred times, and need not outlive a power cut
    shop = Shop(DOCUMENT)
    take(shop, bought("Aisyah", 5000, "A1", store="KLCC"), bought("Budi", 1234, "B1"), bought(None, 700, "G1"))
    returned = take(shop, bought("Aisyah", 2500, "A2"))[0]
    shop.day_is("2018-02-01")
    shop.redeems("Aisyah", 20)
    shop.returns("Aisyah", returned, 500)
    shop.asks("Budi", Adjust(clock.read(), "points", 5, "goodwill"))
    held = shop.asks("Aisyah", PlaceHold(clock.read(), "points", 10, "order 7"))
    shop.asks("Aisyah", Capture(clock.read(), held.seq, 4))
    shop.asks("Aisyah", PlaceHold(clock.read(), "points", 3, "order 8"))
    shop.asks("Aisyah", TransferOut(clock.read(), "points", 2, "", "gift"), "Budi")
    take(shop, bought("Budi", 0, "B2"), bought("Aisyah", 900, "A3", status="open"), bought("Budi", 99, "B3"))
    shop.day_is("2018-05-01")
    take(shop, bought("Aisyah", 1000, "A4"), bought("Budi", 2000, "B4"), bought(None, 100, "G2"))
    shop.asks("Budi", PlaceHold(clock.read(), "points", 7, "order 9"))
    mug = shop.asks("Aisyah", RedeemReward(clock.read(), "mug"))
    shop.asks("Aisyah", UseReward(clock.read(), 2))
    assert mug.seq
    return shop


@contextmanager
def past_the_guards(*models: type[Model]) -> Iterator[None]:
    """Without these tables' triggers, and at the end with them again and with these tables as they were."""
    before = {model: rows(model) for model in models}
    guarded = [table for table in immutability.APPEND_ONLY if table in {model._meta.db_table for model in models}]
    _drop_triggers(guarded)
    try:
        yield
    finally:
        _drop_triggers(guarded)
        _put_back(before)
        _lay_triggers()


def _put_back(before: dict[type[Model], list[tuple[Any, ...]]]) -> None:
    """In one transaction, at whose end foreign keys are checked."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in before:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        for model, kept in before.items():
            marks = ", ".join(["%s"] * len(columns(model)))
            listed = ", ".join(columns(model))
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({listed}) VALUES ({marks})", kept)


def _drop_triggers(tables: list[str]) -> None:
    with transaction.atomic():
        for table in tables:
            for verb in ("update", "delete", "truncate"):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                run(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}{on_table}")


def _lay_triggers() -> None:
    if immutability.missing(connection):
        with transaction.atomic():
            immutability.lay(connection)


def findings() -> list[Finding]:
    """What the audit says, with the guards in place as a careful forger leaves them."""
    _lay_triggers()
    return [finding for check in audit() for finding in check.findings]


def other_values(field: Field[Any, Any], value: Any) -> list[Any]:
    """Values of the field's type that are not this one, the likeliest to be taken first."""
    if value is None:
        return [b"x" * 16] if isinstance(field, BinaryField) else [1]
    none = [None] if field.null else []
    if isinstance(field, BooleanField):
        return [not value]
    if isinstance(value, int) or isinstance(field, IntegerField):
        return [value + 1, value - 1, value + 1_000, *none]
    if isinstance(value, bytes):
        return [bytes([value[0] ^ 1]) + value[1:], value[:-1], *none]
    known = ("closed", "household", "released", "captured", "expired", "open", "paid", "granted")
    return [value + "x", value[:-1], *(one for one in known if one != value), *none]


def alter(table: str, column: str, where: dict[str, Any], value: Any) -> bool:
    """Set one value of one row; False if the database itself refuses it."""
    matches = " AND ".join(f"{name} IS NOT DISTINCT FROM %s" for name in where)
    if connection.vendor == "sqlite":
        matches = " AND ".join(f"{name} IS %s" for name in where)
    try:
        with transaction.atomic():
            run(f"UPDATE {table} SET {column} = %s WHERE {matches}", value, *where.values())
    except DatabaseError:
        return False
    return True

"""A durable import beside inserting the same rows with nothing else done: same indexes, durability and batch size."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from bench.baskets import baskets
from bench.measuring import Figure
from bench.places import postgresql, program, sqlite
from setia.engine.commands import RecordPurchase
from setia.services.batch import Manner, Request, apply
from setia.services.foresight import foresight
from setia.storage.members import Known

COUNT, BATCH, MEMBERS, RUNS = 20_000, 1_000, 1_000, 3
RATIO_MIN = 0.30
WHY_THREE = "3: each fills two databases anew"
WRITTEN = (
    "account",
    "member",
    "identifier",
    "personal_data",
    "ledger_transaction",
    "ledger_entry",
    "purchase",
    "purchase_reference",
    "natural_key",
    "journal",
    "lot",
    "wallet",
    "counter",
    "issued_reward",
    "outbox",
)
Rows = dict[str, list[tuple[Any, ...]]]


def figures() -> list[Figure]:
    """Both databases."""
    return [
        *_measured("SQLite", sqlite, 10_000),
        *_measured("PostgreSQL", postgresql, 6_000),
    ]


def _measured(name: str, place: Callable[[], AbstractContextManager[str]], least: int) -> list[Figure]:
    imported, inserted = [], []
    for _ in range(RUNS):
        with place():
            imported.append(_import())
            rows = _rows()
        with place():
            inserted.append(_insert(rows))
    rate, floor = statistics.median(imported), statistics.median(inserted)
    load = f"load {os.getloadavg()[0]:.1f}"
    what = f"import: baskets of 10 lines into {name}, durable"
    return [
        Figure(what, rate, "/s", f">= {least:,}", rate >= least, load, WHY_THREE),
        Figure(
            f"{what}, beside inserting only",
            rate / floor,
            "",
            f">= {RATIO_MIN:.2f}",
            rate / floor >= RATIO_MIN,
            f"inserting only {floor:,.0f}/s",
            WHY_THREE,
        ),
    ]


def _import() -> float:
    """Baskets a second, as `setia import` takes them."""
    loaded = program()
    manner = Manner(actor="bench", channel="import", history=True, enrol=True)
    requests = [
        Request(RecordPurchase(one), Known("external", str(n * 7919 % MEMBERS)), reference=str(n))
        for n, one in enumerate(baskets(COUNT))
    ]
    with foresight(loaded, manner) as ahead:
        began = time.perf_counter()
        for start in range(0, COUNT, BATCH):
            apply(loaded, requests[start : start + BATCH], manner, ahead=ahead)
        return COUNT / (time.perf_counter() - began)


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"SELECT {', '.join(_columns(table))} FROM {table}")
            found[table] = cursor.fetchall()
    return found


def _insert(rows: Rows) -> float:
    """The same rows in the same number of transactions, with plain multi-row inserts."""
    program()
    batches = COUNT // BATCH
    began = time.perf_counter()
    for n in range(batches):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, all_rows in rows.items():
                part = all_rows[len(all_rows) * n // batches : len(all_rows) * (n + 1) // batches]
                columns = _columns(table)
                if part:
                    cursor.executemany(
                        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", part
                    )
    return COUNT / (time.perf_counter() - began)


def _columns(table: str) -> list[str]:
    models = {model._meta.db_table: model for model in apps.get_app_config("storage").get_models()}
    return [field.column for field in models[table]._meta.concrete_fields if field.column]

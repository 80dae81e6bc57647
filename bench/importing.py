"""A durable import beside inserting the same rows with nothing else done: same indexes, durability and batch size."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from bench.baskets import baskets
from bench.measuring import Figure
from bench.places import postgresql, program, sqlite
from setia.engine.commands import RecordPurchase
from setia.services.batch import Manner, Request, apply
from setia.services.carrying import Carried
from setia.services.foresight import foresight
from setia.services.import_purchases import BATCH
from setia.storage.members import Known
from setia.storage.rows import insert

COUNT, MEMBERS, RUNS = 20_000, 1_000, 3
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
AT_FIRST = frozenset({"account", "member", "identifier", "personal_data", "wallet"})
"""What the import's first batch writes too: all its members buy something in it."""

Rows = dict[str, list[tuple[Any, ...]]]
Measured = tuple[float, float, float]
"""Baskets a second; microseconds of process time a basket here, and in the process that decides ahead."""


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
    (rate, here, ahead), (floor, inserting, _) = _medians(imported), _medians(inserted)
    what = f"import: baskets of 10 lines into {name}, durable"
    return [
        Figure(
            what,
            rate,
            "/s",
            f">= {least:,}",
            rate >= least,
            f"load {os.getloadavg()[0]:.1f}; process time a basket {here:.0f} µs, and {ahead:.0f} µs decided ahead",
            WHY_THREE,
        ),
        Figure(
            f"{what}, beside inserting only",
            rate / floor,
            "",
            f">= {RATIO_MIN:.2f}",
            rate / floor >= RATIO_MIN,
            f"inserting only {floor:,.0f}/s, process time {inserting:.0f} µs",
            WHY_THREE,
        ),
    ]


def _medians(runs: list[Measured]) -> Measured:
    rate, here, ahead = (statistics.median(of) for of in zip(*runs, strict=True))
    return rate, here, ahead


def _import() -> Measured:
    """As `setia import` takes them."""
    loaded = program()
    manner = Manner(actor="bench", channel="import", history=True, enrol=True)
    requests = [
        Request(RecordPurchase(one), Known("external", str(n * 7919 % MEMBERS)), reference=str(n))
        for n, one in enumerate(baskets(COUNT))
    ]
    with _measuring() as told, foresight(loaded, manner) as ahead:
        carried = Carried(ahead)
        for start in range(0, COUNT, BATCH):
            apply(loaded, requests[start : start + BATCH], manner, carried=carried)
    return told[0]


@contextmanager
def _measuring() -> Iterator[list[Measured]]:
    """Fills its list in the end. The start of a process is in it, as it is in every import."""
    told: list[Measured] = []
    began, here, ahead = time.perf_counter(), time.process_time(), _of_children()
    yield told
    spent = time.perf_counter() - began
    each = 1_000_000 / COUNT
    told.append((COUNT / spent, (time.process_time() - here) * each, (_of_children() - ahead) * each))


def _of_children() -> float:
    """Process time in seconds of processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"SELECT {', '.join(_columns(table))} FROM {table}")
            found[table] = cursor.fetchall()
    return found


def _insert(rows: Rows) -> Measured:
    """The same rows in the same number of transactions, by the same statements: nothing is read or decided."""
    program()
    with _measuring() as told:
        for n in range(COUNT // BATCH):
            with transaction.atomic():
                for table, all_rows in rows.items():
                    if part := _part(table, all_rows, n):
                        insert(table, ", ".join(_columns(table)), part)
    return told[0]


def _part(table: str, rows: list[tuple[Any, ...]], batch: int) -> list[tuple[Any, ...]]:
    """The rows of one table that a batch inserts: its share, of members all at first."""
    if table in AT_FIRST:
        return [] if batch else rows
    return rows[len(rows) * batch * BATCH // COUNT : len(rows) * (batch + 1) * BATCH // COUNT]


def _columns(table: str) -> list[str]:
    models = {model._meta.db_table: model for model in apps.get_app_config("storage").get_models()}
    return [field.column for field in models[table]._meta.concrete_fields if field.column]

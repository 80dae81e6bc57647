"""Mistakes that the model check must find, made in the clients' processes only."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from random import shuffle

import msgspec

from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account
from setia.storage import loading

Known = Mapping[int, Account] | None

LATENCY = 0.02
"""Seconds between two statements of a mistake, as over a network: whoever reads too early reads earlier still."""


def no_row_lock() -> None:
    """Heads are read and not locked."""

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False, known: Known = None) -> dict[int, Account]:
        return loading.read_heads(account_ids)

    loading.lock_heads = lock_heads


def lock_after_read() -> None:
    """Heads are read, then locked, and then it is decided on what was read."""
    right = loading.lock_heads

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False, known: Known = None) -> dict[int, Account]:
        read = loading.read_heads(account_ids)
        time.sleep(LATENCY)
        return {id_: read[id_] for id_ in right(read, skip_busy=skip_busy)}

    loading.lock_heads = lock_heads


def sum_without_lock() -> None:
    """Whether enough is there is looked up before the account is locked."""
    right = loading.lock_heads

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False, known: Known = None) -> dict[int, Account]:
        read = loading.read_heads(account_ids)
        time.sleep(LATENCY)
        locked = right(read, skip_busy=skip_busy)
        return {id_: msgspec.structs.replace(head, wallets=read[id_].wallets) for id_, head in locked.items()}

    loading.lock_heads = lock_heads


def lots_without_lock() -> None:
    """Which lots there are is looked up before the account is locked."""
    right, right_lots = loading.lock_heads, loading.open_lots
    read: dict[int, dict[int, Lot]] = {}

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False, known: Known = None) -> dict[int, Account]:
        ids = [*account_ids]
        read.clear()
        read.update(right_lots(ids))
        time.sleep(LATENCY)
        return right(ids, skip_busy=skip_busy)

    def open_lots(account_ids: Iterable[int]) -> dict[int, dict[int, Lot]]:
        return {id_: read[id_] for id_ in account_ids if id_ in read}

    loading.lock_heads, loading.open_lots = lock_heads, open_lots


def locks_unsorted() -> None:
    """Accounts are locked one after the other, as they come."""
    right = loading.lock_heads

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False, known: Known = None) -> dict[int, Account]:
        ids = [*account_ids]
        shuffle(ids)
        heads: dict[int, Account] = {}
        for id_ in ids:
            heads.update(right([id_]))
        return heads

    loading.lock_heads = lock_heads


MUTANTS: dict[str, Callable[[], None]] = {
    "no row lock": no_row_lock,
    "lock after read": lock_after_read,
    "sum without lock": sum_without_lock,
    "lots without lock": lots_without_lock,
    "locks unsorted": locks_unsorted,
}


def make(mistake: str) -> None:
    """Make one of them, or none; that it goes wrong is told by the answers."""
    if mistake:
        MUTANTS[mistake]()
        for name in ("psycopg", "setia.batch"):
            logging.getLogger(name).setLevel(logging.CRITICAL)

"""Mistakes that the model must find, made in the clients' processes only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from setia.engine.ledger.state import Account
from setia.storage import loading


def no_row_lock() -> None:
    """Heads are read and not locked."""

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False) -> dict[int, Account]:
        return loading.read_heads(account_ids)

    loading.lock_heads = lock_heads
    _quietly()


def _quietly() -> None:
    """What goes wrong is told by the answers."""
    for name in ("psycopg", "setia.batch"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


MUTANTS: dict[str, Callable[[], None]] = {"": lambda: None, "no row lock": no_row_lock}

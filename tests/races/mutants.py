"""Mistakes that races must find, made in the racers' processes only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from setia.engine.commands import Capture, Command
from setia.engine.decide import VERBS
from setia.engine.decide.decision import Decision, Setting
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.stamping import Stamper
from setia.storage import loading

Known = Mapping[int, Account] | None


def no_lock() -> None:
    """Heads are read and not locked: two may decide on the same units."""

    def lock_heads(account_ids: Iterable[int], *, skip_busy: bool = False, known: Known = None) -> dict[int, Account]:
        return loading.read_heads(account_ids)

    loading.lock_heads = lock_heads
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of every statement after the one that failed


def too_late() -> None:
    """Lots end a microsecond after their end."""
    right = Stamper._horizon

    def horizon(self: Stamper, command: Command, account: Account | None) -> int:
        return right(self, command, account) - 1

    Stamper._horizon = horizon  # type: ignore[method-assign]  # that is the mistake


def no_grace() -> None:
    """A hold ends with its lots, though it has time left."""
    right = VERBS[Capture]

    def capture(account: Account, command: Capture, setting: Setting) -> Decision | Refusal:
        if any(lot.expires_at is not None and lot.expires_at <= setting.now for lot in account.lots.values()):
            return Refusal("hold_expired", {"hold": command.hold})
        return right(account, command, setting)

    VERBS[Capture] = capture


MUTANTS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "no lock": no_lock,
    "too late": too_late,
    "no grace": no_grace,
}

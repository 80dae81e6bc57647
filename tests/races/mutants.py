"""Mistakes that races must find, made in the racers' processes only."""

from __future__ import annotations

import logging
from collections.abc import Callable

from setia.engine.commands import Capture, Command
from setia.engine.decide import VERBS
from setia.engine.decide.decision import Decision, Setting
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.round import Round
from setia.storage import loading


def no_lock() -> None:
    """Heads are read and not locked: two may decide on the same units."""
    loading.lock_heads = loading.read_heads
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of every statement after the one that failed


def too_late() -> None:
    """Lots end a microsecond after their end."""
    right = Round._horizon

    def horizon(self: Round, command: Command) -> int:
        return right(self, command) - 1

    Round._horizon = horizon  # type: ignore[method-assign]  # that is the mistake


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

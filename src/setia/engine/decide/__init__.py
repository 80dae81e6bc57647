"""Decisions: one verb per file, each `(account, command, setting) -> Decision | Refusal`, and the table of verbs.

A decision never changes the account that it was given; it returns the account as it then is (design: gather, decide,
apply).
"""

from __future__ import annotations

from setia.engine.commands import Advance, Command, Enrol
from setia.engine.decide.advance import advance
from setia.engine.decide.decision import Decision, Setting
from setia.engine.decide.enrol import enrol
from setia.engine.decide.record_purchase import record_purchase
from setia.engine.ledger.accounts import Account
from setia.engine.ledger.book import OutOfRange
from setia.engine.refusals import Refusal

__all__ = ["Decision", "Setting", "decide", "needs_open_lots"]


def decide(account: Account, command: Command, setting: Setting) -> Decision | Refusal:
    """What a command does to an account, or why it may not."""
    try:
        if isinstance(command, Enrol):
            return enrol(account, command, setting)
        if isinstance(command, Advance):
            return advance(account, command, setting)
        return record_purchase(account, command, setting)
    except OutOfRange as fault:
        return Refusal("balance_out_of_range", {"wallet": str(fault)})


def needs_open_lots(account: Account, horizon: int) -> bool:
    """Whether a command that looks as far as `horizon` must see all open lots; a plain earn names none."""
    return account.next_due_at is not None and account.next_due_at <= horizon

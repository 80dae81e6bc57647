"""Advance: time has passed."""

from __future__ import annotations

from setia.engine.commands import Advance
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def advance(account: Account, command: Advance, setting: Setting) -> Decision | Refusal:
    """Book what has fallen due. Where nothing has, the decision is empty and nothing is written."""
    return conclude(open_book(account, setting))

"""Enrol: the first command of every account."""

from __future__ import annotations

from setia.engine.commands import Enrol
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def enrol(account: Account, command: Enrol, setting: Setting) -> Decision | Refusal:
    """Open the account's history. Moves nothing, so that a member who never buys still has a first page."""
    book = open_book(account, setting)
    effective_at = setting.stamp.effective_at
    book.beside.note(joined_at=effective_at)
    book.write("record", effective_at, setting.header())
    return conclude(book)

"""Redate: other ends for lots, after pauses and by extensions: the only way dates change (ledger 4.3a)."""

from __future__ import annotations

from setia.engine.commands import ExtendLots, PauseExpiry, ResumeExpiry
from setia.engine.decide.checks import account_and_amount
from setia.engine.decide.decision import Decision, Setting, conclude, open_book, unit_of
from setia.engine.ledger.pausing import open_lots, pause, resume
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def pause_expiry(account: Account, command: PauseExpiry, setting: Setting) -> Decision | Refusal:
    """Nothing ends from now on; what has ended already stays so."""
    if refusal := account_and_amount(account, setting, command.wallet, 1):
        return refusal
    book = open_book(account, setting)
    if book.wallet(command.wallet).paused_at is not None:
        return Refusal("already_paused", {"wallet": command.wallet})
    # From here it must succeed.
    at = setting.stamp.effective_at
    pause(book, command.wallet, at)
    book.write("redate", at, setting.header(reason=command.reason))
    return conclude(book)


def resume_expiry(account: Account, command: ResumeExpiry, setting: Setting) -> Decision | Refusal:
    """`restart`: no lot ends earlier than a full life from now. `resume`: each has the days that it had left.
    `keep`: what is there never ends.

    None of them shortens anything, nor revives what had ended before the pause.
    """
    if refusal := account_and_amount(account, setting, command.wallet, 1):
        return refusal
    found = unit_of(setting, command.wallet)
    book = open_book(account, setting)
    if book.wallet(command.wallet).paused_at is None or found is None:
        return Refusal("not_paused", {"wallet": command.wallet})
    # From here it must succeed.
    compiled, unit = found
    at = setting.stamp.effective_at
    resume(book, unit, (at, compiled.zone), command.on_leave)
    book.write("redate", at, setting.header(reason=command.reason))
    return conclude(book)


def extend_lots(account: Account, command: ExtendLots, setting: Setting) -> Decision | Refusal:
    """An extension never shortens; in a pause it lengthens what is left for afterwards."""
    if refusal := account_and_amount(account, setting, command.wallet, 1):
        return refusal
    # From here it must succeed.
    book = open_book(account, setting)
    for lot in open_lots(book, command.wallet):
        if lot.expires_at is not None and lot.expires_at < command.until:
            book.redate(lot.no, command.until)
    book.write("redate", setting.stamp.effective_at, setting.header(reason=command.reason))
    return conclude(book)

"""Redate: other ends for lots that are there, by pauses and extensions: the only way dates change (ledger 4.3a)."""

from __future__ import annotations

import msgspec

from setia.engine.calendar import DAY, Duration, deadline, local_date, start_of_day
from setia.engine.commands import ExtendLots, PauseExpiry, ResumeExpiry
from setia.engine.decide.checks import account_and_amount
from setia.engine.decide.decision import Decision, Setting, conclude, open_book, unit_of
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def pause_expiry(account: Account, command: PauseExpiry, setting: Setting) -> Decision | Refusal:
    """Lots keep the days that they have left; what has ended already stays so."""
    if refusal := account_and_amount(account, setting, command.wallet, 1):
        return refusal
    book = open_book(account, setting)
    wallet = book.wallet(command.wallet)
    if wallet.paused:
        return Refusal("already_paused", {"wallet": command.wallet})
    # From here it must succeed.
    found = unit_of(setting, command.wallet)
    zone = found[0].zone if found else "UTC"
    for lot in _open(book, command.wallet):
        if lot.expires_at is not None:
            book.redate(lot.no, None, days_between(setting.stamp.effective_at, lot.expires_at, zone))
    book.set_wallet(command.wallet, msgspec.structs.replace(wallet, paused=True, idle_at=None))
    book.write("redate", setting.stamp.effective_at, setting.header(closes=True, reason=command.reason))
    return conclude(book)


def resume_expiry(account: Account, command: ResumeExpiry, setting: Setting) -> Decision | Refusal:
    """`restart`: no lot ends earlier than a full life from now. `resume`: each has the days that it had left."""
    if refusal := account_and_amount(account, setting, command.wallet, 1):
        return refusal
    found = unit_of(setting, command.wallet)
    book = open_book(account, setting)
    wallet = book.wallet(command.wallet)
    if not wallet.paused or found is None:
        return Refusal("not_paused", {"wallet": command.wallet})
    # From here it must succeed.
    compiled, unit = found
    at = setting.stamp.effective_at
    for lot in _open(book, command.wallet):
        if lot.paused_days is None:
            continue
        if command.on_leave == "restart" and unit.life is not None:
            book.redate(lot.no, deadline(at, unit.life, compiled.zone, unit.round_to))
        else:
            # A day count names the first day after the last valid one, so one day less is the duration.
            left = Duration(0, max(lot.paused_days - 1, 0))
            book.redate(lot.no, deadline(at, left, compiled.zone))
    idle_at = deadline(at, unit.idle, compiled.zone) if unit.idle else None
    book.set_wallet(command.wallet, msgspec.structs.replace(wallet, paused=False, idle_at=idle_at))
    book.write("redate", at, setting.header(closes=True, reason=command.reason))
    return conclude(book)


def extend_lots(account: Account, command: ExtendLots, setting: Setting) -> Decision | Refusal:
    """An extension never shortens."""
    if refusal := account_and_amount(account, setting, command.wallet, 1):
        return refusal
    # From here it must succeed.
    book = open_book(account, setting)
    for lot in _open(book, command.wallet):
        if lot.expires_at is not None and lot.expires_at < command.until:
            book.redate(lot.no, command.until)
    book.write("redate", setting.stamp.effective_at, setting.header(closes=True, reason=command.reason))
    return conclude(book)


def days_between(at: int, expires_at: int, zone: str) -> int:
    """Days of life left: from the local day of `at` to the last that begins before the end, both included."""
    first, last = local_date(at, zone), local_date(expires_at, zone)
    whole = (start_of_day(last, "UTC") - start_of_day(first, "UTC")) // DAY
    return whole + 1 if start_of_day(last, zone) < expires_at else whole


def _open(book: Book, wallet: str) -> list[Lot]:
    return [lot for _, lot in sorted(book.lots.items()) if lot.wallet == wallet and lot.is_open()]

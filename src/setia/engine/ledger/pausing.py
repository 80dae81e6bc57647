"""Pauses of expiry: what they do to a wallet and its lots, whoever begins and ends them (ledger 4.3a).

In a pause every lot keeps its date, which does not end it; when it is over, each that it kept alive gets the date
that it then has. The caller writes the transaction that names both.
"""

from __future__ import annotations

import msgspec

from setia.engine.calendar import DAY, Duration, deadline, local_date, start_of_day
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import KEPT, Lot
from setia.engine.rules.wallet_type import OnLeave, Unit

Moment = tuple[int, str]
"""An instant, and the zone whose days count."""


def pause(book: Book, wallet: str, at: int) -> None:
    """Nothing ends from now on; what has ended already stays so."""
    if book.wallet(wallet).paused_at is None:
        book.set_wallet(wallet, msgspec.structs.replace(book.wallet(wallet), paused_at=at))


def resume(book: Book, unit: Unit, moment: Moment, on_leave: OnLeave) -> None:
    """`restart`: no lot ends earlier than a full life from now. `resume`: each has the days that it had left. `keep`:
    none ends at all.

    None of them shortens anything, nor revives what had ended before the pause.
    """
    at, zone = moment
    wallet = book.wallet(unit.id)
    if wallet.paused_at is None:
        return
    for lot in open_lots(book, unit.id):
        ends = lot.expires_at
        if ends == KEPT or lot.ends_by_date(wallet) is not None or (ends is None and on_leave != "keep"):
            continue
        if on_leave == "keep":
            later = KEPT
        elif on_leave == "restart" and unit.life is not None:
            later = max(ends or 0, deadline(at, unit.life, zone, unit.round_to))
        else:
            later = _gone_on(ends or 0, max(wallet.paused_at, lot.earned_at), moment)
        if later != ends:
            book.redate(lot.no, later)
    idle_at = max(deadline(at, unit.idle, zone), wallet.idle_at or 0) if unit.idle else None
    book.set_wallet(unit.id, msgspec.structs.replace(wallet, paused_at=None, idle_at=idle_at))


def end_after_pause(lot: Lot, wallet: Wallet, moment: Moment) -> int | None:
    """When a lot ends by its own date if its wallet's pause is over at an instant; None is never.

    It has the days that were left when the pause began, or all of them where it was earned in the pause.
    """
    ends = lot.expires_at
    if ends in (None, KEPT) or wallet.paused_at is None or lot.ends_by_date(wallet) is not None:
        return ends
    return _gone_on(ends, max(wallet.paused_at, lot.earned_at), moment)


def open_lots(book: Book, wallet: str) -> list[Lot]:
    """The loaded lots of a wallet that have something in them, in order of number."""
    return [lot for _, lot in sorted(book.lots.items()) if lot.wallet == wallet and lot.is_open()]


def _gone_on(ends: int, stopped_at: int, moment: Moment) -> int:
    """The end of what stood still from one instant until another; never earlier than it was."""
    at, zone = moment
    # A day count names the first day after the last valid one, so one day less is the duration.
    left = Duration(0, max(_days_between(stopped_at, ends, zone) - 1, 0))
    return max(ends, deadline(at, left, zone))


def _days_between(at: int, expires_at: int, zone: str) -> int:
    """Days of life left: from the local day of `at` to the last that begins before the end, both included."""
    first, last = local_date(at, zone), local_date(expires_at, zone)
    whole = (start_of_day(last, "UTC") - start_of_day(first, "UTC")) // DAY
    return whole + 1 if start_of_day(last, zone) < expires_at else whole

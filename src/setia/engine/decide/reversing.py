"""Reversing: take back units that an order earned, as far as the return policy goes (ledger 4.8)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.calendar import DAY
from setia.engine.commands import Cause
from setia.engine.decide.decision import Setting
from setia.engine.ledger.accounts import AccountName
from setia.engine.ledger.book import Book
from setia.engine.ledger.consume import take
from setia.engine.ledger.past import Past
from setia.engine.rules.compiled import Unit
from setia.engine.rules.wallet_type import ReturnPolicy

DEBT_WINDOW = 180 * DAY
"""What was earned in this long before a return bounds the debt that it may leave, where the program sets no limit."""


def debt_window(effective_at: int) -> int:
    """The first instant whose lots count."""
    return effective_at - DEBT_WINDOW


class Reversal(Struct, frozen=True):
    """What is to be taken back of one wallet."""

    past: Past
    """The order that earned it."""
    unit: Unit
    amount: int
    cause: Cause
    policy: ReturnPolicy
    reason: str = ""
    """What history says of it, where that is not the cause."""
    counterpart: str = ""
    """The other account of a move or a merge."""
    own: tuple[int, ...] | None = None
    """Lots to take from first, where they are not those that the order earned in this account."""
    target: AccountName = "issued"
    """Where to: `clearing` if another account was issued the units."""


class _Shortfall(Struct):
    """What could not be taken from the lots of the order itself, by what becomes of it."""

    others: int = 0
    debt: int = 0
    forgiven: int = 0
    elsewhere: int = 0
    """Due in the account that has everything since a merge."""


def reverse(book: Book, reversal: Reversal, setting: Setting) -> int:
    """Take an amount in the order of ledger 4.8. Returns how much of it the member lost or owes."""
    unit, left, target = reversal.unit, reversal.amount, reversal.target
    earned = [*reversal.past.entries, *(entry for _, entry in reversal.past.since)]  # an edit may have earned more
    issued = [entry.lot for entry in earned if entry.wallet == unit.id and entry.source == "issued"]
    # A lot that repaid debt was issued in two entries.
    own = list(dict.fromkeys(issued)) if reversal.own is None else list(reversal.own)
    left -= _from_own(book, own, "pending", (left, target))
    if reversal.policy != "only_pending":
        left -= _from_own(book, own, "available", (left, target))
    expired = _expired_of(book, own, left)
    short = _cover(book, reversal, left - sum(amount for _, amount in expired), setting)
    taken = sum(amount for _, amount in take(book, unit.id, short.others, target))
    if short.debt:
        book.move_without_lot(unit.id, "debt", target, short.debt)
    if short.elsewhere:
        book.move_without_lot(unit.id, "clearing", target, short.elsewhere)
    own_taken = reversal.amount - left
    header = {
        "origin_seq": reversal.past.seq,
        "reason": reversal.reason or reversal.cause,
        "counterpart": reversal.counterpart,
    }
    if own_taken or taken or short.debt or short.elsewhere:
        book.write("reverse_earn", setting.stamp.effective_at, setting.header(**header))
    for lot_no, amount in expired:
        book.move(lot_no, "expired", target, amount)
    if expired:
        book.write("breakage_correction", setting.stamp.effective_at, setting.header(**header))
    if short.forgiven:
        book.move_without_lot(unit.id, "adjusted", target, short.forgiven)
        book.write("forgive", setting.stamp.effective_at, setting.header(**header))
    return own_taken + taken + short.debt + short.elsewhere


def _from_own(book: Book, lots: list[int], bucket: str, due: tuple[int, AccountName]) -> int:
    left, target = due
    taken = 0
    for no in lots:
        lot = book.lots[no]
        part = min(left - taken, lot.pending if bucket == "pending" else lot.free)
        if part:
            book.move(no, "pending" if bucket == "pending" else "available", target, part)
            taken += part
    return taken


def _expired_of(book: Book, lots: list[int], left: int) -> list[tuple[int, int]]:
    """Units of its lots that had expired already: taking them back costs the member nothing."""
    found: list[tuple[int, int]] = []
    for no in lots:
        part = min(left, book.lots[no].expired)
        if part:
            found.append((no, part))
            left -= part
    return found


def _cover(book: Book, reversal: Reversal, left: int, setting: Setting) -> _Shortfall:
    """What becomes of units that the purchase's own lots no longer have, by policy and cause."""
    unit, short = reversal.unit, _Shortfall()
    if not left:
        return short
    if book.merged:
        return _Shortfall(elsewhere=left)
    if reversal.cause == "merchant" or reversal.policy == "only_pending":
        return _Shortfall(forgiven=left)
    free = sum(lot.free for lot in book.lots.values() if lot.wallet == unit.id and lot.funding == "granted")
    short.others = min(left, free)
    left -= short.others
    if reversal.policy == "debt":
        short.debt = min(left, _room_for_debt(book, unit, setting))
        left -= short.debt
    short.forgiven = left
    return short


def _room_for_debt(book: Book, unit: Unit, setting: Setting) -> int:
    if unit.debt_limit is not None:
        limit = unit.debt_limit
    else:
        since = debt_window(setting.stamp.effective_at)
        limit = sum(lot.amount for lot in book.lots.values() if lot.wallet == unit.id and lot.earned_at >= since)
    return max(limit - book.wallet(unit.id).debt, 0)

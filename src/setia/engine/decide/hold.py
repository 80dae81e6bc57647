"""Holds: set units aside, then use them, give them up, or let them live a little longer (ledger 4.5, 4.6)."""

from __future__ import annotations

import msgspec

from setia.engine.commands import Capture, ExtendHold, PlaceHold, Release
from setia.engine.decide.checks import account_and_amount, spendable
from setia.engine.decide.decision import Decision, Setting, conclude, open_book, open_for_activity
from setia.engine.decide.settling import convert
from setia.engine.ledger.book import Book
from setia.engine.ledger.consume import take
from setia.engine.ledger.dues import free_parts
from setia.engine.ledger.holds import TTL_MAX, Hold
from setia.engine.ledger.state import Account
from setia.engine.refusals import Code, Refusal

_ENDED: dict[str, Code] = {"captured": "hold_captured", "released": "hold_released", "expired": "hold_expired"}


def place_hold(account: Account, command: PlaceHold, setting: Setting) -> Decision | Refusal:
    """Allocate lots to a hold. There is no partial hold unless it was asked for."""
    if refusal := account_and_amount(account, setting, command.wallet, command.amount):
        return refusal
    if not 0 < command.ttl <= TTL_MAX:
        return Refusal("ttl_out_of_range", {"ttl": command.ttl, "max": TTL_MAX})
    book = open_book(account, setting)
    amount = command.amount
    if command.allow_partial:
        amount = max(1, min(amount, book.wallet(command.wallet).available))
    if refusal := spendable(book, command.wallet, amount):
        return refusal
    # From here it must succeed.
    created_at = setting.stamp.recorded_at
    parts = take(book, command.wallet, amount, "held")
    book.set_hold(Hold(book.seq, command.wallet, command.reference, created_at, created_at + command.ttl, parts))
    book.write("hold", setting.stamp.effective_at, setting.header())
    return conclude(book, {command.wallet: -amount})


def capture(account: Account, command: Capture, setting: Setting) -> Decision | Refusal:
    """Use held units in their order of allocation; the rest is freed in the same transaction.

    Units whose lot ended while they were held are used all the same: the member acted in time (ledger 4.6).
    """
    book, idle_from = open_for_activity(account, setting, "redeem")
    hold = _open(book, command.hold)
    if isinstance(hold, Refusal):
        return hold
    amount = hold.amount if command.amount is None else command.amount
    if not 0 < amount <= hold.amount:
        return Refusal("amount_out_of_range", {"wallet": hold.wallet, "amount": amount, "max": hold.amount})
    # From here it must succeed.
    left = amount
    for lot_no, held in hold.parts:
        part = min(left, held)
        if part:
            book.move(lot_no, "held", "redeemed", part)
        left -= part
    free_parts(book, hold, amount, setting.stamp.recorded_at)
    book.set_hold(msgspec.structs.replace(hold, state="captured", captured=amount))
    header = setting.header(origin_seq=hold.seq, idle_from=idle_from)
    done = book.write("capture", setting.stamp.effective_at, header)
    convert(book, setting)
    return conclude(book, {hold.wallet: hold.amount - amount}, known_as=done.seq)


def release(account: Account, command: Release, setting: Setting) -> Decision | Refusal:
    """Give all held units back; those whose lot has ended meanwhile expire."""
    book = open_book(account, setting)
    hold = _open(book, command.hold)
    if isinstance(hold, Refusal):
        return hold
    # From here it must succeed.
    free_parts(book, hold, 0, setting.stamp.recorded_at)
    book.set_hold(msgspec.structs.replace(hold, state="released"))
    done = book.write("release", setting.stamp.effective_at, setting.header(origin_seq=hold.seq))
    convert(book, setting)
    return conclude(book, {hold.wallet: hold.amount}, known_as=done.seq)


def extend_hold(account: Account, command: ExtendHold, setting: Setting) -> Decision | Refusal:
    """A new end, counted from now and capped from the hold's creation; it never comes earlier."""
    if not 0 < command.ttl <= TTL_MAX:
        return Refusal("ttl_out_of_range", {"ttl": command.ttl, "max": TTL_MAX})
    book = open_book(account, setting)
    hold = _open(book, command.hold)
    if isinstance(hold, Refusal):
        return hold
    # From here it must succeed.
    asked = min(setting.stamp.recorded_at + command.ttl, hold.created_at + TTL_MAX)
    book.set_hold(msgspec.structs.replace(hold, ends_at=max(hold.ends_at, asked)))
    book.write("hold_extend", setting.stamp.effective_at, setting.header(origin_seq=hold.seq))
    return conclude(book)


def _open(book: Book, seq: int) -> Hold | Refusal:
    hold = book.holds.get(seq)
    if hold is None:
        return Refusal("unknown_hold", {"hold": seq})
    if hold.state != "open":
        return Refusal(_ENDED[hold.state], {"hold": seq, "wallet": hold.wallet, "captured": hold.captured})
    return hold

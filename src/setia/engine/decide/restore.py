"""Restore: what points paid for came back, so give the points back, to the lots that they came from (ledger 4.7)."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.calendar import deadline
from setia.engine.commands import Cause, Restore
from setia.engine.decide.decision import Decision, Setting, conclude, new_lot, open_book, unit_of
from setia.engine.decide.settling import convert
from setia.engine.ledger.book import Book
from setia.engine.ledger.entries import Entry, Kind
from setia.engine.ledger.idle import keep_alive
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Past
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import NOTHING

REDEMPTIONS: frozenset[Kind] = frozenset({"redeem", "capture"})


def restore(account: Account, command: Restore, setting: Setting) -> Decision | Refusal:
    """Newest consumed first, and so what was owed before what was had.

    The merchant's fault gives every unit at least `make_whole` from now; otherwise `grace` may revive units that
    ended meanwhile, once for each redemption; without it they expire again.
    """
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.redemption)
    if past is None:
        return Refusal("unknown_transaction", {"transaction": command.redemption})
    if past.kind not in REDEMPTIONS:
        return Refusal("not_a_redemption", {"transaction": command.redemption})
    wallet = past.entries[0].wallet
    left = not_restored(past)
    most = sum(amount for _, amount in left)
    amount = most if command.amount is None else command.amount
    if not 0 < amount <= most:
        return Refusal("amount_out_of_range", {"wallet": wallet, "amount": amount, "max": most})
    found = unit_of(setting, wallet)
    if found is None:
        return Refusal("unknown_wallet", {"wallet": wallet})
    # From here it must succeed.
    book = open_book(account, setting)
    life = new_life(past, command.cause, setting)
    idle_from = stay_alive(book, wallet, life, setting)
    for entry, rest in left:
        part = min(amount, rest)
        amount -= part
        if part and entry.lot:
            give_back(book, entry, part, life, setting)
        elif part:
            _give_back_lent(book, new_lot(book, found, setting.stamp.recorded_at, setting), part, life)
    header = setting.header(origin_seq=past.seq, reason=command.cause, idle_from=idle_from)
    done = book.write("restore", setting.stamp.effective_at, header)
    convert(book, setting)
    back = sum(entry.amount for entry in done.entries if entry.target == "available")
    return conclude(book, {wallet: back}, known_as=done.seq)


class Life(Struct, frozen=True):
    """How long units live that come back too late."""

    ended_until: int | None
    """Units that have ended live until then; None: they have ended."""
    at_least_until: int | None
    """No unit ends before; None: each keeps its lot's end."""


def new_life(past: Past, cause: Cause, setting: Setting) -> Life:
    """The program's grace, once for each redemption; and the merchant makes whole, never for less than the grace."""
    found = unit_of(setting, past.entries[0].wallet)
    if found is None:
        return Life(None, None)
    compiled, unit = found
    recorded_at = setting.stamp.recorded_at
    used = any(kind == "restore" and entry.lot and entry.target == "clearing" for kind, entry in past.since)
    grace = None if used or unit.grace == NOTHING else deadline(recorded_at, unit.grace, compiled.zone)
    if cause != "merchant":
        return Life(grace, None)
    whole = deadline(recorded_at, unit.make_whole, compiled.zone)
    return Life(max(whole, grace or whole), whole)


def stay_alive(book: Book, wallet: str, life: Life, setting: Setting) -> int | None:
    """Idleness does not end either what must live at least so long. The instant at which its end was put off."""
    if life.at_least_until is None or not keep_alive(book, wallet, life.at_least_until):
        return None
    return setting.stamp.effective_at


def not_restored(past: Past) -> list[tuple[Entry, int]]:
    """The redemption's entries, newest consumed first, with what of each has not been given back."""
    back: dict[int, int] = {}
    for kind, entry in past.since:
        if kind == "restore" and entry.source == "redeemed":
            back[entry.lot] = back.get(entry.lot, 0) + entry.amount
    left: list[tuple[Entry, int]] = []
    for entry in reversed([entry for entry in past.entries if entry.target == "redeemed"]):
        gone = min(back.get(entry.lot, 0), entry.amount)
        back[entry.lot] = back.get(entry.lot, 0) - gone
        left.append((entry, entry.amount - gone))
    return left


def give_back(book: Book, entry: Entry, amount: int, life: Life, setting: Setting) -> None:
    lot = book.lots[entry.lot]
    now = setting.now
    ends = book.deadline(lot)
    # What does not end in a pause has a date for afterwards all the same.
    promised = lot.expires_at if ends is None else ends
    if ends is not None and ends <= now:
        if life.ended_until is None:
            book.move(entry.lot, "redeemed", "expired", amount)
        else:
            _into_new_lot(book, lot, amount, life.ended_until)
    elif promised is not None and life.at_least_until is not None and promised < life.at_least_until:
        _into_new_lot(book, lot, amount, life.at_least_until)
    else:
        book.credit(entry.lot, "redeemed", amount)


def _give_back_lent(book: Book, lot: Lot, amount: int, life: Life) -> None:
    """What had been lent is owed no more. Where it was repaid meanwhile, it comes back with a life of its own."""
    owed = min(amount, book.wallet(lot.wallet).debt)
    if owed:
        book.move_without_lot(lot.wallet, "redeemed", "debt", owed)
    if amount > owed:
        book.move_without_lot(lot.wallet, "redeemed", "clearing", amount - owed)
        ends = lot.expires_at
        if ends is not None and life.at_least_until is not None:
            ends = max(ends, life.at_least_until)
        fresh = book.open_lot(msgspec.structs.replace(lot, active_at=lot.earned_at, expires_at=ends))
        book.credit(fresh, "clearing", amount - owed)


def _into_new_lot(book: Book, lot: Lot, amount: int, expires_at: int) -> None:
    """The units change lots through `clearing`, which is 0 again at once."""
    book.move(lot.no, "redeemed", "clearing", amount)
    dates = (lot.earned_at, lot.active_at, expires_at)
    fresh = book.open_lot(Lot(0, lot.wallet, 0, *dates, 0, lot.program_version, lot.funding))
    book.credit(fresh, "clearing", amount)

"""Transfer: units go to another account with the dates that they have, through `clearing` (ledger 4.2).

One transaction in each account. The second half gets what the first sent as a command of its own, so that either
account's journal alone explains its ledger.
"""

from __future__ import annotations

from setia.engine.commands import Piece, TransferIn, TransferOut
from setia.engine.decide.checks import account_and_amount, spendable
from setia.engine.decide.decision import Decision, Parcel, Setting, conclude, open_book, open_for_activity, unit_of
from setia.engine.decide.settling import convert
from setia.engine.ledger.book import Book
from setia.engine.ledger.consume import take
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.pausing import end_after_pause
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def transfer_out(account: Account, command: TransferOut, setting: Setting) -> Decision | Refusal:
    """Take usable units in order of consumption and send them.

    Money stays with its owner: moving stored value between people may be regulated where the shop is (ledger 4.20).
    """
    if refusal := account_and_amount(account, setting, command.wallet, command.amount):
        return refusal
    found = unit_of(setting, command.wallet)
    if found is not None and found[1].kind == "money":
        return Refusal("money_transfer_off", {"wallet": command.wallet})
    book = open_book(account, setting)
    if refusal := spendable(book, command.wallet, command.amount):
        return refusal
    # From here it must succeed.
    parts = take(book, command.wallet, command.amount, "clearing")
    pieces = tuple(piece_of(book, part, setting) for part in parts)
    header = setting.header(counterpart=command.counterpart, reason=command.reason)
    book.write("transfer", setting.stamp.effective_at, header)
    return conclude(book, {command.wallet: -command.amount}, Parcel(pieces))


def transfer_in(account: Account, command: TransferIn, setting: Setting) -> Decision | Refusal:
    """Open a lot for every piece; debt is paid first."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    # From here it must succeed.
    book, idle_from = open_for_activity(account, setting, "earn")
    got = unpack(book, command.pieces, setting)
    told = {"counterpart": command.counterpart, "reason": command.reason, "idle_from": idle_from}
    done = book.write("transfer", setting.stamp.effective_at, setting.header(**told))
    convert(book, setting)
    return conclude(book, got, known_as=done.seq)


def piece_of(book: Book, part: tuple[int, int], setting: Setting, *, waits: bool = False) -> Piece:
    """Units of a lot, with the dates that they keep; what leaves a pause takes along the days that it had left.

    `part` is the lot and how many. What was released early does not wait again elsewhere.
    """
    lot_no, amount = part
    lot, version = book.lots[lot_no], setting.version
    zone = version.compiled.zone if version else "UTC"
    ends = end_after_pause(lot, book.wallet(lot.wallet), (setting.stamp.effective_at, zone))
    active_at = lot.active_at if waits else min(lot.active_at, setting.now)
    return Piece(lot.wallet, amount, lot.earned_at, active_at, ends, lot.funding)


def unpack(book: Book, pieces: tuple[Piece, ...], setting: Setting) -> dict[str, int]:
    """Open a lot for every piece, debt first. Returns what came, by wallet."""
    got: dict[str, int] = {}
    version = setting.number
    now = setting.now
    for piece in pieces:
        dates = (piece.earned_at, piece.active_at, piece.expires_at)
        no = book.open_lot(Lot(0, piece.wallet, 0, *dates, 0, version, piece.funding))
        if piece.active_at > now:
            book.move(no, "clearing", "pending", piece.amount)
        else:
            book.credit(no, "clearing", piece.amount)
        got[piece.wallet] = got.get(piece.wallet, 0) + piece.amount
    return got

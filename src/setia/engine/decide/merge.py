"""Merge: an account gives all that it has to another, and becomes its alias (ledger 4.12).

One transaction in each account, and those that follow where levels change or units become rewards.
"""

from __future__ import annotations

from setia.engine.commands import MergeIn, MergeOut, Piece
from setia.engine.decide.belongings import keep_levels, pack, take_over
from setia.engine.decide.decision import Decision, Parcel, Setting, conclude, open_book, open_for_activity
from setia.engine.decide.settling import settle
from setia.engine.decide.transfer import piece_of, unpack
from setia.engine.ledger.book import Book
from setia.engine.ledger.consume import take
from setia.engine.ledger.lots import in_order_of_consumption
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def merge_out(account: Account, command: MergeOut, setting: Setting) -> Decision | Refusal:
    """Send every open lot, every debt and all that was ever counted. Refused while a hold is open.

    Levels, badges and counters also stay as they are: they are what the account has if it is parted again.
    """
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    book = open_book(account, setting)
    if any(hold.state == "open" for hold in book.holds.values()):
        return Refusal("has_open_holds", {"holds": sum(hold.state == "open" for hold in book.holds.values())})
    if any(lot.waits_for_check for lot in book.lots.values()):
        return Refusal("being_checked")
    # From here it must succeed.
    pieces: list[Piece] = []
    for lot in in_order_of_consumption(lot for lot in book.lots.values() if lot.is_open()):
        for bucket, amount in (("pending", lot.pending), ("available", lot.free)):
            if amount:
                book.move(lot.no, "pending" if bucket == "pending" else "available", "clearing", amount)
                pieces.append(piece_of(book, (lot.no, amount), setting, waits=bucket == "pending"))
    debts = tuple((id_, debt) for id_ in sorted(account.wallets) if (debt := book.wallet(id_).debt))
    for id_, debt in debts:
        book.move_without_lot(id_, "clearing", "debt", debt)
    brought = pack(book)
    book.set_status("merged")
    book.beside.note(merged_away=book.seq)
    header = setting.header(counterpart=command.counterpart, reason=command.reason)
    book.write("merge" if pieces or debts else "record", setting.stamp.effective_at, header)
    return conclude(book, parcel=Parcel(tuple(pieces), debts, brought=brought))


def merge_in(account: Account, command: MergeIn, setting: Setting) -> Decision | Refusal:
    """Take over what the other account had: its debts first, then its lots, which repay them, then the rest."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    # From here it must succeed.
    book, idle_from = open_for_activity(account, setting, "earn")
    for id_, debt in command.debts:
        _owe(book, id_, debt)
    got = unpack(book, command.pieces, setting)
    merge = book.seq
    book.beside.note(merged={**book.beside.progress.merged, command.counterpart: merge})
    take_over(book, command.brought, setting)
    moved = bool(command.pieces or command.debts)
    told = {"counterpart": command.counterpart, "reason": command.reason, "idle_from": idle_from}
    at = setting.stamp.effective_at
    book.write("merge" if moved else "record", at, setting.header(**told))
    keep_levels(book, command.brought, setting, merge)
    settle(book, setting, (merge, at))
    return conclude(book, got, known_as=merge)


def _owe(book: Book, wallet: str, debt: int) -> None:
    """Another account's debt is paid from what this one has; the rest is owed here."""
    paid = sum(amount for _, amount in take(book, wallet, debt, "clearing"))
    if paid < debt:
        book.move_without_lot(wallet, "debt", "clearing", debt - paid)

"""Close: a member leaves; what he has not used is forfeited where everybody can see it (ledger 4.13)."""

from __future__ import annotations

from setia.engine.commands import Close
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.ledger.accounts import AccountName
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import Lot, in_order_of_consumption
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal

FORFEIT = "forfeit"
"""Reason of the transaction that closes an account."""


def close(account: Account, command: Close, setting: Setting) -> Decision | Refusal:
    """Take every open lot and write off every debt, so that nothing is left but paid units that are kept."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    book = open_book(account, setting)
    if holds := sum(hold.state == "open" for hold in book.holds.values()):
        return Refusal("has_open_holds", {"holds": holds})
    lots = in_order_of_consumption(lot for lot in book.lots.values() if lot.is_open())
    paid = [lot for lot in lots if lot.funding == "paid"]
    if paid and not command.keep_paid:
        wallet = paid[0].wallet
        return Refusal("paid_units_left", {"wallet": wallet, "units": sum(_units(lot) for lot in paid)})
    # From here it must succeed.
    lost: dict[str, int] = {}
    for lot in lots:
        if lot.funding == "granted":
            lost[lot.wallet] = lost.get(lot.wallet, 0) - _units(lot)
            _forfeit(book, lot)
    debts = [(id_, debt) for id_ in sorted(account.wallets) if (debt := book.wallet(id_).debt)]
    for id_, debt in debts:
        book.move_without_lot(id_, "adjusted", "debt", debt)
    book.set_status("closed")
    header = setting.header(reason=FORFEIT)
    book.write("adjust" if lost or debts else "record", setting.stamp.effective_at, header)
    return conclude(book, lost)


def _units(lot: Lot) -> int:
    return lot.pending + lot.free


def _forfeit(book: Book, lot: Lot) -> None:
    parts: tuple[tuple[AccountName, int], ...] = (("pending", lot.pending), ("available", lot.free))
    for bucket, amount in parts:
        if amount:
            book.move(lot.no, bucket, "adjusted", amount)

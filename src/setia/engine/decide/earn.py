"""Earn: units for something other than a purchase; and balances brought from another system."""

from __future__ import annotations

from setia.engine.commands import Earn, OpenBalance
from setia.engine.decide.checks import account_and_amount
from setia.engine.decide.decision import Decision, Setting, conclude, new_lot, open_for_activity, unit_of
from setia.engine.decide.settling import convert
from setia.engine.ledger.accounts import AccountName
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def earn(account: Account, command: Earn, setting: Setting) -> Decision | Refusal:
    """A new lot with the life that its wallet gives."""
    if refusal := account_and_amount(account, setting, command.wallet, command.amount):
        return refusal
    found = unit_of(setting, command.wallet)
    if found is None:
        return Refusal("unknown_wallet", {"wallet": command.wallet})
    # From here it must succeed.
    book, idle_from = open_for_activity(account, setting, "earn")
    fill(book, new_lot(book, found, setting.stamp.effective_at, setting), command.amount, setting)
    header = setting.header(idle_from=idle_from, reason=command.reason)
    done = book.write("earn", setting.stamp.effective_at, header)
    convert(book, setting)
    return conclude(book, {command.wallet: command.amount}, known_as=done.seq)


def fill(book: Book, lot: Lot, amount: int, setting: Setting, source: AccountName = "issued") -> None:
    """Bring units into a new lot: pending until its `active_at`; what is already past its end expires at once.

    A late event's lot lives from when it happened (ledger 4.14).
    """
    no = book.open_lot(lot)
    now = setting.now
    if lot.active_at > now:
        book.move(no, source, "pending", amount)
        return
    book.credit(no, source, amount)
    ends, free = lot.ends_by_date(book.wallet(lot.wallet)), book.lots[no].free
    if ends is not None and ends <= now and free:
        book.move(no, "available", "expired", free)


def open_balance(account: Account, command: OpenBalance, setting: Setting) -> Decision | Refusal:
    """New lots with their own dates. Refused whole if one of them cannot be."""
    for amount in [lot.amount for lot in command.lots] or [0]:
        if refusal := account_and_amount(account, setting, command.wallet, amount):
            return refusal
    found = unit_of(setting, command.wallet)
    if any(lot.funding == "paid" for lot in command.lots) and (found is None or found[1].kind != "money"):
        return Refusal("not_money", {"wallet": command.wallet})
    # From here it must succeed.
    book, idle_from = open_for_activity(account, setting, "earn")
    version = setting.number
    for lot in command.lots:
        dates = (lot.earned_at, lot.active_at, lot.expires_at)
        brought = Lot(0, command.wallet, 0, *dates, 0, version, lot.funding)
        fill(book, brought, lot.amount, setting, "opening")
    done = book.write("open", setting.stamp.effective_at, setting.header(idle_from=idle_from))
    convert(book, setting)
    return conclude(book, {command.wallet: sum(lot.amount for lot in command.lots)}, known_as=done.seq)

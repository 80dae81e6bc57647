"""Adjust: correct a balance by hand, with a reason that everybody can read."""

from __future__ import annotations

import msgspec

from setia.engine.commands import Adjust
from setia.engine.decide.checks import account_and_amount
from setia.engine.decide.decision import Decision, Setting, conclude, new_lot, open_book, unit_of
from setia.engine.decide.settling import convert
from setia.engine.ledger.consume import take
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def adjust(account: Account, command: Adjust, setting: Setting) -> Decision | Refusal:
    """Give into a new lot, usable at once, or take in order of consumption; into debt only if that was said."""
    if refusal := account_and_amount(account, setting, command.wallet, abs(command.amount)):
        return refusal
    if not command.reason.strip():
        return Refusal("reason_missing")
    found = unit_of(setting, command.wallet)
    if found is None:
        return Refusal("unknown_wallet", {"wallet": command.wallet})
    if command.to_debt and found[1].kind == "money":
        return Refusal("no_debt_in_money", {"wallet": command.wallet})
    book = open_book(account, setting)
    available = book.wallet(command.wallet).available
    if command.amount < 0 and available < -command.amount and not command.to_debt:
        return Refusal("insufficient", {"wallet": command.wallet, "available": available, "asked": -command.amount})
    # From here it must succeed.
    if command.amount > 0:
        lot = new_lot(book, found, setting.stamp.effective_at, setting)
        no = book.open_lot(msgspec.structs.replace(lot, active_at=lot.earned_at))
        book.credit(no, "adjusted", command.amount)
    else:
        taken = sum(amount for _, amount in take(book, command.wallet, -command.amount, "adjusted"))
        if taken < -command.amount:
            book.move_without_lot(command.wallet, "debt", "adjusted", -command.amount - taken)
    done = book.write("adjust", setting.stamp.effective_at, setting.header(reason=command.reason))
    convert(book, setting)
    return conclude(book, {command.wallet: command.amount}, known_as=done.seq)

"""Top up: money paid in, with what is given on top, unit by unit apart for ever (ledger 4.20)."""

from __future__ import annotations

import msgspec

from setia.engine.commands import TopUp
from setia.engine.decide.checks import account_and_amount
from setia.engine.decide.decision import Decision, Setting, conclude, new_lot, open_for_activity, unit_of
from setia.engine.decide.earn import fill
from setia.engine.decide.settling import convert
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def top_up(account: Account, command: TopUp, setting: Setting) -> Decision | Refusal:
    """What was paid never ends and never waits; what is granted lives as the wallet says, and is spent first."""
    if command.paid < 0 or command.granted < 0:
        return Refusal("amount_out_of_range", {"wallet": command.wallet, "amount": min(command.paid, command.granted)})
    if refusal := account_and_amount(account, setting, command.wallet, command.paid + command.granted):
        return refusal
    found = unit_of(setting, command.wallet)
    if found is None or found[1].kind != "money":
        return Refusal("not_money", {"wallet": command.wallet})
    # From here it must succeed.
    book, idle_from = open_for_activity(account, setting, "earn")
    at = setting.stamp.effective_at
    granted = new_lot(book, found, at, setting)
    if command.paid:
        paid = msgspec.structs.replace(granted, active_at=at, expires_at=None, funding="paid")
        fill(book, paid, command.paid, setting)
    if command.granted:
        fill(book, granted, command.granted, setting)
    done = book.write("earn", at, setting.header(idle_from=idle_from, reason="top_up"))
    convert(book, setting)
    return conclude(book, {command.wallet: command.paid + command.granted}, known_as=done.seq)

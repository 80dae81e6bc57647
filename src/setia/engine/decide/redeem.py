"""Redeem: use units in one step, at once or reported late by a till that was cut off."""

from __future__ import annotations

from setia.engine.commands import Redeem, RedeemOffline
from setia.engine.decide.checks import account_and_amount, spendable
from setia.engine.decide.decision import Decision, Setting, conclude, open_for_activity, unit_of
from setia.engine.ledger.consume import take
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal

OVER_ALLOWANCE = "over_allowance"
"""Reason of an offline redemption beyond what its till was allowed."""


def redeem(account: Account, command: Redeem, setting: Setting) -> Decision | Refusal:
    """Take usable units in order of consumption."""
    if refusal := account_and_amount(account, setting, command.wallet, command.amount):
        return refusal
    book, idle_from = open_for_activity(account, setting, "redeem")
    if refusal := spendable(book, command.wallet, command.amount):
        return refusal
    # From here it must succeed.
    take(book, command.wallet, command.amount, "redeemed")
    book.write("redeem", setting.stamp.effective_at, setting.header(idle_from=idle_from))
    return conclude(book, {command.wallet: -command.amount})


def redeem_offline(account: Account, command: RedeemOffline, setting: Setting) -> Decision | Refusal:
    """Book what was given away: usable units first, the rest as debt. Never refused for want of units."""
    if refusal := account_and_amount(account, setting, command.wallet, command.amount):
        return refusal
    found = unit_of(setting, command.wallet)
    if found is not None and found[1].kind == "money":
        return Refusal("no_debt_in_money", {"wallet": command.wallet})
    # From here it must succeed.
    book, idle_from = open_for_activity(account, setting, "redeem")
    taken = sum(amount for _, amount in take(book, command.wallet, command.amount, "redeemed"))
    if taken < command.amount:
        book.move_without_lot(command.wallet, "debt", "redeemed", command.amount - taken)
    reason = OVER_ALLOWANCE if command.amount > command.allowance else "offline"
    book.write("redeem", setting.stamp.effective_at, setting.header(idle_from=idle_from, reason=reason))
    return conclude(book, {command.wallet: -command.amount})

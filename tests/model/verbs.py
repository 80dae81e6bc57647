"""The reference's verbs on one account (ledger 4.2-4.6), which has been settled up to now before each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from setia.engine import commands as c
from tests.model.backwards import Bought, Redeemed, restore, take_back
from tests.model.days import DAY
from tests.model.lots import Account, Hold
from tests.model.programs import AMOUNT_MAX, Terms
from tests.model.replies import UNCHANGED, Refused, Reply, done

TTL_MAX = 7 * DAY


def spendable(account: Account, wallet: str, amount: int) -> None:
    """While something is owed in a wallet, nothing leaves it (ledger 4.8)."""
    if account.debt[wallet]:
        raise Refused("debt_blocks")
    if account.free(wallet) < amount:
        raise Refused("insufficient")


def still_open(account: Account) -> None:
    """What is asked of a merged account itself is refused: it is another's history now."""
    if account.merged or account.closed:
        raise Refused("account_closed")


def earn(account: Account, command: c.Earn, terms: Terms) -> Reply:
    """A new lot with the wallet's own life."""
    version, purse = terms.purse(command)
    terms.active(account, command.event_at)
    lot = account.new_lot(command.wallet, terms.dates(version, purse, command.event_at))
    account.arrive(lot, command.amount, "issued", terms.now)
    return done({command.wallet: command.amount})


def top_up(account: Account, command: c.TopUp, terms: Terms) -> Reply:
    """What was paid never ends and never waits; what is granted lives as the wallet says (ledger 4.20)."""
    version, purse = terms.purse(command)
    if not 0 < command.paid + command.granted <= AMOUNT_MAX:
        raise Refused("amount_out_of_range")
    if not purse.money:
        raise Refused("not_money")
    terms.active(account, command.event_at)
    dates = terms.dates(version, purse, command.event_at)
    if command.paid:
        lot = account.new_lot(command.wallet, (dates[0], dates[0], None), paid=True)
        account.arrive(lot, command.paid, "issued", terms.now)
    if command.granted:
        account.arrive(account.new_lot(command.wallet, dates), command.granted, "issued", terms.now)
    return done({command.wallet: command.paid + command.granted})


def open_balance(account: Account, command: c.OpenBalance, terms: Terms) -> Reply:
    """New lots with the dates that they had elsewhere."""
    _, purse = terms.purse(command)
    amounts = [lot.amount for lot in command.lots]
    if not amounts or not all(0 < amount <= AMOUNT_MAX for amount in amounts):
        raise Refused("amount_out_of_range")
    if any(lot.funding == "paid" for lot in command.lots) and not purse.money:
        raise Refused("not_money")
    terms.active(account, command.event_at)
    for brought in command.lots:
        dates = brought.earned_at, brought.active_at, brought.expires_at
        lot = account.new_lot(command.wallet, dates, brought.funding == "paid")
        account.arrive(lot, brought.amount, "opening", terms.now)
    return done({command.wallet: sum(amounts)})


def redeem(account: Account, command: c.Redeem, terms: Terms) -> Reply:
    """Units leave in the order of consumption."""
    terms.purse(command)
    terms.active(account, command.event_at)
    spendable(account, command.wallet, command.amount)
    parts = account.take(command.wallet, command.amount, "spent")
    return done({command.wallet: -command.amount}, Redeemed(command.wallet, parts))


def redeem_offline(account: Account, command: c.RedeemOffline, terms: Terms) -> Reply:
    """Booked whatever the balance, the rest owed (ledger 4.5); money is never owed."""
    _, purse = terms.purse(command)
    if purse.money:
        raise Refused("no_debt_in_money")
    terms.active(account, command.event_at)
    parts = account.take(command.wallet, command.amount, "spent")
    lent = command.amount - sum(amount for _, amount in parts)
    account.owe(command.wallet, lent, "redeemed")
    return done({command.wallet: -command.amount}, Redeemed(command.wallet, parts, lent))


def place_hold(account: Account, command: c.PlaceHold, terms: Terms) -> Reply:
    """Lots are allocated; the time to live counts from now. Choice: a partial hold is of one unit at least."""
    terms.purse(command)
    if not 0 < command.ttl <= TTL_MAX:
        raise Refused("ttl_out_of_range")
    amount = command.amount
    if command.allow_partial:
        amount = max(min(amount, account.free(command.wallet)), 1)
    spendable(account, command.wallet, amount)
    hold = Hold(command.wallet, terms.now, terms.now + command.ttl, account.take(command.wallet, amount, "held"))
    account.holds.append(hold)
    return done({command.wallet: -amount}, hold)


def capture(account: Account, command: c.Capture, terms: Terms) -> Reply:
    """Units are used in the order in which they were held, ended or not; the rest is freed (ledger 4.5, 4.6)."""
    terms.active(account, command.event_at)
    hold = _named(account, command.hold)
    amount = hold.amount if command.amount is None else command.amount
    if not 0 < amount <= hold.amount:
        raise Refused("amount_out_of_range")
    left = amount
    used, unused = [], []
    for lot, held in hold.parts:
        part = min(left, held)
        left -= part
        account.shift(lot, "held", "spent", part)
        used.append((lot, part))
        unused.append((lot, held - part))
    account.give_back(unused, terms.now)
    hold.state = "captured"
    return done({hold.wallet: hold.amount - amount}, Redeemed(hold.wallet, used))


def release(account: Account, command: c.Release, terms: Terms) -> Reply:
    """All of it comes back, or expires where its lot has ended (ledger 4.6)."""
    hold = _named(account, command.hold)
    account.give_back(hold.parts, terms.now)
    hold.state = "released"
    return done({hold.wallet: hold.amount})


def extend(account: Account, command: c.ExtendHold, terms: Terms) -> Reply:
    """Capped from the hold's creation (ledger 4.5). Choice: it never ends earlier than it did."""
    if not 0 < command.ttl <= TTL_MAX:
        raise Refused("ttl_out_of_range")
    hold = _named(account, command.hold)
    hold.ends_at = max(hold.ends_at, min(terms.now + command.ttl, hold.created_at + TTL_MAX))
    return done()


def adjust(account: Account, command: c.Adjust, terms: Terms) -> Reply:
    """What is given is usable at once (the table of 4.2); what is taken follows the order of consumption."""
    version, purse = terms.purse(command)
    if not command.reason.strip():
        raise Refused("reason_missing")
    if command.to_debt and purse.money:
        raise Refused("no_debt_in_money")
    if command.amount > 0:
        earned_at, _, ends = terms.dates(version, purse, command.event_at)
        lot = account.new_lot(command.wallet, (earned_at, earned_at, ends))
        # Past its end it falls due like any other, by idleness too: late news may still bring it back.
        account.make_usable(lot, command.amount, None, "adjusted")
    else:
        if account.free(command.wallet) < -command.amount and not command.to_debt:
            raise Refused("insufficient")
        taken = sum(n for _, n in account.take(command.wallet, -command.amount, "reversed", "adjusted"))
        account.owe(command.wallet, -command.amount - taken, "adjusted")
    return done({command.wallet: command.amount})


def extend_lots(account: Account, command: c.ExtendLots, terms: Terms) -> Reply:
    """An extension never shortens (ledger 4.3a)."""
    terms.purse(command)
    for lot in account.lots:
        if lot.wallet == command.wallet and lot.is_open() and lot.ends < command.until:
            lot.expires_at = command.until
    return done()


def close(account: Account, command: c.Close, terms: Terms) -> Reply:
    """What is granted is forfeited and debts are written off; what was paid stays (ledger 4.13, 4.20)."""
    if any(hold.state == "open" for hold in account.holds):
        raise Refused("has_open_holds")
    left = sorted((lot for lot in account.lots if lot.is_open()), key=lambda lot: lot.rank)
    if any(lot.paid for lot in left) and not command.keep_paid:
        raise Refused("paid_units_left")
    lost: Counter[str] = Counter()
    for lot in left:
        if not lot.paid:
            lost[lot.wallet] -= lot.units["pending"] + lot.units["free"]
            account.shift(lot, "pending", "reversed", lot.units["pending"], "adjusted")
            account.shift(lot, "free", "reversed", lot.units["free"], "adjusted")
    for wallet, owed in account.debt.items():
        account.forgive(wallet, owed, "adjusted")
    account.closed = True
    return done(dict(lost))


def release_pending(account: Account, command: c.ReleasePending, _: Terms) -> Reply:
    """What waits of an order is usable from now on, debt first; told twice, nothing happens."""
    bought = account.named.get(command.order)
    if bought is None:
        raise Refused("unknown_transaction")
    lots = bought.lots.values() if isinstance(bought, Bought) else ()
    waiting = sorted((lot for lot in lots if lot.units["pending"]), key=lambda lot: lot.rank)
    released: Counter[str] = Counter()
    for lot in waiting:
        released[lot.wallet] += lot.units["pending"]
        account.make_usable(lot, lot.units["pending"], "pending")
    return done(dict(released)) if waiting else UNCHANGED


def return_purchase(account: Account, command: c.Return, terms: Terms) -> Reply:
    """See `backwards`."""
    return take_back(account, command, min(command.event_at, terms.now))


def _named(account: Account, number: int) -> Hold:
    """The hold of that number, if it is still open: a second end is told what became of it (ledger 4.5)."""
    hold = account.named.get(number)
    if not isinstance(hold, Hold):
        raise Refused("unknown_hold")
    if hold.state == "captured":
        raise Refused("hold_captured")
    if hold.state != "open":
        raise Refused("hold_released" if hold.state == "released" else "hold_expired")
    return hold


VERBS: dict[type, Callable[[Account, Any, Terms], Reply]] = {
    c.Earn: earn,
    c.TopUp: top_up,
    c.OpenBalance: open_balance,
    c.Redeem: redeem,
    c.RedeemOffline: redeem_offline,
    c.PlaceHold: place_hold,
    c.Capture: capture,
    c.Release: release,
    c.ExtendHold: extend,
    c.Adjust: adjust,
    c.ExtendLots: extend_lots,
    c.Close: close,
    c.ReleasePending: release_pending,
    c.Return: return_purchase,
    c.Restore: restore,
}

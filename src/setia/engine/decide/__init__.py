"""Decisions: one verb per file, each `(account, command, setting) -> Decision | Refusal`, and the table of verbs.

A decision never changes the account that it was given; it returns the account as it then is (design: gather, decide,
apply).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from setia.engine import commands as c
from setia.engine.decide.adjust import adjust
from setia.engine.decide.advance import advance
from setia.engine.decide.checks import reason_code
from setia.engine.decide.close import close
from setia.engine.decide.decision import Decision, Parcel, Setting
from setia.engine.decide.earn import earn, open_balance
from setia.engine.decide.enrol import enrol
from setia.engine.decide.hold import capture, extend_hold, place_hold, release
from setia.engine.decide.pairs import second_half
from setia.engine.decide.record_purchase import record_purchase
from setia.engine.decide.redate import extend_lots, pause_expiry, resume_expiry
from setia.engine.decide.redeem import redeem, redeem_offline
from setia.engine.decide.restore import restore
from setia.engine.decide.return_purchase import debt_window, return_purchase
from setia.engine.decide.top_up import top_up
from setia.engine.decide.transfer import merge_in, merge_out, transfer_in, transfer_out
from setia.engine.decide.unmerge import unmerge_in, unmerge_out
from setia.engine.ledger.book import OutOfRange
from setia.engine.ledger.state import Account, Needs
from setia.engine.refusals import Refusal

__all__ = ["Decision", "Parcel", "Setting", "decide", "needs", "second_half"]

VERBS: dict[type, Callable[[Account, Any, Setting], Decision | Refusal]] = {
    c.Enrol: enrol,
    c.RecordPurchase: record_purchase,
    c.Advance: advance,
    c.Earn: earn,
    c.TopUp: top_up,
    c.OpenBalance: open_balance,
    c.Redeem: redeem,
    c.RedeemOffline: redeem_offline,
    c.PlaceHold: place_hold,
    c.Capture: capture,
    c.Release: release,
    c.ExtendHold: extend_hold,
    c.Adjust: adjust,
    c.Return: return_purchase,
    c.Restore: restore,
    c.PauseExpiry: pause_expiry,
    c.ResumeExpiry: resume_expiry,
    c.ExtendLots: extend_lots,
    c.TransferOut: transfer_out,
    c.TransferIn: transfer_in,
    c.MergeOut: merge_out,
    c.MergeIn: merge_in,
    c.UnmergeOut: unmerge_out,
    c.UnmergeIn: unmerge_in,
    c.Close: close,
}

NEEDS_NO_LOTS = (c.Enrol, c.RecordPurchase, c.Advance, c.Earn, c.TopUp, c.OpenBalance, c.TransferIn)
"""Verbs that only add; the others take from lots that are there."""


ACTIVITIES = (
    c.RecordPurchase,
    c.Earn,
    c.TopUp,
    c.OpenBalance,
    c.Redeem,
    c.RedeemOffline,
    c.Capture,
    c.TransferIn,
    c.MergeIn,
)
"""Verbs that count as activity."""


def decide(account: Account, command: c.Command, setting: Setting) -> Decision | Refusal:
    """What a command does to an account, or why it may not."""
    if refusal := reason_code(command):
        return refusal
    try:
        return VERBS[type(command)](account, command, setting)
    except OutOfRange as fault:
        return Refusal("balance_out_of_range", {"wallet": str(fault)})


def needs(head: Account, command: c.Command, horizon: int) -> Needs:
    """What a command must see beyond the head, when dues are booked up to `horizon`. A plain earn names nothing."""
    due = head.next_due_at is not None and head.next_due_at <= horizon
    hold = command.hold if isinstance(command, c.Capture | c.Release | c.ExtendHold) else 0
    past, lots_since = _undone_by(head, command), None
    if isinstance(command, c.Return):
        past, lots_since = (command.purchase,), debt_window(min(command.event_at, horizon))
    elif isinstance(command, c.Restore):
        past = (command.redemption,)
    elif isinstance(command, c.UnmergeOut):
        past = (command.merge,)
    open_lots = due or bool(past) or not isinstance(command, NEEDS_NO_LOTS)
    return Needs(open_lots=open_lots, hold=hold, lots_since=lots_since, past=past)


def _undone_by(head: Account, command: c.Command) -> tuple[int, ...]:
    """Ends by idleness that were booked after the event: it may undo them."""
    if not isinstance(command, ACTIVITIES):
        return ()
    ends = [(wallet.idle_expired_at, wallet.idle_expired_seq) for wallet in head.wallets.values()]
    return tuple(sorted({seq for at, seq in ends if at is not None and command.event_at < at}))

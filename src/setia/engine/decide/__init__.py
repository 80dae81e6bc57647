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
from setia.engine.decide.celebrate_birthday import celebrate_birthday
from setia.engine.decide.checks import reason_code
from setia.engine.decide.close import close
from setia.engine.decide.decision import Decision, Parcel, Setting
from setia.engine.decide.earn import earn, open_balance
from setia.engine.decide.edit_purchase import edit_purchase
from setia.engine.decide.enrol import enrol
from setia.engine.decide.grant_tier import grant_tier
from setia.engine.decide.hold import capture, extend_hold, place_hold, release
from setia.engine.decide.merge import merge_in, merge_out
from setia.engine.decide.move_purchase import move_out
from setia.engine.decide.needing import needs
from setia.engine.decide.pairs import FirstHalf, second_half
from setia.engine.decide.record_event import record_event
from setia.engine.decide.record_purchase import claim_purchase, move_in, record_purchase
from setia.engine.decide.redate import extend_lots, pause_expiry, resume_expiry
from setia.engine.decide.redeem import redeem, redeem_offline
from setia.engine.decide.redeem_reward import cancel_reward, choose_conversion, redeem_reward, use_reward
from setia.engine.decide.release_pending import release_pending
from setia.engine.decide.restore import restore
from setia.engine.decide.return_merged import return_in, return_out
from setia.engine.decide.return_purchase import return_purchase
from setia.engine.decide.settle_checked import release_checked, revoke_checked
from setia.engine.decide.top_up import top_up
from setia.engine.decide.transfer import transfer_in, transfer_out
from setia.engine.decide.unmerge import unmerge_in, unmerge_out
from setia.engine.ledger.book import OutOfRange
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal

__all__ = ["Decision", "FirstHalf", "Parcel", "Setting", "decide", "needs", "second_half"]

VERBS: dict[type, Callable[[Account, Any, Setting], Decision | Refusal]] = {
    c.Enrol: enrol,
    c.RecordPurchase: record_purchase,
    c.EditPurchase: edit_purchase,
    c.ClaimPurchase: claim_purchase,
    c.RecordEvent: record_event,
    c.CelebrateBirthday: celebrate_birthday,
    c.MoveOut: move_out,
    c.MoveIn: move_in,
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
    c.ReleasePending: release_pending,
    c.ReleaseChecked: release_checked,
    c.RevokeChecked: revoke_checked,
    c.Return: return_purchase,
    c.ReturnOut: return_out,
    c.ReturnIn: return_in,
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
    c.RedeemReward: redeem_reward,
    c.UseReward: use_reward,
    c.CancelReward: cancel_reward,
    c.ChooseConversion: choose_conversion,
    c.GrantTier: grant_tier,
}


def decide(account: Account, command: c.Command, setting: Setting) -> Decision | Refusal:
    """What a command does to an account, or why it may not."""
    if refusal := reason_code(command):
        return refusal
    try:
        return VERBS[type(command)](account, command, setting)
    except OutOfRange as fault:
        return Refusal("balance_out_of_range", {"wallet": str(fault)})

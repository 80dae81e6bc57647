"""Everything that may stand in a batch: every command that has a route of its own, with what that route takes."""

from __future__ import annotations

from typing import TypeAlias

from setia.api.items import alone, belonging, giving, reported, using

AnyItem: TypeAlias = (
    reported.Enrolment
    | reported.PurchaseItem
    | reported.ReturnItem
    | reported.EventItem
    | using.Redemption
    | using.Restoration
    | using.Hold
    | using.Captured
    | using.HoldExtension
    | using.HoldRelease
    | using.Adjustment
    | using.Transfer
    | using.RewardIssue
    | using.RewardUse
    | using.VoucherUse
    | using.RewardUndo
    | giving.Gift
    | giving.TopUpItem
    | giving.OpeningBalance
    | giving.Level
    | giving.Birthday
    | giving.ExpiryPause
    | giving.ExpiryExtension
    | giving.OrderRelease
    | giving.ConversionChoice
    | belonging.Merge
    | belonging.Unmerge
    | belonging.Move
    | belonging.CardPayment
    | belonging.CardClaim
    | alone.Claim
    | alone.ClaimByHand
    | alone.CardSale
    | alone.Basket
    | alone.BasketCommit
    | alone.BasketRelease
)
"""Told apart by `kind`."""

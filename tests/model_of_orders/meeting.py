"""What a run of the machine must have met: a random test that never got anywhere proves nothing (reliability 3.5)."""

from __future__ import annotations

from setia.engine.refusals import Code

CODES: tuple[Code, ...] = (
    "account_closed",
    "already_claimed",
    "amount_out_of_range",
    "claim_too_late",
    "debt_blocks",
    "insufficient",
    "natural_key_conflict",
    "not_a_merge",
    "not_a_redemption",
    "not_for_sale",
    "out_of_stock",
    "purchase_belongs_to_other_member",
    "quota_reached",
    "reason_missing",
    "reward_cancelled",
    "reward_expired",
    "reward_used",
    "same_account",
    "too_late",
    "totals_mismatch",
    "unknown_conversion",
    "unknown_line",
    "unknown_receipt",
    "unknown_reward",
    "unknown_tier",
)
"""Refusals that must be met."""

EFFECTS: tuple[str, ...] = (
    "card filled",
    "card undone",
    "claimed after it came back",
    "cut by a limit of times",
    "cut by a limit of units",
    "gift cancelled",
    "gift forgiven",
    "gift owed",
    "given again by news of a refund",
    "judged by the level of then",
    "judged by the version of then",
    "level fell back to a lower one",
    "level given by an order",
    "level given by an order taken back",
    "level joined",
    "level kept",
    "level lost by a return",
    "level lost with its order",
    "level over",
    "level parted",
    "level reached",
    "level reached by late news",
    "level renewed",
    "merged with rewards",
    "more came back than was bought",
    "one level down of two",
    "parted with rewards",
    "returned before it came",
    "reward back in stock",
    "reward over",
    "stamps taken back",
    "taken back from debt",
    "taken back from ended",
    "taken back from forgiven",
    "taken back from others",
    "used on an order and given back",
)
"""What must have come of it."""

OFTEN: tuple[str, ...] = (
    *("amount_out_of_range", "claim_too_late", "insufficient", "natural_key_conflict"),
    *("not_a_merge", "not_for_sale", "out_of_stock", "reason_missing", "same_account", "too_late"),
    *("totals_mismatch", "unknown_conversion", "unknown_line", "unknown_receipt", "unknown_reward", "unknown_tier"),
    *("card filled", "cut by a limit of times", "cut by a limit of units", "gift cancelled", "level kept"),
    *("judged by the level of then", "judged by the version of then", "level lost with its order", "level over"),
    *("level reached", "more came back than was bought", "returned before it came", "reward over"),
    *("stamps taken back", "taken back from ended", "taken back from forgiven", "taken back from others"),
)
"""Refusals and effects that two thousand steps must have met."""

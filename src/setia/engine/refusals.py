"""The closed list of "no".

A refusal is a value with a code and the numbers that explain it; the sentence is made by the surface, in the reader's
language. Codes never change their meaning once released.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

Code = Literal[
    "account_closed",
    "already_claimed",
    "already_paused",
    "amount_out_of_range",
    "balance_out_of_range",
    "basket_committed",
    "basket_expired",
    "basket_released",
    "basket_too_small",
    "being_checked",
    "birth_date_kept",
    "birthday_given",
    "claim_too_late",
    "code_expired",
    "code_for_members",
    "code_not_combined",
    "code_not_for_this",
    "code_not_yet",
    "code_of_other_member",
    "code_reserved",
    "code_used",
    "code_used_by_member",
    "code_withdrawn",
    "code_without_effect",
    "consent_not_by_staff",
    "consent_text_missing",
    "currency_mismatch",
    "debt_blocks",
    "engine_fault",
    "event_field_fault",
    "event_in_future",
    "has_open_holds",
    "hold_captured",
    "hold_expired",
    "hold_released",
    "idempotency_key_reused",
    "identifier_taken",
    "instant_out_of_range",
    "insufficient",
    "key_erased",
    "key_expired_see_resource",
    "line_mismatch",
    "member_erased",
    "money_transfer_off",
    "name_missing",
    "natural_key_conflict",
    "no_debt_in_money",
    "no_program_in_force",
    "no_single_purchase",
    "not_a_code",
    "not_a_merge",
    "not_a_purchase",
    "not_a_redemption",
    "not_for_sale",
    "not_money",
    "not_paused",
    "nothing_for_birthday",
    "out_of_stock",
    "paid_units_left",
    "points_cannot_pay",
    "points_tender_mismatch",
    "purchase_belongs_to_other_member",
    "quota_reached",
    "reason_missing",
    "rejected_in_review",
    "review_decided",
    "reward_being_checked",
    "reward_cancelled",
    "reward_expired",
    "reward_not_for_you",
    "reward_used",
    "same_account",
    "second_person_needed",
    "self_service",
    "spending_frozen",
    "split_mismatch",
    "text_refused",
    "too_late",
    "totals_mismatch",
    "ttl_out_of_range",
    "unknown_basket",
    "unknown_channel",
    "unknown_code",
    "unknown_conversion",
    "unknown_event",
    "unknown_gift_card",
    "unknown_hold",
    "unknown_line",
    "unknown_member",
    "unknown_price_rule",
    "unknown_receipt",
    "unknown_review",
    "unknown_reward",
    "unknown_tier",
    "unknown_transaction",
    "unknown_wallet",
]

CODES: tuple[str, ...] = get_args(Code)


class Refusal(Struct, frozen=True):
    """Why a command was refused: nothing was written for it."""

    code: Code
    numbers: dict[str, int | str] = {}

"""What the deeds of the audit log are called, in the reader's language."""

from __future__ import annotations

from setia.wording.sentences import Speech


def of_ledger(speech: Speech) -> dict[str, str]:
    """Commands that somebody gave by hand."""
    said = (
        speech.say("deed_adjust", "Balance adjusted"),
        speech.say("deed_cancel_reward", "Reward taken back"),
        speech.say("deed_close", "Membership ended"),
        speech.say("deed_earn", "Something given"),
        speech.say("deed_extend_lots", "Deadlines extended"),
        speech.say("deed_grant_tier", "Level granted"),
        speech.say("deed_merge_out", "Members merged"),
        speech.say("deed_unmerge_out", "Merge undone"),
        speech.say("deed_move_out", "Purchase moved"),
        speech.say("deed_open_balance", "Balance brought from before"),
        speech.say("deed_pause_expiry", "Expiry paused"),
        speech.say("deed_resume_expiry", "Expiry resumed"),
        speech.say("deed_restore", "Redemption given back"),
        speech.say("deed_top_up", "Money paid in"),
        speech.say("deed_transfer_out", "Transferred to another member"),
    )
    return {one.code.removeprefix("deed_"): one.text for one in said}


def of_administration(speech: Speech) -> dict[str, str]:
    """What was done to the program, its members' details, its staff and its clients."""
    said = (
        speech.say("deed_program_applied", "Program applied"),
        speech.say("deed_program_proposed", "Change of the program proposed"),
        speech.say("deed_program_approved", "Change of the program agreed to"),
        speech.say("deed_notice_mailed", "Members written to about a change"),
        speech.say("deed_program_rejected", "Change of the program turned down"),
        speech.say("deed_program_withdrawn", "Change of the program withdrawn"),
        speech.say("deed_guard_tripped", "A rule stopped, as it gives far more than expected"),
        speech.say("deed_guard_released", "A stopped rule let go on"),
        speech.say("deed_guard_revoked", "A stopped rule turned down"),
        speech.say("deed_look_changed", "Name, colour, logo, language, years or digits of the shop changed"),
        speech.say("deed_person_changed", "Name or contact changed"),
        speech.say("deed_member_exported", "Own data saved as a file"),
        speech.say("deed_member_erased", "Member forgotten"),
        speech.say("deed_member_pin_taken", "PIN of a member removed"),
        speech.say("deed_member_token_made", "Way in to a member's page made"),
        speech.say("deed_exception_approved", "Let happen after a look"),
        speech.say("deed_exception_rejected", "Turned down after a look"),
        speech.say("deed_spending_frozen", "Spending frozen"),
        speech.say("deed_spending_unfrozen", "Spending unfrozen"),
        speech.say("deed_staff_added", "Staff added"),
        speech.say("deed_staff_removed", "Staff removed"),
        speech.say("deed_staff_card_set", "Own card of staff set"),
        speech.say("deed_source_declared", "Source of receipts declared"),
        speech.say("deed_staff_link_made", "Sign-in link made"),
        speech.say("deed_signed_in_by_link", "Signed in by a link"),
        speech.say("deed_staff_pin_set", "PIN for the till set"),
        speech.say("deed_staff_pin_locked", "PIN locked after wrong tries"),
        speech.say("deed_till_opened", "Till opened"),
        speech.say("deed_till_closed", "Till closed"),
        speech.say("deed_client_made", "Client of the API made"),
        speech.say("deed_client_key_rotated", "Key of a client replaced"),
        speech.say("deed_client_limited", "How often a client may call"),
        speech.say("deed_client_revoked", "Client of the API revoked"),
        speech.say("deed_import_started", "Import started"),
        speech.say("deed_import_done", "Import done"),
        speech.say("deed_import_failed", "Import failed"),
        speech.say("deed_make_good_approved", "Make-good approved"),
        speech.say("deed_make_good_rejected", "Make-good turned down"),
        speech.say("deed_make_good_applied", "Make-good given"),
        speech.say("deed_make_good_undone", "Make-good undone"),
        speech.say("deed_forecast_made", "Forecast of a version made"),
    )
    return {one.code.removeprefix("deed_"): one.text for one in said}


def of_systems(speech: Speech) -> dict[str, str]:
    """What other systems said, and what was done about who is told."""
    said = (
        speech.say("deed_attributes_changed", "Notes about a member changed"),
        speech.say("deed_products_said", "Products told"),
        speech.say("deed_product_dropped", "Product dropped"),
        speech.say("deed_webhook_added", "System to be told added"),
        speech.say("deed_webhook_changed", "System to be told changed"),
        speech.say("deed_webhook_secret_rotated", "Secret of a system to be told replaced"),
        speech.say("deed_webhook_disabled", "System is told nothing any more"),
        speech.say("deed_webhook_enabled", "System is told again"),
        speech.say("deed_webhook_replayed", "System told once more"),
    )
    return {one.code.removeprefix("deed_"): one.text for one in said}


def of_reasons(speech: Speech) -> dict[str, str]:
    """Why spending was frozen or unfrozen."""
    said = (
        speech.say("reason_lost", "Card or phone is lost"),
        speech.say("reason_misused", "Somebody else has used it"),
        speech.say("reason_suspicion", "Something looks wrong"),
        speech.say("reason_checked", "Checked with the member"),
        speech.say("reason_mistake", "A mistake put right"),
        speech.say("reason_other", "Something else"),
    )
    return {one.code.removeprefix("reason_"): one.text for one in said}

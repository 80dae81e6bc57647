"""What the dashboard's figures are called and mean, in the reader's language; each is defined in setia.insight."""

from __future__ import annotations

from setia.wording.sentences import Speech


def titles(speech: Speech) -> dict[str, str]:
    """By measure."""
    said = (
        speech.say("measure_members", "Members"),
        speech.say("measure_active_members", "Active members"),
        speech.say("measure_member_sales_share", "Sales to members"),
        speech.say("measure_average_order_value", "Average order"),
        speech.say("measure_repeat_purchase_rate", "Repeat purchase rate"),
        speech.say("measure_points_issued", "Issued"),
        speech.say("measure_points_redeemed", "Redeemed"),
        speech.say("measure_points_expired", "Expired"),
        speech.say("measure_points_outstanding", "In members' hands"),
        speech.say("measure_redemption_rate_points", "Redemption rate"),
        speech.say("measure_redemption_rate_members", "Members who redeemed"),
    )
    return {one.code.removeprefix("measure_"): one.text for one in said}


def meanings(speech: Speech) -> dict[str, str]:
    """By measure: how it is counted."""
    said = (
        speech.say("means_members", "Who had joined, and not left, by the end of the period."),
        speech.say("means_active_members", "Members who bought at least once in the period."),
        speech.say("means_member_sales_share", "Net sales of the period that carry a member's number, of all of them."),
        speech.say("means_average_order_value", "Net sales of the period divided by its purchases."),
        speech.say("means_repeat_purchase_rate", "Of the members who bought in the period, those who did so twice."),
        speech.say(
            "means_points_issued", "What purchases, events and gifts of the period gave, less what returns took."
        ),
        speech.say("means_points_redeemed", "What was used in the period, less what was given back."),
        speech.say("means_points_expired", "What ended in the period without being used."),
        speech.say("means_points_outstanding", "What members hold now, whether usable, to come or set aside."),
        speech.say("means_redemption_rate_points", "Redeemed in the period, of what was issued in it."),
        speech.say(
            "means_redemption_rate_members", "Members who redeemed in the period, compared with the active ones."
        ),
    )
    return {one.code.removeprefix("means_"): one.text for one in said}

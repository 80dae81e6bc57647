"""What is refused whatever was asked for: keys, instants, reviews, and faults of our own."""

from __future__ import annotations

from setia.wording.phrases import Phrase

REQUESTS: dict[str, tuple[Phrase, ...]] = {
    "being_checked": (
        Phrase("something that this member has earned is being checked; it can be done when that is settled"),
    ),
    "engine_fault": (Phrase("it could not be worked out, and the fault is ours"),),
    "idempotency_key_reused": (Phrase("this key was used before, to ask for something else"),),
    "instant_out_of_range": (
        Phrase("the instant {field} must lie in the years 1 to 9999, as the calendar is in {zone}"),
        Phrase("an instant is outside what a calendar can show"),
    ),
    "key_erased": (Phrase("this key was used before, for a member who has been erased since"),),
    "key_expired_see_resource": (
        Phrase("this key was used so long ago that its answer is not kept; see transaction {transaction}"),
        Phrase("this key was used so long ago that its answer is not kept"),
    ),
    "no_program_in_force": (Phrase("no program is in force"),),
    "not_a_code": (
        Phrase(
            "the {field} is kept for ever and must be a word such as `goodwill` or `counted_wrong`;"
            " what a person should read goes into the note"
        ),
        Phrase("the reason must be a word such as `goodwill`"),
    ),
    "reason_missing": (Phrase("a reason is missing"),),
    "rejected_in_review": (Phrase("somebody has looked at it before, and rejected it"),),
    "review_decided": (
        Phrase("review {review} was approved before", when={"state": "approved"}),
        Phrase("review {review} was rejected before", when={"state": "rejected"}),
        Phrase("it was decided before"),
    ),
    "second_person_needed": (Phrase("somebody else has to agree to it"),),
    "too_late": (
        Phrase("it is too late", when={"days": 0}),
        Phrase("it can be undone within {days:plain} days, and they are over"),
        Phrase("it is too late"),
    ),
    "unknown_review": (Phrase("there is no review {review}"), Phrase("there is no such review")),
    "unknown_transaction": (Phrase("there is no transaction {transaction}"), Phrase("there is no such transaction")),
}

"""What is refused about members, their accounts and what they consented to."""

from __future__ import annotations

from setia.wording.phrases import Phrase

MEMBERS: dict[str, tuple[Phrase, ...]] = {
    "account_closed": (
        Phrase("{card} was claimed by a member, who has what was on it"),
        Phrase("the account is closed", when={"status": "closed"}),
        Phrase("the account is merged", when={"status": "merged"}),
        Phrase("the account is closed"),
    ),
    "birth_date_kept": (
        Phrase("a gift was given for this date; please ask the staff to change it", to="member"),
        Phrase("it has been given for; only staff change the date now"),
    ),
    "birthday_given": (
        Phrase("the birthday of {year:year} has been given for"),
        Phrase("this birthday has been given for"),
    ),
    "consent_not_by_staff": (Phrase("only the member can give this consent"),),
    "consent_text_missing": (Phrase("the text that was consented to is not known"),),
    "has_open_holds": (
        Phrase("{holds:plain} of its holds are open; capture or release them first"),
        Phrase("holds are open"),
    ),
    "identifier_taken": (
        Phrase("this cannot be used to identify this account; please ask at the counter", to="member"),
        Phrase("this identifier is another member's"),
    ),
    "member_erased": (Phrase("it concerns somebody who has been erased"),),
    "name_missing": (Phrase("a name is missing"),),
    "not_a_merge": (Phrase("transaction {transaction} took over nobody"), Phrase("that was no merge")),
    "nothing_for_birthday": (Phrase("there is nothing to give for a birthday now"),),
    "same_account": (Phrase("both are the same account"),),
    "self_service": (Phrase("nobody may move a purchase to or from a card of his own"),),
    "spending_frozen": (
        Phrase("nothing of yours can be used until the shop has looked at it; please ask at the counter", to="member"),
        Phrase("nothing of this member's can be used until somebody has looked at it"),
    ),
    "attribute_fault": (
        Phrase("the attribute {field} must be one of {expected}", when={"fault": "not_a_choice"}),
        Phrase("the attribute {field} must be a date such as {expected}", when={"fault": "not_a_date"}),
        Phrase("the attribute {field} must be `yes` or `no`", when={"fault": "not_yes_or_no"}),
        Phrase(
            "the attribute {field} must be a whole number from {least:plain} to {most:plain}",
            when={"fault": "out_of_range"},
        ),
        Phrase("an attribute is not as the program describes it"),
    ),
    "text_refused": (Phrase("the text cannot be kept"),),
    "unknown_channel": (Phrase("there is no such channel"),),
    "unknown_gift_card": (Phrase("there is no gift card with this code"),),
    "unknown_member": (
        Phrase("no member has the identifier {name}"),
        Phrase("no member has this identifier"),
    ),
    "unknown_tier": (Phrase("there is no level {tier}"), Phrase("there is no such level")),
}

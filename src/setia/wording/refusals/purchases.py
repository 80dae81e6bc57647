"""What is refused about purchases, returns and events."""

from __future__ import annotations

from setia.wording.phrases import Phrase

PURCHASES: dict[str, tuple[Phrase, ...]] = {
    "already_claimed": (Phrase("this purchase is a member's already"),),
    "claim_too_late": (Phrase("it could be claimed until {ended:instant}"), Phrase("it can be claimed no more")),
    "currency_mismatch": (
        Phrase("it is in {found}; the program's currency is {expected}"),
        Phrase("the currency is not the program's"),
    ),
    "event_field_fault": (
        Phrase("the field {field} is missing", when={"fault": "missing_field"}),
        Phrase("the field {field} has a value that is none of its choices", when={"fault": "not_a_choice"}),
        Phrase("the field {field} must be a word such as `food`, and not a sentence", when={"fault": "not_a_code"}),
        Phrase("the field {field} is out of its range", when={"fault": "out_of_range"}),
        Phrase("the field {field} is none of this event's", when={"fault": "unknown_field"}),
        Phrase("the field {field} has a value of another type", when={"fault": "wrong_type"}),
        Phrase("the field {field} is wrong"),
        Phrase("a field of the event is not as the program describes it"),
    ),
    "event_in_future": (
        Phrase("it lies in the future: {event_at:instant}, and it is {now:instant}"),
        Phrase("it lies in the future"),
    ),
    "line_mismatch": (
        Phrase("line {line} is {net:money} net, which is not its list price of {list:money} less its discounts"),
        Phrase("a line's net is not its list price less its discounts"),
    ),
    "natural_key_conflict": (
        Phrase("this receipt was recorded before with other content; what is kept is of {event_at:instant}"),
        Phrase("this number of a receipt or refund was recorded before with other content"),
    ),
    "no_single_purchase": (
        Phrase("what the receipt says is true of {found:plain} unclaimed purchases, and must be of one"),
        Phrase("no single purchase is like that"),
    ),
    "not_a_purchase": (Phrase("transaction {transaction} is no purchase"), Phrase("that is no purchase")),
    "purchase_belongs_to_other_member": (
        Phrase("this receipt cannot be counted for this account; please ask at the counter", to="member"),
        Phrase("this receipt belongs to another member"),
    ),
    "receipt_incomplete": (
        Phrase("{source} numbers its receipts anew: {field} must say which one is meant"),
        Phrase("receipt numbers of this source start again: say which one is meant"),
    ),
    "source_of_other_client": (
        Phrase("{source} is another client's source"),
        Phrase("that source is another client's"),
    ),
    "split_mismatch": (
        Phrase("line {line} must be in exactly one part"),
        Phrase("the parts do not make up the bill"),
    ),
    "totals_mismatch": (
        Phrase("lines, charges and rounding come to {owed:money}, but {paid:money} was paid"),
        Phrase("lines, charges and rounding do not add up to what was paid"),
    ),
    "unknown_event": (Phrase("the program has no event {event}"), Phrase("the program has no such event")),
    "unknown_line": (Phrase("the receipt has no line {line}"), Phrase("the receipt has no such line")),
    "unknown_receipt": (Phrase("there is no such receipt"),),
}

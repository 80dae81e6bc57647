"""What a caller over HTTP is told in words: refusals of the ledger, and what is wrong with the request itself."""

from __future__ import annotations

from setia.wording.phrases import Numbers, Phrase, filled, first_of, whole
from setia.wording.refusals import REFUSALS, refusal
from setia.wording.sentences import Sentence, Speech

REQUESTS: dict[str, tuple[Phrase, ...]] = {
    "adjusts_too_much": (
        Phrase("up to {limit:units} can be given or taken at once; for {asked:units} an owner is needed"),
        Phrase("so much at once needs an owner"),
    ),
    "bad_request": (Phrase("the request cannot be read"),),
    "busy": (Phrase("somebody else is working on the same; please try again in a moment"),),
    "clock_jump": (
        Phrase("the server's clock says {reading}, far from {expected}; nothing is done until it is right again"),
        Phrase("the server's clock cannot be right; nothing is done until it is right again"),
    ),
    "codes_or_count": (Phrase("say which codes, or how many"),),
    "database_unreachable": (Phrase("the database cannot be reached at present; please try again in a moment"),),
    "duplicate_key": (Phrase("the field {field} is there twice"), Phrase("a field is there twice")),
    "erasure_list_missing": (Phrase("the server was not told where the erased are listed"),),
    "lot_ends_before_it_begins": (Phrase("units must end after they were earned"),),
    "lot_in_future": (Phrase("units cannot have been earned in the future"),),
    "exponent_missing": (
        Phrase("say how many decimals amounts in {currency} have; sources disagree on it"),
        Phrase("say how many decimals amounts have"),
    ),
    "idempotency_key_malformed": (Phrase("an idempotency key has 1 to 128 visible characters"),),
    "idempotency_key_missing": (
        Phrase("this needs an idempotency key, so that it is done once however often it is sent"),
    ),
    "internal_error": (Phrase("something went wrong, and the fault is ours"),),
    "invalid_field": (
        Phrase("the field {field} is not as it must be: {detail}"),
        Phrase("the request is not as it must be: {detail}"),
        Phrase("the request is not as it must be"),
    ),
    "invalid_request": (
        Phrase("the field {field} is not as it must be: {detail}"),
        Phrase("the request is not as it must be: {detail}"),
        Phrase("the request is not as it must be"),
    ),
    "key_expired": (Phrase("this key has ended; the shop can make a new one"),),
    "key_missing": (Phrase("no key was shown; send one as `Authorization: Bearer KEY`"),),
    "key_unknown": (Phrase("this key is good for nothing"),),
    "lines_or_amount": (Phrase("say what came back: lines, or an amount"),),
    "member_proof_expired": (Phrase("the proof that the member is there has ended; please show a new one"),),
    "member_proof_locked": (
        Phrase("too many tries were wrong; it can be tried again from {until:iso} on"),
        Phrase("too many tries were wrong; please ask for a new code"),
    ),
    "member_proof_not_set": (Phrase("the member has not chosen a PIN"),),
    "member_proof_required": (
        Phrase("{asked:units} at once need a proof that the member is there; up to {limit:units} need none"),
        Phrase("this needs a proof that the member is there"),
    ),
    "member_proof_used": (Phrase("the proof that the member is there was used before; please show a new one"),),
    "member_proof_wrong": (
        Phrase("the proof that the member is there is wrong; tries left: {left:plain}"),
        Phrase("the proof that the member is there is wrong"),
    ),
    "member_missing": (Phrase("a guest has no points; say which member it is"),),
    "missing_field": (Phrase("the field {field} is missing"), Phrase("a field is missing")),
    "named_twice": (Phrase("{sku} is named twice"), Phrase("something is named twice")),
    "no_offset": (
        Phrase("the instant {field} has no offset; write it such as 2027-01-31T14:00:00+08:00"),
        Phrase("an instant has no offset; write it such as 2027-01-31T14:00:00+08:00"),
    ),
    "no_such_path": (Phrase("there is nothing at this address"),),
    "not_a_cursor": (Phrase("the cursor is none that came with a page before"),),
    "not_a_member_name": (Phrase("this names no member: {detail}"), Phrase("this names no member")),
    "not_an_identifier": (Phrase("this cannot identify a member"),),
    "not_begun": (Phrase("it was not begun; please send it again in a moment"),),
    "not_confirmed": (Phrase("say the member's public id to confirm it"),),
    "not_json": (Phrase("this is not JSON: {detail}"), Phrase("this is not JSON")),
    "other_program": (Phrase("the document is of another program"),),
    "other_store": (
        Phrase("this key works for the store {allowed} alone"),
        Phrase("this key works for another store alone"),
    ),
    "outcome_unknown": (Phrase("nobody can say yet whether it was done; send it again with the same key"),),
    "overloaded": (Phrase("too much is waiting; please try again in a moment"),),
    "scope_missing": (Phrase("this key may not do that: it lacks `{needed}`"), Phrase("this key may not do that")),
    "several_vouchers": (Phrase("several rewards have this code; look for it among the rewards of the member"),),
    "too_deep": (
        Phrase("the request is nested too deeply; at most {most:plain} levels are read"),
        Phrase("the request is nested too deeply"),
    ),
    "too_large": (Phrase("the request is too large"),),
    "too_many_calls": (
        Phrase("too many calls; at most {per_minute:plain} a minute are taken"),
        Phrase("too many calls"),
    ),
    "token_unknown": (Phrase("this token is good for nothing, or has ended; please sign in again"),),
    "too_many_purchases": (
        Phrase("a file for this has at most {expected:plain} purchases; this one has {found:plain}"),
        Phrase("the file has too many purchases for this"),
    ),
    "too_many_wrong_keys": (Phrase("too many keys from this address were good for nothing; please wait a while"),),
    "too_many_codes": (
        Phrase("at most {most:plain} codes are sent at a time; please wait a while"),
        Phrase("too many codes were asked for; please wait a while"),
    ),
    "position_not_reached": (Phrase("what was written before cannot be read here yet; please try again in a moment"),),
    "too_many_decimals": (
        Phrase("amounts have {found:plain} decimals here; at most {most:plain} are possible"),
        Phrase("amounts have too many decimals"),
    ),
    "unknown_voucher": (Phrase("no reward has this code"),),
    "unknown_benefit": (Phrase("nothing in the program gives it"),),
    "unknown_currency": (Phrase("no currency is called {found}"), Phrase("there is no such currency")),
    "unknown_field": (Phrase("there is no field {field} here"), Phrase("there is no such field here")),
    "unknown_import": (Phrase("there is no such import"),),
    "unknown_kind": (
        Phrase("the field {field} is of no kind that is known: {detail}"),
        Phrase("that is of no kind that is known"),
    ),
    "unknown_make_good": (Phrase("there is no such action of making good"),),
    "unknown_notice": (Phrase("no change of the program has this number that is still to come"),),
    "unknown_product": (
        Phrase("nothing was ever said of a product {sku}"),
        Phrase("nothing was ever said of this product"),
    ),
    "unknown_staff": (Phrase("nobody of the staff is called {name}"), Phrase("nobody of the staff is called so")),
    "weak_pin": (Phrase("a PIN has 6 to 12 digits that nobody guesses"),),
    "whole_program": (
        Phrase("this key works for the store {store} alone, and this is of all stores"),
        Phrase("this key works for one store alone, and this is of all stores"),
    ),
    "wrong_media_type": (Phrase("send `application/json`"),),
    "wrong_method": (Phrase("this cannot be asked at this address with this method"),),
}
"""What is wrong with a request, whatever the ledger would have said to it: by code, from the most telling on."""

_OF_DOCUMENTS = "document: "
"""How a field begins that is inside a program's document; what is wrong there has codes of its own."""


def explained(by: Speech, code: str, numbers: Numbers) -> Sentence | None:
    """A problem in words; None for codes that have none here. `field` and `detail` are told beside the numbers."""
    of_document = str(numbers.get("field", "")).startswith(_OF_DOCUMENTS)
    if code in REFUSALS and "detail" not in numbers and not of_document:
        return refusal(by, code, numbers)
    if code not in REQUESTS or (of_document and code != "other_program"):
        return None
    phrase = first_of(REQUESTS[code], by, numbers)
    return whole(filled(code, phrase, by, numbers), by) if phrase is not None else None

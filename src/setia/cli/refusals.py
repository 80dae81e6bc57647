"""A sentence for every "no": with its numbers where they are known, in general where they are not."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any

from setia.cli import names
from setia.cli.units import Units, length

Numbers = Mapping[str, int | str]

_SENTENCES: dict[str, tuple[str, ...]] = {
    "account_closed": (
        "{card} was claimed by a member, who has what was on it",
        "the account is {status}",
        "the account is closed",
    ),
    "already_claimed": ("this purchase is a member's already",),
    "already_paused": ("nothing in {wallet} ends at present: it is paused already", "it is paused already"),
    "amount_out_of_range": (
        "line {line} comes to {net:money}; no line may be larger than {max:money}",
        "the bill comes to {owed:money}; none may be larger than {max:money}",
        "{amount:units} were asked for; it must be in steps of {step:units}, and at most {max:units}",
        "{amount:units} were asked for; it must be more than 0 and at most {max:units}",
        "{amount:units} were asked for; it must be more than 0",
        "an amount is out of range",
    ),
    "balance_out_of_range": ("the balance of {wallet} would be too large", "the balance would be too large"),
    "basket_committed": ("the basket was paid for before",),
    "basket_expired": ("the basket ended {ended:instant}, and what it kept is free again", "the basket has ended"),
    "basket_released": ("the basket was given up, and what it kept is free again",),
    "basket_too_small": (
        "it is for baskets of {least:money} or more, and this one is worth {basket:money}",
        "it is for baskets of {least:money} or more; say what this one is worth",
        "it is for larger baskets",
    ),
    "birth_date_kept": ("it has been given for; only staff change the date now",),
    "birthday_given": ("the birthday of {year} has been given for", "this birthday has been given for"),
    "claim_too_late": ("it could be claimed until {ended:instant}", "it can be claimed no more"),
    "code_expired": ("the code ended {ended:instant}", "the code has ended"),
    "code_for_members": ("the code is for members",),
    "code_not_combined": (
        "it does not go together with {rule}, which takes more off or comes first",
        "the code does not go together with something else that comes off",
    ),
    "code_not_for_this": (
        "{condition:condition}; {missing} more would be needed",
        "the code is not for this basket: {condition:condition}",
        "the code is not for this basket",
    ),
    "code_not_yet": ("the code begins {begins:instant}", "the code cannot be used yet"),
    "code_of_other_member": ("the code is another member's",),
    "code_reserved": ("others hold it until {until:instant}, and have not paid yet", "others hold it at present"),
    "code_used": ("the code could be used {uses:times}, and has been", "the code has been used"),
    "code_used_by_member": (
        "a member can use the code {uses:times}, and has or holds it so often",
        "the member has used the code",
    ),
    "code_withdrawn": ("the code was taken back",),
    "code_without_effect": ("the code takes nothing off these goods",),
    "consent_not_by_staff": ("only the member can give this consent",),
    "consent_text_missing": ("the text that was consented to is not known",),
    "currency_mismatch": (
        "it is in {found}; the program's currency is {expected}",
        "the currency is not the program's",
    ),
    "debt_blocks": ("{debt:units} are owed, and nothing can be used until they are paid", "something is owed"),
    "engine_fault": ("it could not be worked out, and the fault is ours",),
    "event_field_fault": (
        "the field {field} {fault:fault}",
        "a field of the event is not as the program describes it",
    ),
    "event_in_future": ("it lies in the future: {event_at:instant}, and it is {now:instant}", "it lies in the future"),
    "has_open_holds": ("{holds} of its holds are open; capture or release them first", "holds are open"),
    "hold_captured": ("hold {hold} has been captured: {captured:units} of it were used", "the hold has been captured"),
    "hold_expired": ("hold {hold} has ended, and what it held is free again", "the hold has ended"),
    "hold_released": ("hold {hold} has been released", "the hold has been released"),
    "idempotency_key_reused": ("this key was used before, to ask for something else",),
    "identifier_taken": ("this identifier is another member's",),
    "instant_out_of_range": (
        "{field} must lie in the years 1 to 9999, as the calendar is in {zone}",
        "an instant is outside what a calendar can show",
    ),
    "insufficient": ("only {available:units} are usable, {asked:number} were asked for", "too little is usable"),
    "key_erased": ("this key was used before, for a member who has been erased since",),
    "key_expired_see_resource": (
        "this key was used so long ago that its answer is not kept; see transaction {seq} of account {account}",
        "this key was used so long ago that its answer is not kept",
    ),
    "line_mismatch": (
        "line {line} is {net:money} net, which is not its list price of {list:money} less its discounts",
        "a line's net is not its list price less its discounts",
    ),
    "member_erased": ("it concerns somebody who has been erased",),
    "money_transfer_off": (
        "{wallet} is money, and money does not go from one member to another",
        "money does not go from one member to another",
    ),
    "name_missing": ("a name is missing",),
    "natural_key_conflict": ("this number of a receipt or refund was recorded before with other content",),
    "no_debt_in_money": ("{wallet} is money, and money is never owed", "money is never owed"),
    "no_program_in_force": ("no program is in force",),
    "no_single_purchase": (
        "what the receipt says is true of {found} unclaimed purchases, and must be of one",
        "no single purchase is like that",
    ),
    "not_a_code": (
        "the {field} is kept for ever and must be a word such as `goodwill` or `counted_wrong`;"
        " what a person should read goes into the note",
        "the reason must be a word such as `goodwill`",
    ),
    "not_a_merge": ("transaction {transaction} took over nobody", "that was no merge"),
    "not_a_purchase": ("transaction {transaction} is no purchase", "that is no purchase"),
    "not_a_redemption": ("transaction {transaction} is no redemption", "that is no redemption"),
    "not_for_sale": ("{reward:reward} has no price for this member today", "it has no price for this member today"),
    "not_money": ("{wallet} is not money, and nothing can be paid into it", "the wallet is not money"),
    "not_paused": ("{wallet} is not paused", "it is not paused"),
    "nothing_for_birthday": ("there is nothing to give for a birthday now",),
    "out_of_stock": ("{reward:reward} is out of stock", "it is out of stock"),
    "paid_units_left": ("{units:units} of {wallet} were paid for and must be paid out first", "paid units are left"),
    "points_cannot_pay": (
        "{amount:number} were to pay; at least {least:number} can, at most {max:number}, in steps of {step:number}",
        "so many points cannot pay for this",
    ),
    "points_tender_mismatch": (
        "the points that are used pay {owed:money}, but {paid:money} was said to be paid with them",
        "what was paid with points is not what they are worth",
    ),
    "purchase_belongs_to_other_member": ("this receipt belongs to another member",),
    "quota_reached": (
        "a member can have it {times:times} {every:every}, and has had it",
        "the member has had as many as he can",
    ),
    "reason_missing": ("a reason is missing",),
    "rejected_in_review": ("somebody has looked at it before, and rejected it",),
    "review_decided": ("review {review} was {state} before", "it was decided before"),
    "reward_cancelled": ("{reward:reward} was cancelled", "the reward was cancelled"),
    "reward_expired": ("{reward:reward} has ended", "the reward has ended"),
    "reward_not_for_you": ("it is not for this member now: {condition:condition}", "it is not for this member now"),
    "reward_used": ("{reward:reward} was used before", "the reward was used before"),
    "same_account": ("both are the same account",),
    "self_service": ("nobody may move a purchase to or from a card of his own",),
    "split_mismatch": ("line {line} must be in exactly one part", "the parts do not make up the bill"),
    "text_refused": ("the text cannot be kept",),
    "too_late": ("it can be undone within {days} days, and they are over", "it is too late"),
    "totals_mismatch": (
        "lines, charges and rounding come to {owed:money}, but {paid:money} was paid",
        "lines, charges and rounding do not add up to what was paid",
    ),
    "ttl_out_of_range": (
        "a hold of {ttl:length} was asked for; it must be more than 0 and at most {max:length}",
        "a hold cannot last so long",
    ),
    "unknown_basket": ("there is no such basket",),
    "unknown_channel": ("there is no such channel",),
    "unknown_code": ("there is no such code",),
    "unknown_conversion": ("there is no conversion {conversion}", "there is no such conversion"),
    "unknown_event": ("the program has no event {event}", "the program has no such event"),
    "unknown_gift_card": ("there is no gift card with this code",),
    "unknown_hold": ("there is no hold {hold}", "there is no such hold"),
    "unknown_line": ("the receipt has no line {line}", "the receipt has no such line"),
    "unknown_member": ("no member has the identifier {name}", "no member has this identifier"),
    "unknown_price_rule": ("the program has no price rule {rule} that goes by codes", "there is no such price rule"),
    "unknown_receipt": ("there is no such receipt",),
    "unknown_review": ("there is no review {review}", "there is no such review"),
    "unknown_reward": ("there is no reward {reward}", "there is no such reward"),
    "unknown_tier": ("there is no level {tier}", "there is no such level"),
    "unknown_transaction": ("there is no transaction {transaction}", "there is no such transaction"),
    "unknown_wallet": ("there is no wallet {wallet}", "there is no such wallet"),
}
"""From the most telling to the most general: the first whose numbers are all there is said."""


_FAULTS = {
    "missing_field": "is missing",
    "not_a_choice": "has a value that is none of its choices",
    "not_a_code": "must be a word such as `food`, and not a sentence",
    "out_of_range": "is out of its range",
    "unknown_field": "is none of this event's",
    "wrong_type": "has a value of another type",
}
"""What is wrong with a field of an event."""

_CONDITIONS = {
    "attribute": "it asks for something else of the member",
    "birthday": "it is for a birthday",
    "calendar": "it is for other days",
    "channel": "it is for another channel",
    "date_window": "it is for other days",
    "days_since_last_visit": "it depends on when the member bought last",
    "first_purchase": "it depends on how often the member has bought",
    "nth_visit": "it depends on how often the member has bought",
    "segment": "it is for other members",
    "store": "it is for other stores",
    "tier": "it is for other levels",
    "time_of_day": "it is for another time of day",
    "weekday": "it is for other days of the week",
}
"""By kind, the condition that kept somebody from a reward."""


def refusal(code: str, numbers: Numbers | None = None, units: Units | None = None) -> str:
    """Why a command was refused; without numbers, or without the units to say them in, in general."""
    known: Numbers = numbers if numbers is not None and units is not None else {}
    teller = _Teller(units)
    for sentence in _SENTENCES.get(code, ()):
        if teller.fields(sentence) <= known.keys():
            return teller.vformat(sentence, (), known)
    return code


class _Teller(string.Formatter):
    """Says each number as what it is."""

    def __init__(self, units: Units | None) -> None:
        self._units = units

    def fields(self, sentence: str) -> set[str]:
        """The numbers that a sentence needs."""
        return {name for _, name, _, _ in self.parse(sentence) if name}

    def format_field(self, value: Any, format_spec: str) -> str:
        """A number by the name of its kind; none is plain."""
        units = self._units
        if not format_spec or units is None:
            return str(value)
        words: dict[str, Callable[[str], str]] = {
            "reward": lambda id_: names.inside(names.of(units.document().rewards, id_)),
            "fault": lambda fault: _FAULTS.get(fault, "is wrong"),
            "condition": lambda kind: _CONDITIONS.get(kind, "one of its conditions does not hold"),
            "every": lambda every: names.PERIODS.get(every, every),
            "times": lambda times: "once" if times == "1" else f"{int(times):,} times",
        }
        if format_spec in words:
            return words[format_spec](str(value))
        how: dict[str, Callable[[int], str]] = {
            "units": units.amount,
            "number": units.number,
            "money": units.money,
            "instant": units.instant,
            "length": length,
        }
        return how[format_spec](int(value))

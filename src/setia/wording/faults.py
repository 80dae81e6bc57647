"""What is wrong with a program document, what of it to look at, and why it may not take effect: in every language."""

from __future__ import annotations

from setia.engine.rules.advice import Advice
from setia.wording.expected import expected as in_words
from setia.wording.phrases import Numbers, Phrase, filled, whole
from setia.wording.sentences import Said, Sentence, Speech
from setia.wording.speaker import Speaker

FAULTS: dict[str, Phrase] = {
    "not_yaml": Phrase("this is not YAML: {found}"),
    "empty": Phrase("the document is empty"),
    "too_large": Phrase("the document is too large ({expected})"),
    "too_deep": Phrase("nested too deeply"),
    "too_many_values": Phrase("the document has too many values"),
    "key_not_text": Phrase("a key must be text"),
    "not_text": Phrase("this is not text: NUL, or half of a pair of surrogates"),
    "idle_in_money": Phrase("money never ends by idleness"),
    "min_life_without_end": Phrase("what has no end (`after`) needs no least life"),
    "debt_in_money": Phrase("money is never owed; choose {expected}"),
    "duplicate_key": Phrase("`{found}` is there twice"),
    "key_too_long": Phrase("the key `{found}` is too long ({expected})"),
    "anchor_refused": Phrase("anchors (`&`) are not allowed; write the value out"),
    "alias_refused": Phrase("aliases (`*`) are not allowed; write the value out"),
    "tag_refused": Phrase("tags (`!`) are not allowed"),
    "directive_refused": Phrase("directives (`%`) are not allowed"),
    "bad_number": Phrase("`{found}` is not a number written as {expected}; put text in quotes"),
    "number_too_long": Phrase("`{found}` has too many digits"),
    "unknown_field": Phrase("there is no field `{found}` here"),
    "misplaced_field": Phrase("`{found}` does not belong here but in {expected}"),
    "unknown_kind": Phrase("there is no kind `{found}`"),
    "not_a_choice": Phrase("`{found}` is none of {expected}"),
    "missing_field": Phrase("this field is missing"),
    "wrong_type": Phrase("expected {expected}, found {found}"),
    "invalid": Phrase("this cannot stand here: {found}"),
    "unknown_format": Phrase("format {found} is not known; this version reads {expected}"),
    "bad_id": Phrase("`{found}` is not a name ({expected})"),
    "no_text": Phrase("a text in at least one language is needed"),
    "unknown_currency": Phrase("`{found}` is not an ISO 4217 currency such as {expected}"),
    "unknown_zone": Phrase("`{found}` is not a time zone such as {expected}"),
    "empty_list": Phrase("at least one is needed"),
    "duplicate_id": Phrase("`{found}` is there twice"),
    "out_of_range": Phrase("{found} is out of range ({expected})"),
    "not_a_duration": Phrase("`{found}` is not a duration such as {expected}"),
    "not_a_date": Phrase("`{found}` is not a date such as {expected}"),
    "needs_birthday": Phrase("say for how many days from the birthday on, such as `days: 7`"),
    "reserved_name": Phrase("`{found}` is a trigger that is there anyway; choose another name"),
    "unknown_trigger": Phrase("`{found}` is not a trigger ({expected})"),
    "unknown_wallet": Phrase("there is no wallet `{found}`"),
    "unknown_limit": Phrase("there is no limit `{found}`"),
    "not_of_goods": Phrase("a gift and a delivery are given as {expected}: nothing of the goods is paid"),
    "unknown_price_group": Phrase("there is no group `{found}` of price rules"),
    "unknown_lane": Phrase("there is no lane `{found}`"),
    "unknown_rule": Phrase("there is no rule `{found}`"),
    "unknown_earlier_rule": Phrase("no rule `{found}` is reckoned before this one"),
    "unknown_reward": Phrase("there is no reward `{found}`"),
    "unknown_event": Phrase("there is no event `{found}`"),
    "unknown_event_field": Phrase("the event has no field `{found}`"),
    "unknown_calendar_table": Phrase("there is no table `{found}` of days"),
    "unknown_calendar": Phrase("there is no calendar `{found}`"),
    "unknown_tag": Phrase("no store has the tag `{found}`"),
    "unknown_tier": Phrase("there is no level `{found}`"),
    "unknown_tier_set": Phrase("there is no tier set `{found}`"),
    "which_tier_set": Phrase("say which tier set: {expected}"),
    "too_many_decimals": Phrase("{found} has too many decimals ({expected})"),
    "too_few": Phrase("{found} is too few (at least {expected})"),
    "not_a_number": Phrase("`{found}` is not a number such as {expected}"),
    "not_a_time": Phrase("`{found}` is not a time of day such as {expected}"),
    "one_of": Phrase("exactly one of {expected} is needed"),
    "some_of": Phrase("at least one of {expected} is needed"),
    "not_of_field": Phrase("`{found}` is nothing that this field of the event can be ({expected})"),
    "not_of_attribute": Phrase("`{found}` is nothing that this attribute can be ({expected})"),
    "needs_event": Phrase("only a rule that an event triggers can ask for an event's field"),
    "needs_before": Phrase("`days` goes with `before` only"),
    "needs_by_tier": Phrase("this goes with `by_tier` only"),
    "needs_spend": Phrase(
        "a purchase can only be judged by the level that it reaches where the tier set counts spend alone"
    ),
    "needs_text": Phrase("`one_of` goes with fields of type text only"),
    "needs_whole": Phrase("`least` and `most` go with fields of type whole only"),
    "carry_needs_floor": Phrase(
        "what rounding leaves can only be carried where it rounds down, at one rate for all levels"
    ),
    "carry_in_best": Phrase("a rule of the lane `{found}`, where the best one wins, cannot carry what rounding leaves"),
    "not_money": Phrase("`{found}` is not a wallet of money ({expected})"),
    "not_stamps": Phrase("`{found}` is not a wallet of stamps"),
    "not_comparable": Phrase(
        "rules of the lane `{found}` compete: each must give units of the same wallet, and nothing else"
    ),
    "several_wallets": Phrase("`{found}` limits units of several wallets ({expected}); take one limit for each"),
    "budget_per_purchase": Phrase("a budget for all members together cannot be for one purchase"),
    "first_level_is_everybodys": Phrase("the first level is everybody's and has nothing to qualify by"),
    "held_out_promise": Phrase("nobody can be held out of `{found}`: it is a promise; an extra says `offer: true`"),
    "held_out_base": Phrase("nobody can be held out of `{found}`: other rules multiply what it gives"),
    "held_out_tier_benefit": Phrase("nobody can be held out of `{found}`: it comes with a level"),
    "held_out_twice": Phrase("`{found}` is part of the experiment `{expected}` already"),
    "points_of_rules": Phrase("`rules` goes with the measure `points`, and `points` needs it"),
}
"""By code, what is wrong with a document; `found` is what stands there, `expected` what could."""

WITH_CHOICES = frozenset(
    {
        "unknown_field",
        "unknown_kind",
        "missing_field",
        "unknown_wallet",
        "unknown_limit",
        "unknown_price_group",
        "unknown_lane",
        "unknown_rule",
        "unknown_earlier_rule",
        "unknown_reward",
        "unknown_event",
        "unknown_event_field",
        "unknown_calendar_table",
        "unknown_calendar",
        "unknown_tag",
        "unknown_tier",
        "unknown_tier_set",
    }
)
"""Of these `expected` is all that there is."""

ADVICE: dict[str, Phrase] = {
    "rule_never_holds": Phrase(
        "it can never hold: conditions {conditions} contradict each other, or the dates of the program"
    ),
    "reward_never": Phrase("nobody can ever ask for it: conditions {conditions} contradict each other"),
    "calendar_over": Phrase("the calendar `{calendar}` has no day on which this could hold; give it new dates"),
    "never_together": Phrase("`{other}` never holds when this rule does, so there is nothing to multiply"),
    "never_compete": Phrase("no two rules of this lane can ever hold at once, so none competes"),
    "limit_never_reached": Phrase("its rules can give {most} at most, so a limit of {allowed} never cuts anything"),
    "level_passed_by": Phrase("whoever qualifies for it qualifies for `{higher}` at once"),
    "wallet_unused": Phrase("no rule gives any of its units"),
    "reward_unused": Phrase("nobody can get it: it has no price, and no rule or card gives it"),
    "limit_unused": Phrase("no rule names it"),
    "lane_unused": Phrase("no rule runs in it"),
    "calendar_unused": Phrase("no condition asks for it"),
    "event_unused": Phrase("no rule and no level counts it"),
}
"""By code, what an author should look at in a sound document."""

NOT_APPLIED: dict[str, Phrase] = {
    "calendar_over": Phrase("calendars: `{calendar}` has no day on which a rule that asks for it could hold"),
    "starts_in_the_past": Phrase("effective_from: a further version cannot take effect in the past"),
    "currency_changed": Phrase("currency: a program keeps its currency for ever ({expected})"),
    "wallet_removed": Phrase("wallets: `{wallet}` holds members' units and cannot be removed"),
    "decimals_changed": Phrase("wallets: the decimals of `{wallet}` are fixed ({expected})"),
    "kind_changed": Phrase("wallets: `{wallet}` is of kind {expected} for ever, not {found}"),
    "worse_too_soon": Phrase(
        "{field} is worse for members ({changes:plain} such change(s)); the notice period allows"
        " it from {earliest_at:instant} on, and effective_from is {starts_at:instant}"
    ),
    "second_person_needed": Phrase("{proposed_by} proposed it; somebody else has to agree"),
    "changed_meanwhile": Phrase("version {version:plain} has been applied since it was proposed; propose it again"),
    "unknown_proposal": Phrase("nothing waits under number {proposal:plain}"),
    "existing_before_start": Phrase(
        "wallets: `{wallet}`: apply_to_existing ({asked_at:instant}) lies before effective_from ({starts_at:instant})"
    ),
    "notice_too_short": Phrase(
        "wallets: `{wallet}`: what members have would end earlier from {asked_at:instant} on,"
        " which the notice period allows from {earliest_at:instant} on; an earlier apply_to_existing may only lengthen"
    ),
}
"""By code, why a version may not take effect so."""


def fault(by: Speech, code: str, found: str, expected: str) -> Sentence:
    """What is wrong, as a clause. A code that nobody knows is said as it is."""
    return _clause(by, FAULTS, code, {"found": in_words(by, found), "expected": in_words(by, expected)})


def further(by: Speech, code: str, expected: str, suggestion: str) -> Sentence | None:
    """What could stand there: what is probably meant, or else all that there is."""
    if suggestion:
        return by.say("did_you_mean", "Did you mean {word}?", word=Said(suggestion, suggestion))
    if expected and code in WITH_CHOICES:
        return by.say("there_is", "There is: {choices}.", choices=Said(expected, expected))
    return None


def clause(by: Speech, one: Advice) -> Sentence:
    """What an author should look at, as a clause."""
    return _clause(by, ADVICE, one.code, one.numbers)


def advised(by: Speech, one: Advice) -> Sentence:
    """The same as a sentence."""
    return whole(clause(by, one), by)


def not_applied(by: Speaker, code: str, numbers: Numbers) -> Sentence:
    """Why a version may not take effect so, as a sentence."""
    return whole(_clause(by, NOT_APPLIED, code, numbers), by)


def _clause(by: Speech, among: dict[str, Phrase], code: str, numbers: Numbers) -> Sentence:
    phrase = among.get(code)
    if phrase is None or not phrase.fields <= numbers.keys():
        return Sentence(code, code, {})
    return filled(code, phrase, by, numbers)

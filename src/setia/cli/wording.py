"""English sentences for the codes that come from below."""

from __future__ import annotations

from setia.cli.refusals import refusal
from setia.cli.when import show_instant
from setia.services.documents import DocumentFault
from setia.services.purchase_files import FileFault

__all__ = ["cannot_apply", "checkpoint_fault", "document_fault", "file_fault", "refusal"]

_DOCUMENT = {
    "not_yaml": "this is not YAML: {found}",
    "empty": "the document is empty",
    "too_large": "the document is too large ({expected})",
    "too_deep": "nested too deeply",
    "too_many_values": "the document has too many values",
    "key_not_text": "a key must be text",
    "not_text": "this is not text: NUL, or half of a pair of surrogates",
    "idle_in_money": "money never ends by idleness",
    "min_life_without_end": "what has no end (`after`) needs no least life",
    "debt_in_money": "money is never owed; choose {expected}",
    "duplicate_key": "`{found}` is there twice",
    "key_too_long": "the key `{found}` is too long ({expected})",
    "anchor_refused": "anchors (`&`) are not allowed; write the value out",
    "alias_refused": "aliases (`*`) are not allowed; write the value out",
    "tag_refused": "tags (`!`) are not allowed",
    "directive_refused": "directives (`%`) are not allowed",
    "bad_number": "`{found}` is not a number written as {expected}; put text in quotes",
    "number_too_long": "`{found}` has too many digits",
    "unknown_field": "there is no field `{found}` here (there is {expected})",
    "misplaced_field": "`{found}` does not belong here but in {expected}",
    "unknown_kind": "there is no kind `{found}` (there is {expected})",
    "not_a_choice": "`{found}` is none of {expected}",
    "missing_field": "this field is missing (there is {expected})",
    "wrong_type": "expected {expected}, found {found}",
    "invalid": "{found}",
    "unknown_format": "format {found} is not known; this version reads {expected}",
    "bad_id": "`{found}` is not a name ({expected})",
    "no_text": "a text in at least one language is needed",
    "unknown_currency": "`{found}` is not an ISO 4217 currency such as {expected}",
    "unknown_zone": "`{found}` is not a time zone such as {expected}",
    "empty_list": "at least one is needed",
    "duplicate_id": "`{found}` is there twice",
    "out_of_range": "{found} is out of range ({expected})",
    "not_a_duration": "`{found}` is not a duration such as {expected}",
    "not_a_date": "`{found}` is not a date such as {expected}",
    "needs_birthday": "say for how many days from the birthday on, such as `- {{kind: birthday, days: 7}}`",
    "reserved_name": "`{found}` is a trigger that is there anyway; choose another name",
    "unknown_trigger": "`{found}` is not a trigger ({expected})",
    "unknown_wallet": "there is no wallet `{found}` (there is {expected})",
    "unknown_limit": "there is no limit `{found}` (there is {expected})",
    "not_of_goods": "a gift and a delivery are given as {expected}: nothing of the goods is paid",
    "unknown_price_group": "there is no group `{found}` of price rules (there is {expected})",
    "unknown_lane": "there is no lane `{found}` (there is {expected})",
    "unknown_rule": "there is no rule `{found}` (there is {expected})",
    "unknown_earlier_rule": "no rule `{found}` is reckoned before this one (there is {expected})",
    "unknown_reward": "there is no reward `{found}` (there is {expected})",
    "unknown_event": "there is no event `{found}` (there is {expected})",
    "unknown_event_field": "the event has no field `{found}` (there is {expected})",
    "unknown_calendar_table": "there is no table `{found}` of days (there is {expected})",
    "unknown_calendar": "there is no calendar `{found}` (there is {expected})",
    "unknown_tag": "no store has the tag `{found}` (there is {expected})",
    "unknown_tier": "there is no level `{found}` (there is {expected})",
    "unknown_tier_set": "there is no tier set `{found}` (there is {expected})",
    "which_tier_set": "say which tier set: {expected}",
    "too_many_decimals": "{found} has too many decimals ({expected})",
    "too_few": "{found} is too few (at least {expected})",
    "not_a_number": "`{found}` is not a number such as {expected}",
    "not_a_time": "`{found}` is not a time of day such as {expected}",
    "one_of": "exactly one of {expected} is needed",
    "some_of": "at least one of {expected} is needed",
    "not_of_field": "`{found}` is nothing that this field of the event can be ({expected})",
    "needs_event": "only a rule that an event triggers can ask for an event's field",
    "needs_before": "`days` goes with `before` only",
    "needs_by_tier": "this goes with `by_tier` only",
    "needs_spend": "a purchase can only be judged by the level that it reaches where the tier set counts spend alone",
    "needs_text": "`one_of` goes with fields of type text only",
    "needs_whole": "`least` and `most` go with fields of type whole only",
    "carry_needs_floor": "what rounding leaves can only be carried where it rounds down, at one rate for all levels",
    "carry_in_best": "a rule of the lane `{found}`, where the best one wins, cannot carry what rounding leaves",
    "not_money": "`{found}` is not a wallet of money ({expected})",
    "not_stamps": "`{found}` is not a wallet of stamps",
    "not_comparable": "rules of the lane `{found}` compete: each must give units of the same wallet, and nothing else",
    "several_wallets": "`{found}` limits units of several wallets ({expected}); take one limit for each",
    "budget_per_purchase": "a budget for all members together cannot be for one purchase",
    "first_level_is_everybodys": "the first level is everybody's and has nothing to qualify by",
    "held_out_promise": "nobody can be held out of `{found}`: it is a promise; an extra says `offer: true`",
    "held_out_base": "nobody can be held out of `{found}`: other rules multiply what it gives",
    "held_out_tier_benefit": "nobody can be held out of `{found}`: it comes with a level",
    "held_out_twice": "`{found}` is part of the experiment `{expected}` already",
    "points_of_rules": "`rules` goes with the measure `points`, and `points` needs it",
}

_FILE = {
    "no_such_file": "there is no such file",
    "empty_file": "the file is empty",
    "not_parquet": "this is not a Parquet file",
    "not_utf8": "line {line} is not text in UTF-8",
    "unclosed_quote": "line {line}: a quote is never closed",
    "nul_byte": "line {line} has a NUL byte",
    "line_too_long": "line {line} is too long",
    "duplicate_column": "column `{field}` is there twice",
    "unsupported_type": "column `{field}` holds neither text, numbers nor dates",
    "malformed_pair": "`{field}` is not TARGET=COLUMN",
    "duplicate_target": "`{field}` is mapped twice",
    "unknown_target": "there is no target `{field}`",
    "missing_target": "no column for `{field}`; name it with --column {field}=COLUMN",
    "missing_column": "there is no column `{field}`",
    "bad_option": "{field}: `{value}` makes no sense here",
}

_APPLY = {
    "calendar_over": "calendars: `{calendar}` has no day on which a rule that asks for it could hold",
    "starts_in_the_past": "effective_from: a further version cannot take effect in the past",
    "currency_changed": "currency: a program keeps its currency for ever ({expected})",
    "wallet_removed": "wallets: `{wallet}` holds members' units and cannot be removed",
    "decimals_changed": "wallets: the decimals of `{wallet}` are fixed ({expected})",
    "kind_changed": "wallets: `{wallet}` is of kind {expected} for ever, not {found}",
    "worse_too_soon": "{field} is worse for members ({changes} such change(s)); the notice period allows it from"
    " {earliest_at} on, and effective_from is {starts_at}",
    "second_person_needed": "{proposed_by} proposed it; somebody else has to agree",
    "changed_meanwhile": "version {version} has been applied since it was proposed; propose it again",
    "unknown_proposal": "nothing waits under number {proposal}",
    "existing_before_start": "wallets: `{wallet}`: apply_to_existing ({asked_at}) lies before effective_from"
    " ({starts_at})",
    "notice_too_short": "wallets: `{wallet}`: what members have would end earlier from {asked_at} on, which the notice"
    " period allows from {earliest_at} on; an earlier apply_to_existing may only lengthen",
}

_CHECKPOINT = {
    "no_such_file": "there is no file {file}",
    "empty": "{file} holds no checkpoint",
    "not_a_checkpoint": "{file}:{line} is no checkpoint",
    "other_database": "{file}:{line} is a checkpoint of another database",
}


def document_fault(fault: DocumentFault) -> str:
    """One fault as one line: path, what is wrong, and a suggestion."""
    template = _DOCUMENT.get(fault.code, fault.code)
    if not fault.expected or fault.suggestion:  # no choices to tell, or the one that is meant stands behind it
        template = template.replace(" (there is {expected})", "")
    sentence = template.format(found=fault.found, expected=fault.expected)
    where = f"{fault.path}: " if fault.path else ""
    hint = f" — did you mean `{fault.suggestion}`?" if fault.suggestion else ""
    return f"{where}{sentence}{hint}"


def file_fault(fault: FileFault) -> str:
    """Why a file cannot be read at all."""
    numbers = {"line": "?", "value": "", **fault.numbers}
    sentence = _FILE[fault.code].format(field=fault.field, **numbers)
    close = fault.numbers.get("suggestion")
    return f"{sentence} — did you mean `{close}`?" if close else sentence


def cannot_apply(code: str, numbers: dict[str, int | str]) -> str:
    """Why a program version may not take effect so."""
    zone = str(numbers.get("zone", "UTC"))
    told = {
        name: show_instant(number, zone) if isinstance(number, int) and name.endswith("_at") else number
        for name, number in numbers.items()
    }
    return _APPLY.get(code, code).format(**told)


def checkpoint_fault(code: str) -> str:
    """Why a file of checkpoints cannot be compared with; names its file and line."""
    return _CHECKPOINT[code]

"""English sentences for the codes that come from below."""

from __future__ import annotations

from setia.cli.refusals import refusal
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
    "debt_in_money": "money is never owed; choose {expected}",
    "duplicate_key": "`{found}` is there twice",
    "anchor_refused": "anchors (`&`) are not allowed; write the value out",
    "alias_refused": "aliases (`*`) are not allowed; write the value out",
    "tag_refused": "tags (`!`) are not allowed",
    "directive_refused": "directives (`%`) are not allowed",
    "bad_number": "`{found}` is not a number written as {expected}; put text in quotes",
    "number_too_long": "`{found}` has too many digits",
    "unknown_field": "there is no field `{found}` here",
    "missing_field": "this field is missing",
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
    "unknown_trigger": "`{found}` is not a trigger ({expected})",
    "unknown_wallet": "there is no wallet `{found}` (there is {expected})",
    "too_many_decimals": "{found} has too many decimals ({expected})",
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
    "starts_in_the_past": "effective_from: a further version cannot take effect in the past",
    "currency_changed": "currency: a program keeps its currency for ever ({expected})",
    "wallet_removed": "wallets: `{wallet}` holds members' units and cannot be removed",
    "decimals_changed": "wallets: the decimals of `{wallet}` are fixed ({expected})",
}

_CHECKPOINT = {
    "no_such_file": "there is no file {file}",
    "empty": "{file} holds no checkpoint",
    "not_a_checkpoint": "{file}:{line} is no checkpoint",
    "other_database": "{file}:{line} is a checkpoint of another database",
}


def document_fault(fault: DocumentFault) -> str:
    """One fault as one line: path, what is wrong, and a suggestion."""
    sentence = _DOCUMENT.get(fault.code, fault.code).format(found=fault.found, expected=fault.expected)
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
    return _APPLY.get(code, code).format(**numbers)


def checkpoint_fault(code: str) -> str:
    """Why a file of checkpoints cannot be compared with; names its file and line."""
    return _CHECKPOINT[code]

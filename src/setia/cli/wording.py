"""English sentences for the codes that come from below."""

from __future__ import annotations

import re

from setia.cli.refusals import refusal
from setia.cli.when import show_instant
from setia.services.documents import DocumentFault
from setia.services.purchase_files import FileFault
from setia.wording import faults
from setia.wording.sentences import Speech

__all__ = ["cannot_apply", "checkpoint_fault", "document_fault", "file_fault", "refusal"]

_ENGLISH = Speech("en")
_KIND = re.compile(r":[a-z]+}")
"""What a number is; instants are shown here as the command line has them."""

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

_CHECKPOINT = {
    "no_such_file": "there is no file {file}",
    "empty": "{file} holds no checkpoint",
    "not_a_checkpoint": "{file}:{line} is no checkpoint",
    "other_database": "{file}:{line} is a checkpoint of another database",
}


def document_fault(fault: DocumentFault) -> str:
    """One fault as one line: path, what is wrong, and a suggestion."""
    sentence = faults.fault(_ENGLISH, fault.code, fault.found, fault.expected).text
    if fault.expected and not fault.suggestion and fault.code in faults.WITH_CHOICES:
        sentence += f" (there is {fault.expected})"
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
    phrase = faults.NOT_APPLIED.get(code)
    return code if phrase is None else _KIND.sub("}", phrase.text).format(**told)


def checkpoint_fault(code: str) -> str:
    """Why a file of checkpoints cannot be compared with; names its file and line."""
    return _CHECKPOINT[code]

"""Documents in and out: a program as canonical JSON, which is what is stored, hashed and replayed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.program import Program

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Program)


def from_plain(document: Any) -> Program:
    """A program from nested dicts, lists, strings, whole numbers and Decimals, as a YAML or JSON reader gives them.

    Raises msgspec.ValidationError, whose text names the path.
    """
    return msgspec.convert(_without_decimals(document), Program, strict=True)


def _without_decimals(value: Any) -> Any:
    """Decimals become the text that they were written as: the format has whole numbers and text only."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _without_decimals(child) for key, child in value.items()}
    return [_without_decimals(child) for child in value] if isinstance(value, list) else value


def to_json(program: Program) -> bytes:
    """The canonical document: from_json(to_json(p)) == p."""
    return _ENCODER.encode(program)


def from_json(document: bytes) -> Program:
    """Inverse of `to_json`."""
    return _DECODER.decode(document)


def compile_document(document: bytes) -> Compiled:
    """A stored document, ready to judge. Raises Unusable or msgspec.ValidationError if it is not one."""
    return compile_program(from_json(document))

"""The closed list of "no".

A refusal is a value with a code and the numbers that explain it; the sentence is made by the surface, in the reader's
language. Codes never change their meaning once released.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

Code = Literal[
    "totals_mismatch",
    "line_mismatch",
    "amount_out_of_range",
    "currency_mismatch",
    "event_in_future",
    "no_program_in_force",
    "natural_key_conflict",
    "purchase_belongs_to_other_member",
    "unknown_member",
    "account_closed",
    "balance_out_of_range",
]

CODES: tuple[str, ...] = get_args(Code)


class Refusal(Struct, frozen=True):
    """Why a command was refused: nothing was written for it."""

    code: Code
    numbers: dict[str, int | str] = {}

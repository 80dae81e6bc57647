"""What can be wrong with a file of purchases: a row (the rest of the file is still read) or the file as a whole."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

RowCode = Literal[
    # one cell
    "missing",
    "not_a_number",
    "ambiguous_number",
    "too_many_decimals",
    "out_of_range",
    "bad_timestamp",
    "buddhist_year",
    "unknown_status",
    "currency_mismatch",
    "too_long",
    "nul_byte",
    # one line of the file
    "wrong_column_count",
    "unclosed_quote",
    "not_utf8",
    "line_too_long",
    # one line of the receipt
    "line_mismatch",
    "duplicate_line_no",
    # the purchase: each of its rows is listed
    "purchase_rows_disagree",
    "totals_mismatch",
    "amount_out_of_range",
    "purchase_rejected",
]

ROW_CODES: tuple[str, ...] = get_args(RowCode)

FileCode = Literal[
    "no_such_file",
    "empty_file",
    "not_parquet",
    "not_utf8",
    "unclosed_quote",
    "nul_byte",
    "line_too_long",
    "duplicate_column",
    "unsupported_type",
    "malformed_pair",
    "duplicate_target",
    "unknown_target",
    "missing_target",
    "missing_column",
    "bad_option",
]

VALUE_SHOWN_MAX = 100
"""Characters of a rejected cell that are kept: enough to find it, never 5,000 digits."""


class FileFault(Exception):
    """The file, its mapping or an option cannot be used at all; nothing of it was taken.

    `field` names the column, target or option. `numbers` explain: `line` where there is one, `suggestion` (the closest
    name that would have been known) where there is one.
    """

    def __init__(self, code: FileCode, field: str = "", **numbers: int | str) -> None:
        super().__init__(code, field, numbers)
        self.code = code
        self.field = field
        self.numbers = numbers


class Reject(Struct, frozen=True):
    """Why one row of the file was not taken. A row with several bad cells has one of these for each."""

    line: int
    """CSV: the line of the file on which the row begins, the header being 1. Parquet: the row, the first being 1."""
    column: str
    """The column as the file calls it; empty where the fault is not in one cell."""
    code: str
    value: str
    """The cell, at most 100 characters of it; for totals the two sums in minor units; empty where nothing is shown."""
    purchase_id: str
    """Empty where it could not be read."""

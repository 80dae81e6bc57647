"""How a number is read from text: exactly, in ASCII digits, by the source's marks; one that has two readings is not.

Nothing here is a float: a number with d decimals is the whole number of its digits with `places` - d zeros behind them.
"""

from __future__ import annotations

import re

from msgspec import Struct

from setia.services.purchase_files.options import Options
from setia.services.purchase_files.sql import case, literal

_GROUPS = "[0-9]{1,3}"
_GROUP = "[0-9]{3}"
_TWOFOLD = f"(0[0-9]{{1,2}}|[1-9][0-9]{{0,2}})[.,]{_GROUP}"
"""12.500 is twelve and a half in one country and twelve thousand five hundred in the next."""


class Marks(Struct, frozen=True):
    """What parts the decimals and what the thousands; an undeclared decimal mark is told from where it stands."""

    decimal: str | None
    thousands: str = ""


PLAIN = Marks(".")
"""As databases write numbers."""


def marks_of(options: Options) -> Marks:
    """The declared marks; a thousands mark alone leaves the other of point and comma for the decimals."""
    decimal, thousands = options.decimal_mark, options.thousands_mark or ""
    if decimal is None and thousands:
        decimal = "," if thousands == "." else "."
    return Marks(decimal, thousands)


def number(cell: str, places: int, bound: int, marks: Marks) -> str:
    """The number of a cell in units of 10 ** -places, NULL unless it is one within plus and minus `bound`."""
    digits = cell
    for mark in (".", ",") if marks.decimal is None else (marks.thousands, marks.decimal):
        digits = f"replace({digits}, {literal(mark)}, '')" if mark else digits
    # Most numbers of a file have no decimals or as many as they may have: these shapes are tried first.
    counts = [0, *range(places, 0, -1)]
    shaped = [(_like(cell, _exact(count, marks)), f"{digits} || '{'0' * (places - count)}'") for count in counts]
    whole = f"TRY_CAST({case(*shaped)} AS BIGINT)"
    return case((f"{whole} BETWEEN {-bound} AND {bound}", whole))


def number_fault(cell: str, places: int, marks: Marks) -> str:
    """Why `number` of a cell is NULL."""
    fitting = "|".join(_exact(count, marks) for count in range(places + 1))
    return case(
        (_like(cell, fitting), "'out_of_range'"),
        (_like(cell, _TWOFOLD) if marks.decimal is None else "false", "'ambiguous_number'"),
        (_like(cell, _with_decimals("[0-9]*", f"[0-9]{{{places + 1},}}", marks)), "'too_many_decimals'"),
        otherwise="'not_a_number'",
    )


def _exact(count: int, marks: Marks) -> str:
    """Numbers with so many decimals."""
    if count > 0:
        # Where a lone mark of no declared meaning stands before three digits it is the decimal one only if no thousands
        # can end there.
        whole = "(0|[0-9]{4,})?" if count == len("000") else "[0-9]*"
        return _with_decimals(whole, f"[0-9]{{{count}}}", marks)
    if marks.decimal is None:
        # The same mark again and again can only part thousands.
        return f"[0-9]+|{_GROUPS}([.]{_GROUP}){{2,}}|{_GROUPS}(,{_GROUP}){{2,}}"
    return _whole(marks.thousands)


def _with_decimals(unparted: str, decimals: str, marks: Marks) -> str:
    if marks.decimal is not None:
        return f"({_whole(marks.thousands)})?{re.escape(marks.decimal)}{decimals}"
    # Of two different marks the last is the decimal one.
    parted = f"{_GROUPS}(,{_GROUP})+[.]{decimals}|{_GROUPS}([.]{_GROUP})+,{decimals}"
    return f"{unparted}[.,]{decimals}|{parted}"


def _whole(thousands: str) -> str:
    return f"[0-9]+|{_GROUPS}({re.escape(thousands)}{_GROUP})+" if thousands else "[0-9]+"


def _like(cell: str, digits: str) -> str:
    return f"regexp_full_match({cell}, {literal(f'[+-]?({digits})')})"

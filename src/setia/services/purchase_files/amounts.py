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
_TWOFOLD = f"{_GROUPS}[.,]{_GROUP}"
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
    shapes = [_without_decimals(marks), *(_with_decimals(f"{{{count}}}", marks) for count in range(1, places + 1))]
    branches = [(_like(cell, s), f"{digits} || '{'0' * (places - count)}'") for count, s in enumerate(shapes)]
    whole = f"TRY_CAST({case(branches[0], *reversed(branches[1:]))} AS BIGINT)"
    return case((f"{whole} BETWEEN {-bound} AND {bound}", whole))


def number_fault(cell: str, places: int, marks: Marks) -> str:
    """Why `number` of a cell is NULL."""
    exact = [_without_decimals(marks), *(_with_decimals(f"{{{count}}}", marks) for count in range(1, places + 1))]
    longer = _with_decimals(f"{{{places + 1},}}", marks)
    twofold = _like(cell, _TWOFOLD) if marks.decimal is None else "false"
    return case(
        (_like(cell, "|".join(exact)), "'out_of_range'"),
        (twofold, "'ambiguous_number'"),
        (_like(cell, longer), "'too_many_decimals'"),
        otherwise="'not_a_number'",
    )


def _without_decimals(marks: Marks) -> str:
    if marks.decimal is None:
        # The same mark again and again can only part thousands.
        return f"[0-9]+|{_GROUPS}([.]{_GROUP}){{2,}}|{_GROUPS}(,{_GROUP}){{2,}}"
    return _whole(marks.thousands)


def _with_decimals(count: str, marks: Marks) -> str:
    """Numbers with decimals, as many as the regular expression's quantifier says."""
    if marks.decimal is not None:
        return f"({_whole(marks.thousands)})?{re.escape(marks.decimal)}[0-9]{count}"
    # One mark is the decimal one where it cannot part thousands; of two different marks the last is.
    alone = f"(0|[0-9]{{4,}})?[.,][0-9]{count}|[0-9]*[.,]([0-9]{{1,2}}|[0-9]{{4,}})"
    both = f"{_GROUPS}(,{_GROUP})+[.][0-9]{count}|{_GROUPS}([.]{_GROUP})+,[0-9]{count}"
    return f"{alone}|{both}"


def _whole(thousands: str) -> str:
    return f"[0-9]+|{_GROUPS}({re.escape(thousands)}{_GROUP})+" if thousands else "[0-9]+"


def _like(cell: str, digits: str) -> str:
    return f"regexp_full_match({cell}, {literal(f'[+-]?({digits})')})"

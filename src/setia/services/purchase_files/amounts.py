"""How a number is read from text: exactly, in ASCII digits, by the source's marks; one that has two readings is not.

Nothing here is a float: a cell becomes a plain decimal text, and that text a whole number of 10 ** -places.
"""

from __future__ import annotations

import re

from setia.services.purchase_files.options import Options
from setia.services.purchase_files.sql import case, literal
from setia.services.purchase_files.workbench import Workbench

_DIGITS = "[0-9]+"
_ONE_MARK = "[0-9]*[.,]([0-9]{1,2}|[0-9]{4,})|(0|[0-9]{4,})?[.,][0-9]{3}"
"""One mark that cannot part thousands, so it is the decimal one: 12.50, 12,5, 0.250, 1234.500."""
_TWO_MARKS = "[0-9]{1,3}(,[0-9]{3})+[.][0-9]+", "[0-9]{1,3}([.][0-9]{3})+,[0-9]+"
"""Two different marks: the last is the decimal one."""
_REPEATED_MARK = "[0-9]{1,3}([.][0-9]{3}){2,}|[0-9]{1,3}(,[0-9]{3}){2,}"
"""The same mark again and again parts thousands."""
_TWOFOLD = "[0-9]{1,3}[.,][0-9]{3}"
"""12.500 is twelve and a half in one country and twelve thousand five hundred in the next."""


def define(bench: Workbench, options: Options) -> None:
    """Lay the macros that `amount` and its like are made of."""
    marked = options.decimal_mark is not None or options.thousands_mark is not None
    plain_text = _by_marks(*_marks(options)) if marked else _by_shape()
    bench.run(f"CREATE MACRO plain_text(cell) AS {plain_text}")
    bench.run(f"CREATE MACRO plain_typed(cell) AS {_by_marks('.', '')}")
    bench.run(f"CREATE MACRO twofold(cell) AS {'false' if marked else _like(_TWOFOLD)}")
    bench.run(
        "CREATE MACRO decimals(plain) AS"
        " CASE WHEN contains(plain, '.') THEN length(plain) - strpos(plain, '.') ELSE 0 END"
    )
    bench.run(
        "CREATE MACRO all_digits(plain, places) AS replace(plain, '.', '') || repeat('0', places - decimals(plain))"
    )
    bench.run(
        "CREATE MACRO scaled(plain, places, bound) AS CASE WHEN decimals(plain) <= places"
        " AND TRY_CAST(all_digits(plain, places) AS BIGINT) BETWEEN -bound AND bound"
        " THEN TRY_CAST(all_digits(plain, places) AS BIGINT) END"
    )


def number(cell: str, places: int, bound: int, *, typed: bool) -> str:
    """The number of a cell in units of 10 ** -places, NULL unless it is one within plus and minus `bound`."""
    return f"scaled({_plain(cell, typed)}, {places}, {bound})"


def number_fault(cell: str, places: int, *, typed: bool) -> str:
    """Why `number` of a cell is NULL."""
    plain = _plain(cell, typed)
    return case(
        (f"{plain} IS NULL AND twofold({cell})", "'ambiguous_number'"),
        (f"{plain} IS NULL", "'not_a_number'"),
        (f"decimals({plain}) > {places}", "'too_many_decimals'"),
        otherwise="'out_of_range'",
    )


def _plain(cell: str, typed: bool) -> str:
    return f"plain_typed({cell})" if typed else f"plain_text({cell})"


def _marks(options: Options) -> tuple[str, str]:
    """The decimal and the thousands mark where at least one was declared."""
    if options.decimal_mark is not None:
        return options.decimal_mark, options.thousands_mark or ""
    return ("," if options.thousands_mark == "." else "."), options.thousands_mark or ""


def _by_marks(decimal: str, thousands: str) -> str:
    point = re.escape(decimal)
    whole = f"([0-9]+|[0-9]{{1,3}}({re.escape(thousands)}[0-9]{{3}})+)" if thousands else _DIGITS
    plain = f"replace(cell, {literal(thousands)}, '')" if thousands else "cell"
    return case((_like(f"{whole}({point}[0-9]+)?|{point}[0-9]+"), f"replace({plain}, {literal(decimal)}, '.')"))


def _by_shape() -> str:
    return case(
        (_like(_DIGITS), "cell"),
        (_like(_ONE_MARK), "replace(cell, ',', '.')"),
        (_like(_TWO_MARKS[0]), "replace(cell, ',', '')"),
        (_like(_TWO_MARKS[1]), "replace(replace(cell, '.', ''), ',', '.')"),
        (_like(_REPEATED_MARK), "replace(replace(cell, '.', ''), ',', '')"),
    )


def _like(digits: str) -> str:
    return f"regexp_full_match(cell, {literal(f'[+-]?({digits})')})"

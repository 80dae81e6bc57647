"""How a cell of each kind is read: the SQL of its value, of whether it can be used, and of the code that says why not.

`sound` and `fault` say the same of every cell: it is sound, or its fault is a code of `rejects`. Both are there because
`sound` is asked of every row and costs next to nothing, and `fault` is asked of the bad rows alone.
"""

from __future__ import annotations

from msgspec import Struct

from setia.engine.purchase import AMOUNT_MAX, QUANTITY_MAX
from setia.services.purchase_files.amounts import PLAIN, marks_of, number, number_fault
from setia.services.purchase_files.columns import Kind, Layout, target_of
from setia.services.purchase_files.moments import moment_fault, shift, wall
from setia.services.purchase_files.options import Options
from setia.services.purchase_files.sql import case, literal, name

TEXT_MAX = 500
"""Characters of an id, name or list of tags."""
LINE_NO_MAX = 10**9
VERSION_MAX = 9 * 10**15
"""Sources count versions in microseconds too; beyond this bound JSON would not be exact."""
STATUSES = ("open", "paid", "fulfilled", "cancelled")


class Reading(Struct, frozen=True):
    """How one cell is read."""

    values: dict[str, str]
    """Column of `rows` -> expression over `cells`."""
    sound: str
    """Condition over these columns of `rows`."""
    fault: str
    """Code or NULL, over `cells`."""


class _Whole(Struct, frozen=True):
    """A kind of number: decimals that are kept, the bound on its units, what an empty cell means."""

    places: int
    bound: int
    default: int
    signed: bool = True


def reading(target: str, layout: Layout, options: Options) -> Reading:
    """How the cells of a target are read."""
    found = target_of(target)
    assert found is not None, target
    cell = name(target)
    match found.kind:
        case "moment":
            invalid = (f"{wall(cell, options)} IS NULL", moment_fault(cell, options))
            values = {"wall": wall(cell, options), "shift": shift(cell, options)}
            return Reading(values, "wall IS NOT NULL", case((f"{cell} = ''", "'missing'"), invalid))
        case "status":
            known = ", ".join(literal(status) for status in ("", *STATUSES))
            value = case((f"{cell} = ''", "'paid'"), otherwise=cell)
            return _as_it_is(target, value, case((f"{cell} NOT IN ({known})", "'unknown_status'")))
        case "currency":
            other = f"{cell} <> {literal(options.currency)}"
            return _as_it_is(target, cell, case((f"{cell} = ''", "'missing'"), (other, "'currency_mismatch'")))
        case "text":
            return _as_it_is(target, cell, _text_fault(cell, required=target == "purchase_id"))
        case _:
            return _number(target, layout, options, _whole(found.kind, options))


def _as_it_is(target: str, value: str, fault: str) -> Reading:
    """A text: what is wrong with the cell is wrong with the value."""
    return Reading({target: value}, f"{fault} IS NULL", fault)


def _whole(kind: Kind, options: Options) -> _Whole:
    match kind:
        case "quantity":
            return _Whole(3, QUANTITY_MAX, default=1000)
        case "line_no":
            return _Whole(0, LINE_NO_MAX, default=0, signed=False)
        case "version":
            return _Whole(0, VERSION_MAX, default=1, signed=False)
        case _:
            return _Whole(options.exponent, AMOUNT_MAX, default=0)


def _number(target: str, layout: Layout, options: Options, whole: _Whole) -> Reading:
    cell = name(target)
    # Counts are never written with marks, so "1,234" is not one whatever the marks of amounts are.
    marks = PLAIN if target in layout.typed or not whole.signed else marks_of(options)
    value = number(cell, whole.places, whole.bound, marks)
    if not whole.signed:
        value = case((f"{value} >= 0", value))
    required = target in ("net", "line_no") or (target == "list" and "net" not in layout)
    fault = case(
        (f"{cell} = ''", "'missing'" if required else "NULL"),
        (f"{value} IS NOT NULL", "NULL"),
        otherwise=number_fault(cell, whole.places, marks),
    )
    used = value if required else case((f"{cell} = ''", str(whole.default)), otherwise=value)
    return Reading({target: used}, f"{cell} IS NOT NULL", fault)


def _text_fault(cell: str, *, required: bool) -> str:
    faults = [(f"length({cell}) > {TEXT_MAX}", "'too_long'"), (f"contains({cell}, chr(0))", "'nul_byte'")]
    return case(*([(f"{cell} = ''", "'missing'")] if required else []), *faults)

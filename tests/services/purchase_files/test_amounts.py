"""Amounts and quantities: exact, or rejected with the code that says why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.engine.purchase import AMOUNT_MAX
from tests.services.purchase_files.reading import AT, read

POINT: dict[str, Any] = {"decimal_mark": ".", "thousands_mark": ","}
COMMA: dict[str, Any] = {"decimal_mark": ",", "thousands_mark": "."}


def verdicts(folder: Path, cells: list[str], column: str = "net", **options: Any) -> list[int | str]:
    """For each cell the number it became, or the code with which its row was rejected."""
    rest = "" if column == "net" else ";net"
    rows = [f'{at};{AT};"{cell}"' + (";1" if rest else "") for at, cell in enumerate(cells)]
    found = read(folder, f"purchase_id;event_at;{column}{rest}\n" + "\n".join(rows) + "\n", delimiter=";", **options)
    answers: dict[int, int | str] = {int(reject.purchase_id): reject.code for reject in found.rejects}
    for staged in found.purchases:
        answers[int(staged.purchase_id)] = getattr(staged.purchase.lines[0], column)
    assert {(reject.column, reject.line - 2) for reject in found.rejects} == {
        (column, at) for at, answer in answers.items() if isinstance(answer, str)
    }
    return [answers[at] for at in range(len(cells))]


UNMARKED: dict[str, int | str] = {
    "5": 500,
    "12.5": 1250,
    "12.50": 1250,
    "12,50": 1250,
    "-0.05": -5,
    "+3.10": 310,
    ".5": 50,
    "0": 0,
    "-0": 0,
    " 7.00 ": 700,
    "007.10": 710,
    "1,234.50": 123_450,
    "1.234,50": 123_450,
    "12,345,678.90": 1_234_567_890,
    "1.234.567": 123_456_700,
    "10000000000.00": AMOUNT_MAX,
    "-10000000000.00": -AMOUNT_MAX,
    "10000000000.01": "out_of_range",
    "-10000000000.01": "out_of_range",
    "9" * 19: "out_of_range",
    "9" * 5_000: "out_of_range",
    "0" * 4_999 + "5": 500,
    "12.500": "ambiguous_number",
    "1,234": "ambiguous_number",
    "-999.999": "ambiguous_number",
    "012.500": "ambiguous_number",
    "0.500": "too_many_decimals",
    "1234.567": "too_many_decimals",
    "1.2345": "too_many_decimals",
    "1,234.567": "too_many_decimals",
    "": "missing",
    "   ": "missing",
    "-": "not_a_number",
    "+": "not_a_number",
    ".": "not_a_number",
    "-.": "not_a_number",
    "5.": "not_a_number",
    "5-": "not_a_number",
    "--5": "not_a_number",
    "+-5": "not_a_number",
    "- 5": "not_a_number",
    "1 234": "not_a_number",
    "1_000": "not_a_number",
    "1,23,456": "not_a_number",
    "1.2.3": "not_a_number",
    "1,234.5,6": "not_a_number",
    "NaN": "not_a_number",
    "inf": "not_a_number",
    "-Infinity": "not_a_number",
    "1e400": "not_a_number",
    "1e2": "not_a_number",
    "0x10": "not_a_number",
    "\uff11\uff12": "not_a_number",
    "\u0e51\u0e52": "not_a_number",
    "\u0967\u0968": "not_a_number",
    "$5": "not_a_number",
    "five": "not_a_number",
}


def test_a_cell_without_declared_marks_has_one_reading_or_is_rejected(tmp_path: Path) -> None:
    assert dict(zip(UNMARKED, verdicts(tmp_path, list(UNMARKED)), strict=True)) == UNMARKED


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (
            POINT,
            {
                "12.50": 1_250,
                "1,234": 123_400,
                "1,234.50": 123_450,
                "1234.50": 123_450,
                "12.500": "too_many_decimals",
                "12,50": "not_a_number",
                "1.234,50": "not_a_number",
            },
        ),
        (
            COMMA,
            {
                "12,50": 1_250,
                "12.500": 1_250_000,
                "1.234.567,89": 123_456_789,
                ",5": 50,
                "12.50": "not_a_number",
            },
        ),
        ({"decimal_mark": ","}, {"12,5": 1_250, "1.234": "not_a_number"}),
        ({"thousands_mark": "."}, {"1.234,5": 123_450, "1.5": "not_a_number"}),
        ({"thousands_mark": "'"}, {"1'234.5": 123_450, "1'23": "not_a_number"}),
        ({"thousands_mark": "\u00a0"}, {"1\u00a0234.5": 123_450, "1 234.5": "not_a_number"}),
        ({"thousands_mark": " "}, {"1 234.5": 123_450, "1  234.5": "not_a_number"}),
    ],
)
def test_declared_marks_are_the_only_ones_read(
    tmp_path: Path, marks: dict[str, Any], expected: dict[str, int | str]
) -> None:
    assert dict(zip(expected, verdicts(tmp_path, list(expected), **marks), strict=True)) == expected


def test_s2_rupiah_with_marks_declared_are_whole_rupiah_and_without_them_a_reject(tmp_path: Path) -> None:
    rupiah: dict[str, Any] = {"currency": "IDR", "exponent": 0}
    assert verdicts(tmp_path, ["185.000", "185000"], **rupiah, **COMMA) == [185_000, 185_000]
    assert verdicts(tmp_path, ["185.000", "185000"], **rupiah) == ["ambiguous_number", 185_000]


def test_s2_the_exponent_of_the_source_decides_how_many_decimals_an_amount_may_have(tmp_path: Path) -> None:
    cells = ["7", "7.1", "7.12", "7.1234"]
    assert verdicts(tmp_path, cells, exponent=0) == [7, *["too_many_decimals"] * 3]
    assert verdicts(tmp_path, cells, exponent=1) == [70, 71, *["too_many_decimals"] * 2]
    assert verdicts(tmp_path, [*cells, "0.125"], exponent=3) == [7_000, 7_100, 7_120, "too_many_decimals", 125]


def test_quantities_are_thousandths_and_an_empty_one_is_one_piece(tmp_path: Path) -> None:
    cells = ["2", "0.25", "0.125", "", "-1", "1.2345", "12.500", "1000000000", "1000000000.001", "x"]
    assert verdicts(tmp_path, cells, "quantity") == [
        *[2_000, 250, 125, 1_000, -1_000],
        *["too_many_decimals", "ambiguous_number", 10**12, "out_of_range", "not_a_number"],
    ]


def test_an_empty_tax_is_none_and_a_bad_one_is_named(tmp_path: Path) -> None:
    assert verdicts(tmp_path, ["", "0.07", "7 %"], "tax") == [0, 7, "not_a_number"]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.integers(-AMOUNT_MAX, AMOUNT_MAX), min_size=1, max_size=60),
    exponent=st.integers(0, 3),
    marks=st.sampled_from([("", "."), ("", ","), (",", "."), (".", ","), ("'", "."), (" ", ",")]),
)
def test_every_amount_survives_being_written_with_its_marks(
    tmp_path: Path, amounts: list[int], exponent: int, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    written = [
        f"{Decimal(amount).scaleb(-exponent):,.{exponent}f}".translate({ord(","): thousands, ord("."): decimal})
        for amount in amounts
    ]
    declared: dict[str, Any] = {"decimal_mark": decimal, "thousands_mark": thousands or None}
    assert verdicts(tmp_path, written, exponent=exponent, **declared) == amounts


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text("0123456789.,-+ eE_x\u0661", max_size=12), min_size=1, max_size=60))
def test_whatever_a_cell_says_it_is_read_as_python_reads_it_or_rejected(tmp_path: Path, cells: list[str]) -> None:
    for cell, answer in zip(cells, verdicts(tmp_path, cells, **POINT), strict=True):
        if isinstance(answer, int):
            assert Decimal(cell.strip().replace(",", "")) == Decimal(answer).scaleb(-2)

"""What people type is read in one way or not at all."""

from __future__ import annotations

import pytest
import typer

from setia.cli.inputs import MINUS, TEXT_LENGTH_MAX, read_length, read_number, read_text
from setia.cli.units import decimal, length
from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND

FULL_WIDTH_60, ARABIC_60, NO_BREAK_60 = "\uff16\uff10", "\u0666\u0660", "60\u00a0"


@pytest.mark.parametrize(
    ("text", "decimals", "number"),
    [
        ("60", 0, 60),
        ("0", 0, 0),
        ("007", 0, 7),
        ("12.50", 2, 1250),
        ("12.5", 2, 1250),
        ("12", 2, 1200),
        ("0.005", 3, 5),
        ("-50", 0, -50),
        (f"{MINUS}50", 0, -50),
        ("+50", 0, 50),
        ("-0.01", 2, -1),
        ("999999999999999", 3, 999_999_999_999_999_000),
    ],
)
def test_a_number_is_read_to_the_last_digit(text: str, decimals: int, number: int) -> None:
    assert read_number(text, "AMOUNT", decimals) == number


NO_NUMBERS = ["", " ", "sixty", "NaN", "inf", "-inf", "1e5", "1E5", "0x10", "1_000", "1,000", "12,50", "1 000", "--5"]
NO_NUMBERS += ["5-", "+-5", ".5", "5.", "1.2.3", "60 ", " 60", "60\n", FULL_WIDTH_60, ARABIC_60, NO_BREAK_60, "1" * 16]
NO_NUMBERS += ["9" * 5_000, "\u00bd", "\u2164", "RM 60", "60%", "\x00", "6\u200b0"]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_named_and_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as exit_:
        read_number(text, "AMOUNT", 2)
    assert exit_.value.exit_code == 2
    told = capsys.readouterr().err
    assert told.startswith(f"Error: AMOUNT: {text[:40]!r} is not a number such as 12.50")
    assert len(told) < 250


@pytest.mark.parametrize(("text", "decimals", "there_are"), [("1.5", 0, "none"), ("1.255", 2, "2"), ("1.0", 0, "none")])
def test_too_many_decimals_are_never_rounded(
    text: str, decimals: int, there_are: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        read_number(text, "--amount", decimals)
    assert capsys.readouterr().err == f"Error: --amount: '{text}' has too many decimals; here there are {there_are}.\n"


@pytest.mark.parametrize(
    ("text", "microseconds"), [("90s", 90 * SECOND), ("15m", 15 * MINUTE), ("2h", 2 * HOUR), ("7d", 7 * DAY), ("0s", 0)]
)
def test_a_length_of_time_is_a_number_with_its_unit(text: str, microseconds: int) -> None:
    assert read_length(text, "--ttl") == microseconds


@pytest.mark.parametrize(
    "text", ["", "15", "m", "15 m", "1.5h", "-15m", "15M", "PT15M", "1h30m", "\uff11m", "9" * 7 + "d"]
)
def test_what_is_no_length_of_time_is_named_and_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        read_length(text, "--ttl")
    assert capsys.readouterr().err.startswith(f"Error: --ttl: {text!r} is not a length of time")


@pytest.mark.parametrize("text", ["a" * (TEXT_LENGTH_MAX + 1), "a\nb", "\x1b[31m", "\x00", "\ud800"])
def test_a_text_that_cannot_be_kept_and_shown_is_refused(text: str) -> None:
    with pytest.raises(typer.Exit):
        read_text(text, "--note")


@pytest.mark.parametrize("text", ["", "order 17", "\u0e2d\u0e32\u0e2d\u0e34", "[bold]", "a" * TEXT_LENGTH_MAX])
def test_any_other_text_is_taken_as_it_is(text: str) -> None:
    assert read_text(text, "--note") == text


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (0, 0, "0"),
        (1204, 0, "1,204"),
        (1250, 2, "12.50"),
        (5, 2, "0.05"),
        (-5, 2, "-0.05"),
        (-123_456_789, 3, "-123,456.789"),
    ],
)
def test_a_number_is_said_with_its_decimals(number: int, places: int, text: str) -> None:
    assert decimal(number, places) == text


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [(15 * MINUTE, "15 minutes"), (DAY, "1 day"), (90 * SECOND, "90 seconds"), (36 * HOUR, "36 hours"), (0, "0 days")],
)
def test_a_length_of_time_is_said_in_the_largest_unit_that_fits(microseconds: int, text: str) -> None:
    assert length(microseconds) == text

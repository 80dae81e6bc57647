"""Money: exact amounts as whole minor units, by ISO 4217."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.money import EXPONENT, MUST_STATE_EXPONENT, to_minor


@pytest.mark.parametrize(
    ("currency", "exponent"),
    [
        ("MYR", 2),
        ("IDR", 2),
        ("THB", 2),
        ("SGD", 2),
        ("VND", 0),
        ("JPY", 0),
        ("KRW", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("XCG", 2),
    ],
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, exponent: int) -> None:
    assert EXPONENT[currency] == exponent


def test_codes_are_three_capital_letters_and_exponents_zero_to_three() -> None:
    assert len(EXPONENT) > 150
    for currency, exponent in EXPONENT.items():
        assert len(currency) == 3
        assert currency.isascii()
        assert currency.isupper()
        assert exponent in (0, 2, 3)
    assert set(EXPONENT) >= MUST_STATE_EXPONENT


AMOUNTS = [
    ("12.90", 2, 1290),
    ("12.9", 2, 1290),
    ("12.900", 2, 1290),
    ("-0.02", 2, -2),
    ("-0", 2, 0),
    ("0.001", 3, 1),
    ("185000", 2, 18_500_000),
    ("1E+3", 2, 100_000),
    ("749", 0, 749),
]


@pytest.mark.parametrize(("amount", "exponent", "minor"), AMOUNTS)
def test_an_amount_becomes_whole_minor_units(amount: str, exponent: int, minor: int) -> None:
    assert to_minor(Decimal(amount), exponent) == minor


REFUSED = {
    "a third decimal": ("0.001", 2),
    "any decimal of a currency without": ("1.5", 0),
    "a decimal far behind the point": ("1." + "0" * 30 + "1", 2),
    "almost nothing": ("1e-400", 2),
    "not a number": ("NaN", 2),
    "a signalling not a number": ("sNaN", 2),
    "infinity": ("Infinity", 2),
    "minus infinity": ("-Infinity", 2),
    "an exponent beyond reason": ("1e999999", 2),
}


@pytest.mark.parametrize(("amount", "exponent"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_an_exact_amount_is_refused(amount: str, exponent: int) -> None:
    with pytest.raises(ValueError, match=r"finite|decimals|range"):
        to_minor(Decimal(amount), exponent)


@given(st.integers(-(10**40), 10**40), st.integers(0, 3))
def test_no_digit_is_ever_lost(minor: int, exponent: int) -> None:
    amount = Decimal(f"{minor}E-{exponent}")
    try:
        assert to_minor(amount, exponent) == minor
    except ValueError:
        assert abs(minor) >= 10**15, "an amount that a ledger can hold was refused"

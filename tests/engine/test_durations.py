"""Durations as documents write them: whole months and days, and nothing else."""

from __future__ import annotations

import time

import pytest

from setia.engine.calendar import Duration, parse_duration

SOUND = [
    ("P12M", Duration(12, 0)),
    ("P1Y", Duration(12, 0)),
    ("P1Y6M", Duration(18, 0)),
    ("P30D", Duration(0, 30)),
    ("P2W", Duration(0, 14)),
    ("P1Y2M3W4D", Duration(14, 25)),
    ("P0D", Duration(0, 0)),
    ("P007D", Duration(0, 7)),
    ("P99999D", Duration(0, 99_999)),
]


@pytest.mark.parametrize(("text", "duration"), SOUND)
def test_years_months_weeks_and_days_are_read(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


UNSOUND = {
    "nothing": "",
    "a bare P": "P",
    "hours": "PT1H",
    "hours without T": "P1H",
    "a day with hours": "P1DT12H",
    "negative": "-P1M",
    "a negative part": "P-1M",
    "a sign": "P+1M",
    "a fraction": "P1.5M",
    "a comma": "P1,5M",
    "parts out of order": "P1D1M",
    "a part twice": "P1M1M",
    "no P": "12M",
    "lower case": "p12m",
    "a space before": " P12M",
    "a line end behind": "P12M\n",
    "an underscore": "P1_2M",
    "full-width digits": "P\uff11\uff12M",
    "arabic digits": "P\u0661M",
    "superscript": "P\u00b2M",
    "a number without its unit": "P12",
    "ten thousand years": "P10000Y",
    "words": "a year",
}


@pytest.mark.parametrize("text", UNSOUND.values(), ids=UNSOUND.keys())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


def test_a_number_of_5000_digits_is_refused_at_once_and_not_repeated_in_full() -> None:
    began = time.perf_counter()
    with pytest.raises(ValueError, match="not a duration") as refusal:
        parse_duration("P" + "9" * 5_000 + "D")
    assert time.perf_counter() - began < 0.1
    assert len(str(refusal.value)) < 100


@pytest.mark.parametrize("text", ["P0M", "P0Y", "P0W", "P0Y0M0W0D", "P00D"])
def test_a_duration_of_nothing_is_only_written_p0d(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)

"""Words, codes and numbers that documents at random are made of."""

from __future__ import annotations

from typing import Any

Mapping = dict[str, Any]

CURRENCIES = ("USD", "MYR", "IDR", "THB", "EUR")
ZONES = ("UTC", "Asia/Kuala_Lumpur", "Asia/Jakarta", "Asia/Bangkok", "America/New_York")
LANGUAGES = ("en", "ms", "id", "th", "no", "zh-Hant")
WORDS = ("coffee", "Kopi O", "คะแนน", "no", "010", "1e3", "2027-01-31", "- x", "a: b", "it's", '"q"', "100%", "12:30")
CODES = ("alpha", "beta", "gamma", "delta-2", "e_5")
DURATIONS = ("P12M", "P30D", "P1Y", "P6M", "P2W", "P0D", "P1Y6M")
CLOCKS = ("00:00", "04:00", "09:30", "14:00", "23:59")
AMOUNTS = (1, 2, 10, "1.00", "0.50", "12.5", "100")

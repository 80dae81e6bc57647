"""Identity-card numbers of the countries that Setia speaks for: they are nowhere asked, and refused where they show up.

Only what could be one is taken for one: the date in it must be a date, the check digit right (locale 3).
"""

from __future__ import annotations

import re
from datetime import date

_JOINTS = re.compile(r"[\s./-]")
LEAP_YEAR = 2000
"""A year that has every day."""


def is_identity_number(text: str) -> bool:
    """Whether a text is written as the number of an identity card of Malaysia, Thailand or Indonesia."""
    digits = _JOINTS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        return False
    return _malaysian(digits) or _thai(digits) or _indonesian(digits)


def _malaysian(digits: str) -> bool:
    """YYMMDD, a place of birth, four digits."""
    return len(digits) == 12 and _is_day(digits[2:4], digits[4:6])


def _thai(digits: str) -> bool:
    """Thirteen digits, not beginning with 0, of which the last is a check digit."""
    if len(digits) != 13 or digits[0] == "0":
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - weighed % 11) % 10 == int(digits[-1])


def _indonesian(digits: str) -> bool:
    """Six digits of a place, DDMMYY with 40 added to the day of women, four digits."""
    day = int(digits[6:8] or 0)
    return len(digits) == 16 and _is_day(digits[8:10], str(day - 40 if day > 40 else day))


def _is_day(month: str, day: str) -> bool:
    try:
        date(LEAP_YEAR, int(month), int(day))
    except ValueError:
        return False
    return True

"""Phone numbers: typed as people of a country write them, kept as +60123456789 (E.164), shown at home as at home.

What is no number of that country stays as it was typed, without what stands between its digits: it is an identifier
like any other, and nobody is turned away for it.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import decimal

_BETWEEN = re.compile(r"[\s().-]")
_DIGITS = re.compile(r"\+?[0-9]{8,15}", re.ASCII)
_KEPT = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def kept(text: str, country: str) -> str:
    """A number as it is kept, with its country: `012-345 6789` of MY is +60123456789."""
    if _KEPT.fullmatch(text):
        return text
    import phonenumbers  # noqa: PLC0415  most commands see no phone number, and its tables take some 90 ms to load

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return _plain(text)
    if number.extension or not phonenumbers.is_valid_number(number):
        return _plain(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_number(text: str) -> bool:
    """Whether a text is a number as it is kept."""
    return _KEPT.fullmatch(text) is not None


def looks_like_one(text: str) -> bool:
    """Whether a text, as it is kept, may be a number of a country that nobody has said."""
    return _DIGITS.fullmatch(text) is not None


def shown(text: str, country: str) -> str:
    """A kept number as people of a country write it: without its country, where that is theirs."""
    if not _KEPT.fullmatch(text):
        return text
    import phonenumbers  # noqa: PLC0415

    number = phonenumbers.parse(text, None)
    at_home = bool(country) and number.country_code == phonenumbers.country_code_for_region(country)
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, formats.NATIONAL if at_home else formats.INTERNATIONAL)


def _plain(text: str) -> str:
    plain = _BETWEEN.sub("", "".join(str(decimal(one)) if one.isdecimal() else one for one in text))
    return plain if _DIGITS.fullmatch(plain) else text.strip()


@cache
def country_of(zone: str) -> str:
    """The country of a time zone, such as MY of Asia/Kuala_Lumpur; empty for one of none."""
    from babel.core import get_global  # noqa: PLC0415

    return str(get_global("zone_territories").get(zone) or "")

"""What somebody types to say who he is: an e-mail address, or a phone number as it is written where the program is."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from setia.storage.members import Known
from setia.wording.people import western

TEXT_MAX: Final = 200
COUNTRIES: Final = {"MYR": "60", "IDR": "62", "THB": "66", "SGD": "65"}
"""By a program's currency, the country whose numbers are written without it."""

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def email(text: str) -> str:
    """An address as it is kept; empty where it is none."""
    typed = text.strip().lower()
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return typed if len(typed) <= TEXT_MAX else ""


def phone(text: str, currency: str) -> str:
    """A number as +60123456789; empty where it is none, or its country is not known."""
    typed = re.sub(r"[\s().-]", "", western(text))
    country = COUNTRIES.get(currency, "")
    if typed.startswith("00"):
        typed = f"+{typed[2:]}"
    elif typed.startswith("0") and country:
        typed = f"+{country}{typed[1:]}"
    return typed if _PHONE.fullmatch(typed) else ""


def known(text: str, currency: str) -> Known | None:
    """Who somebody says he is; None where it is neither."""
    if "@" in text:
        address = email(text)
        return Known("email", address) if address else None
    number = phone(text, currency)
    return Known("phone", number) if number else None

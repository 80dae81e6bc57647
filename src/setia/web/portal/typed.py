"""What somebody types to say who he is: an e-mail address, or a phone number as it is written where the program is."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from setia.storage import phones
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram

TEXT_MAX: Final = 200


def email(text: str) -> str:
    """An address as it is kept; empty where it is none."""
    typed = text.strip().lower()
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return typed if len(typed) <= TEXT_MAX else ""


def known(text: str, program: LoadedProgram) -> Known | None:
    """Who somebody says he is; None where it is neither."""
    if "@" in text:
        address = email(text)
        return Known("email", address) if address else None
    named = program.kept(Known("phone", text))
    return named if phones.is_number(named.value) else None

"""A shop's look changed: its name, colour, logo, language, years and digits. By whom, stands in the audit log."""

from __future__ import annotations

import re
from typing import Final

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from setia.storage import audit_log, clock, looks
from setia.storage.looks import Look
from setia.storage.programs import LoadedProgram

NAME_MAX: Final = 60
LOGO_MAX: Final = 64 * 1024
"""Bytes: a member's first page has 150 kB in all."""

COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.ASCII)
ERAS: Final = ("", "common")
"""Of years on Thai pages: Buddhist, or of the common era."""
DIGITS: Final = ("", "thai")
"""On Thai pages: 0 to 9, or Thai ones."""
_LANGUAGE: Final = re.compile(r"[a-z]{2}", re.ASCII)
_BEGINNINGS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Wish(Struct, frozen=True):
    """What it is to be. Empty fields mean Setia's own."""

    name: str = ""
    colour: str = ""
    """#rrggbb, in small letters."""
    language: str = ""
    era: str = ""
    digits: str = ""
    logo: bytes | None = None
    """The picture; None: as it is; empty: none."""


def faults(wish: Wish) -> dict[str, str]:
    """What is wrong, as a code by field."""
    wrong: dict[str, str] = {}
    if len(wish.name) > NAME_MAX or any(not one.isprintable() for one in wish.name):
        wrong["name"] = "name"
    if wish.colour and not COLOUR.fullmatch(wish.colour):
        wrong["colour"] = "colour"
    if wish.language and not _LANGUAGE.fullmatch(wish.language):
        wrong["language"] = "choice"
    wrong |= {"era": "choice"} if wish.era not in ERAS else {}
    wrong |= {"digits": "choice"} if wish.digits not in DIGITS else {}
    if wish.logo and len(wish.logo) > LOGO_MAX:
        wrong["logo"] = "large"
    elif wish.logo and not type_of(wish.logo):
        wrong["logo"] = "kind"
    return wrong


def change_look(program: LoadedProgram, wish: Wish, by: tuple[str, str]) -> Look:
    """Keep it; what it now is. Pages and letters made after it have it. Raises ValueError where `faults` has any."""
    if wrong := faults(wish):
        raise ValueError(wrong)
    with transaction.atomic():
        before = looks.locked(program.id)
        picture = looks.logo(program.id) if wish.logo is None else wish.logo
        wanted = Look(wish.name, wish.colour, wish.language, type_of(picture), before.revision, wish.era, wish.digits)
        if wanted == before and not wish.logo:
            return before
        look = replace(wanted, revision=before.revision + 1)
        looks.write(program.id, look, picture, clock.read())
        told = {"name": look.name, "colour": look.colour, "language": look.language, "logo": look.logo_type}
        told |= {"era": look.era, "digits": look.digits}
        audit_log.note(program.id, by, "look_changed", program.code, **told)
    return look


def type_of(picture: bytes) -> str:
    """The media type that a picture's first bytes say; empty for none of those that are taken."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((name for start, name in _BEGINNINGS.items() if picture.startswith(start)), "")

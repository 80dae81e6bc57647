"""The languages that Setia speaks, and which country's habits each is written by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, get_args

from babel import Locale, negotiate_locale

Language = Literal["en", "ms", "id", "th"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

TRANSLATED: tuple[Language, ...] = ("ms", "id", "th")
"""Those that have a catalogue: English is what the messages are written in."""

_LOCALES: dict[Language, str] = {"en": "en_GB", "ms": "ms_MY", "id": "id_ID", "th": "th_TH"}
"""English with the day before the month, as it is read where the other three are."""


@cache
def locale_of(language: Language) -> Locale:
    """Names of days and months, how lists are joined, which plural forms there are."""
    return Locale.parse(_LOCALES[language])


def spoken_of(tags: Sequence[str]) -> Language | None:
    """The first of some language tags, such as `th-TH`, that Setia speaks; None where it speaks none of them."""
    found = negotiate_locale(tags, LANGUAGES, sep="-")
    return next((one for one in LANGUAGES if one == found), None)


def first_spoken(tags: Sequence[str]) -> Language:
    """The same; English where it speaks none of them."""
    return spoken_of(tags) or "en"

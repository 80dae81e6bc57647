"""Message catalogues: gettext's own format, one file for each language, read at first use and kept."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from setia.wording.languages import TRANSLATED, Language

FOLDER = Path(__file__).with_name("catalogues")

KEYWORDS = {"say": (2,), "count": (2, 3), "Phrase": (1,)}
"""How messages are found in the source: by these calls, in these places of their arguments."""


def read(language: Language) -> Catalog:
    """A language's catalogue as its translators write it."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: Language) -> NullTranslations:
    """What to say for a message; of a language that has no catalogue, the message itself.

    A message that is not there, or that somebody still has to look at (fuzzy), is said in English.
    """
    if language not in TRANSLATED:
        return NullTranslations()
    made = BytesIO()
    write_mo(made, read(language))
    made.seek(0)
    return GNUTranslations(made)

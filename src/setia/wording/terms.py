"""The words of each language for Setia's ideas: one for each, and those that must not stand for them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct

from setia.wording.languages import Language

FOLDER = Path(__file__).with_name("terms")


class Terms(Struct, frozen=True):
    """One language's termbase."""

    words: dict[str, str]
    """By the idea in English."""
    refused: tuple[str, ...]
    """The neighbour's words, and manners of speech that are not Setia's."""
    allowed: tuple[str, ...]
    """Expressions that contain a refused word and mean something else."""

    def faults(self, text: str) -> list[str]:
        """The refused words that a text uses."""
        plain = text.casefold()
        for one in self.allowed:
            plain = plain.replace(one, "")
        return [word for word in self.refused if _uses(plain, word)]


@cache
def terms(language: Language) -> Terms:
    """A language's termbase; English has none, for its words are the glossary of the code."""
    if language == "en":
        return Terms({}, (), ())
    found = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return Terms(found["words"], tuple(found["refused"]["words"]), tuple(found["refused"]["allowed"]))


def _uses(text: str, word: str) -> bool:
    """As a word of its own; in Thai, which has no spaces between words, where no letter or mark joins it to another."""
    if word.isascii():
        return re.search(rf"\b{re.escape(word)}\b", text) is not None
    return re.search(rf"{re.escape(word)}(?![฀-๿])", text) is not None

"""Whether a sentence is whole, has its numbers, and speaks one language."""

from __future__ import annotations

import re
from typing import Any

from setia.wording.catalogues import read
from setia.wording.languages import LANGUAGES, Language
from setia.wording.sentences import Sentence
from tests.wording.saying import forms

WORD = re.compile(r"[a-z]{2,}")


def words(texts: list[str]) -> set[str]:
    """Words in Latin letters, without placeholders."""
    return {word for text in texts for word in WORD.findall(re.sub(r"\{\w+\}", " ", text).casefold())}


def vocabulary(language: Language) -> tuple[set[str], set[str]]:
    """The words of English messages, and those of their translations; what only pages say stands in none of them."""
    english, own = [], []
    for entry in read("ms" if language == "en" else language):
        if entry.locations and all(path.startswith("../web/") for path, _ in entry.locations):
            continue
        english += forms(entry.id)
        own += forms(entry.string)
    return words(english), words(english if language == "en" else own)


VOCABULARY = {language: vocabulary(language) for language in LANGUAGES}
NAMES = {"usd", "myr", "thb", "cash"}
"""Codes of money, and the id of a wallet that is also a word."""


def check(sentences: list[Sentence], language: Language) -> None:
    """Every sentence is whole, and speaks one language."""
    assert sentences
    english, own = VOCABULARY[language]
    for one in sentences:
        assert one.text.strip() == one.text != ""
        assert not re.search(r"[{}]|None|\(\)|“”|: \.|  ", one.text), one.text
        foreign = (words([one.text]) & english) - own - NAMES
        assert not foreign, f"{one.text}: {foreign}"
        if language == "th":
            assert re.search("[฀-๿]", one.text) or one.code in ("short", "short_for"), one.text
        for value in _numbers(one.values):
            assert value in re.sub(r"[.,]", "", one.text), f"{one.text}: {value}"


def _numbers(values: dict[str, Any]) -> list[str]:
    """Whole numbers that a sentence must show: their digits, without marks."""
    numbers = [value for key, value in values.items() if key != "month" and not (key == "count" and value in (1, "1"))]
    return [re.sub(r"[.,-]", "", str(one)) for one in numbers if re.fullmatch(r"-?\d+(\.\d+)?", str(one))]

"""Names in the order in which readers of a language look them up.

Thai is ordered as in the dictionary of the Royal Institute (ISO/IEC 14651, annex C): a vowel that is written before its
consonant counts after it, and tone marks decide only between words that are otherwise alike. Latin letters are ordered
without case and accents, and those decide in the end; hyphens and full stops do not count. Digits come first; then
letters of the reader's own script, so Thai before Latin for who reads Thai, and after it for everybody else.
"""

from __future__ import annotations

import re
import unicodedata

from setia.wording.languages import Language

Place = tuple[str, str, str]
"""Letters, then their marks, then the name itself: what compares first decides first."""

_VOWEL_BEFORE = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_THAI = re.compile("[\u0e01-\u0e2e\u0e30-\u0e39\u0e40-\u0e45]")
"""Consonants and vowels."""
_LONG_A = {"\u0e45": "\u0e32"}
"""Lakkhangyao, which is written for sara aa."""
_SIGNS = "\u0e2f\u0e46"
"""Paiyannoi and maiyamok: that a word is cut short, or said twice."""
_OWN, _OTHER = "\U000f0000", "\U000f8000"
"""Where letters of the reader's script begin, and all others: beyond every digit and space."""


def place(language: Language, name: str) -> Place:
    """Where a name stands in a list: sort by it."""
    letters, marks = [], []
    for one in _VOWEL_BEFORE.sub(r"\2\1", unicodedata.normalize("NFD", name.casefold())):
        if one.isdecimal() or one.isspace():
            letters.append(str(unicodedata.decimal(one, " ")))
        elif _THAI.match(one):
            letters.append(_moved(_LONG_A.get(one, one), language == "th"))
        elif one.isalpha() and one not in _SIGNS:
            letters.append(_moved(one, language != "th"))
        elif unicodedata.category(one).startswith("M"):
            marks.append(f"{len(letters):04d}{one}")
    return "".join(letters), "".join(marks), name


def _moved(letter: str, is_own: bool) -> str:
    """A letter behind the beginning of its script's place."""
    return (_OWN if is_own else _OTHER) + letter

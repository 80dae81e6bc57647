"""One word for each idea in each language: the neighbour's words are refused, and Thai is neutral in gender."""

from __future__ import annotations

import pytest

from setia.wording.catalogues import read
from setia.wording.languages import TRANSLATED, Language
from setia.wording.terms import terms
from tests.wording.saying import forms

REQUIRED: dict[Language, list[str]] = {
    "ms": ["mata", "ganjaran", "penebusan", "tahap", "baucar", "percuma", "diskaun"],
    "id": ["poin", "hadiah", "penukaran", "tingkat", "voucher", "gratis", "diskon"],
    "th": ["คะแนน", "ของรางวัล", "แลก", "ระดับ", "คูปอง", "ฟรี"],
}


def translated(language: Language) -> dict[str, str]:
    """What a catalogue says, by its message in English."""
    found = {}
    for entry in read(language):
        if entry.id:
            found[forms(entry.id)[-1]] = " ".join(forms(entry.string))
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_termbase_has_the_words_that_are_agreed_on(language: Language) -> None:
    assert set(REQUIRED[language]) <= set(terms(language).words.values())


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_uses_a_word_of_the_neighbour(language: Language) -> None:
    found = {text: wrong for text in translated(language).values() if (wrong := terms(language).faults(text))}
    assert found == {}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("idea", ["level", "member", "basket", "receipt", "store"])
def test_what_english_says_is_said_with_the_word_for_it(language: Language, idea: str) -> None:
    word = terms(language).words[idea]
    said = {english: text for english, text in translated(language).items() if idea in english.replace("{" + idea, "{")}
    assert said
    assert {english: text for english, text in said.items() if word not in text.casefold()} == {}


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("ms", "Tukar poin dengan hadiah", ["poin", "hadiah"]),
        ("ms", "Kad hadiah", []),
        ("id", "Diskaun dengan mata", ["mata", "diskaun"]),
        ("id", "Harga dalam mata uang lain", []),
        ("th", "ได้รับ 5 คะแนนค่ะ", ["ค่ะ"]),
        ("th", "ขอบคุณครับ", ["ครับ"]),
        ("th", "ได้รับ 5 คะแนน", []),
    ],
)
def test_a_refused_word_is_found(language: Language, text: str, words: list[str]) -> None:
    assert terms(language).faults(text) == words

"""Lists of names are in the order of the reader's language: Thai as in the Royal Institute's dictionary."""

from __future__ import annotations

import random

import pytest

from setia.wording.alphabet import place
from setia.wording.languages import LANGUAGES, Language

DICTIONARY = """กก กรรม กรรม์ -กระแย่ง กราบ กะเกณฑ์ กัก ก้าว กำ กิน กี่ กึ๋น กุน กูด เก้ง เกล้า เกลียว เก้า เกาะ เกี่ยว
เกี๊ยะ เกือก แกง แกะ โกน โกร๋น ใกล้ ไก่ ไกล ข้น ขนาบ ข้าง ข้างๆ ข้างกระดาน ข้างขึ้น ข้างควาย""".split()
"""The example of ISO/IEC 14651, annex C.2, which follows the dictionary of 1982."""
NAMES = ["กมล", "กระแต", "เก่ง", "แก้ว", "ขวัญ", "เจน", "ใจดี", "ชัย", "สมชาย", "โสภา", "เอก", "ฮานา"]


def _sorted(names: list[str], language: Language) -> list[str]:
    return sorted(random.Random(1).sample(names, len(names)), key=lambda one: place(language, one))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [DICTIONARY, NAMES])
def test_thai_words_stand_as_in_the_dictionary(words: list[str], language: Language) -> None:
    assert _sorted(words, language) == words
    assert sorted(words) != words, "by their code points they would stand elsewhere"


@pytest.mark.parametrize("language", LANGUAGES)
def test_tone_marks_decide_between_words_that_are_otherwise_alike(language: Language) -> None:
    assert _sorted(["เสือ", "เสื่อ", "เสื้อ"], language) == ["เสือ", "เสื่อ", "เสื้อ"]
    assert _sorted(["ปา", "ป่า", "ป้า", "ป๋า", "ปาน"], language) == ["ปา", "ป่า", "ป้า", "ป๋า", "ปาน"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_and_accents_decide_last(language: Language) -> None:
    names = ["Adi", "adi", "Ádi", "Aisyah", "José", "Joseph", "Siti Aminah", "Sitiawan", "suharto", "Zul"]
    order = _sorted(names, language)
    assert [one.casefold() for one in order] == [one.casefold() for one in names]


def test_digits_come_first_and_then_the_readers_own_script() -> None:
    names = ["ร้าน", "Kedai", "7-Eleven", "๘ ดาว"]
    assert _sorted(names, "th") == ["7-Eleven", "๘ ดาว", "ร้าน", "Kedai"]
    for language in LANGUAGES[:3]:
        assert _sorted(names, language) == ["7-Eleven", "๘ ดาว", "Kedai", "ร้าน"]

"""What a change would have done, in words: whole in every language, one member and two, with money and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from setia.wording import differences
from setia.wording.languages import LANGUAGES, Language
from setia.wording.plans import sentences, titles
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker
from tests.wording.checking import check
from tests.wording.test_happened import DOCUMENT


def of_titles(by: Speaker) -> Iterator[Sentence]:
    """What stands at rows, columns and parts."""
    for of in (titles.figures, titles.headings, titles.effects):
        yield from of(by).values()
    yield from (titles.money(by, "USD"), titles.gain(by, "USD"), titles.gain(by, ""), titles.cut(by, "u1"))
    yield from (titles.issued(by, "u1"), titles.issued_by_month(by, "u1"), titles.page(by, "u1"), titles.top(by, "u1"))
    yield from (titles.never(by), titles.worth(by))


def of_sentences(by: Speaker, number: int) -> Iterator[Sentence]:
    """What figures come to, where all are this number."""
    units, money, percent = by.amount(number, "points"), by.money(number * 100), Said(41, by.people.number(41, 1))
    yield sentences.changes(by, "u1.yaml", 3, "u2")
    yield from (sentences.done(by, number), sentences.beside(by, 3, number), sentences.same(by))
    yield sentences.members(by, number, 7, 19)
    yield sentences.unaffordable(by, number, units)
    for why in (sentences.about_skipped(by), sentences.not_there(by)):
        yield from (why, sentences.skipped(by, number, Said(why.code, why.text)))
    yield sentences.unreadable(by, number)
    yield from (sentences.shortened(by, number, number, units, by.day("2027-01-07")), sentences.more_lots(by, number))
    yield from (sentences.costs_the_same(by), sentences.costs_more(by, money, percent, money))
    yield sentences.saves(by, money, percent, money)
    yield from (sentences.no_test(by, number, None), sentences.no_test(by, number, 41))
    yield sentences.length_of_test(by, 41, number)
    yield from (sentences.assumed(by, *[Said("2027-01", by.people.month(1))] * 2), sentences.nothing_bought(by))
    yield from (sentences.assumed_of_money(by, percent), sentences.simulated(by, by.day("2027-01-07")))
    yield sentences.page_at(by, "u1.html")


def of_differences(by: Speaker) -> Iterator[Sentence]:
    """What differs between two documents."""
    for told in (differences.added, differences.removed):
        yield from (told(by, "u1"), told(by, "u1", "{x1: 2}"))
    yield from (differences.changed(by, "u1", "f1", "3", ""), differences.changed(by, "u1", "f1", "", "3"))
    yield from (differences.reordered(by, "u1", ["a1"], ["b1"], of) for of in differences.ORDER_SAYS)


def everything(language: Language) -> list[Sentence]:
    """All that is said of plans."""
    by = Speaker(DOCUMENT, language)
    return [*of_titles(by), *(one for number in (1, 2) for one in of_sentences(by, number)), *of_differences(by)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_plans_is_whole(language: Language) -> None:
    check([one for one in everything(language) if "{x1" not in one.text], language)


def test_english_counts_one_and_two() -> None:
    by = Speaker(DOCUMENT, "en")
    one, two = ([sentence.text for sentence in of_sentences(by, number)] for number in (1, 2))
    assert "1 member would have got more, 7 less, 11 the same; of 19." in one
    assert "2 members would have got more, 7 less, 10 the same; of 19." in two
    assert "1 recorded redemption of 1 point could not have been paid; each was skipped." in one
    assert any(text.startswith("2 lots of 2 members would end sooner: 2 points") for text in two)
    assert any("would take 1 month to show" in text for text in one)


def test_thai_has_neither_plurals_nor_full_stops() -> None:
    by = Speaker(DOCUMENT, "th")
    one, two = ([sentence.text for sentence in of_sentences(by, number)] for number in (1, 2))
    assert "สมาชิก 1 คนจะได้มากขึ้น 7 คนได้น้อยลง 11 คนได้เท่าเดิม จากทั้งหมด 19 คน" in one
    assert len(one) == len(two)
    assert not [text for text in (*one, *two) if text.endswith(".")]

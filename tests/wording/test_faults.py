"""What is wrong with a document, or to be looked at, is said whole in every language, with what stands there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from setia.wording.faults import ADVICE, FAULTS, NOT_APPLIED, WITH_CHOICES, fault, further
from setia.wording.languages import LANGUAGES, Language
from setia.wording.phrases import filled, whole
from setia.wording.sentences import Sentence, Speech
from setia.wording.speaker import Speaker
from tests.wording.checking import check
from tests.wording.test_refusals import DOCUMENT, kinds, numbers


def of_faults(language: Language) -> Iterator[list[Sentence]]:
    """Everything that is said of documents with faults."""
    by = Speaker(DOCUMENT, language, "author")
    for table in (FAULTS, ADVICE, NOT_APPLIED):
        for code, phrase in table.items():
            clause = filled(code, phrase, by, numbers(phrase))
            yield [Sentence(code, whole(clause, by).text, {})]
    for code in WITH_CHOICES:
        meant = (further(by, code, "u1, u2", suggestion) for suggestion in ("", "u1"))
        yield [one for one in meant if one is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_said_whole(language: Language) -> None:
    for said in of_faults(language):
        check(said, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_there_is_in_the_sentence(language: Language) -> None:
    for code, phrase in FAULTS.items():
        said = fault(Speech(language), code, "{u8}", "{u9}").text
        assert [("{u8}" in said), ("{u9}" in said)] == [one in kinds(phrase) for one in ("found", "expected")], code


def test_what_could_stand_there_is_what_is_meant_or_all_that_there_is() -> None:
    by = Speech("en")
    assert [
        one.text if (one := further(by, *more)) else ""
        for more in (
            ("unknown_wallet", "points, stamps", ""),
            ("unknown_wallet", "points, stamps", "points"),
            ("unknown_wallet", "", ""),
            ("not_a_date", "2027-01-31", ""),
        )
    ] == ["There is: points, stamps.", "Did you mean points?", "", ""]

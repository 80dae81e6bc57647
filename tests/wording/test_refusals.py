"""Every "no" has a sentence in every language, and the numbers that come with it are in it."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import setia
from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND
from setia.engine.refusals import CODES
from setia.engine.rules.conditions.visibility import AUDIENCES, Audience
from setia.wording.catalogues import read
from setia.wording.languages import LANGUAGES, TRANSLATED, Language
from setia.wording.phrases import CONDITIONS, KINDS, OTHER_CONDITION, Numbers, Phrase, filled, length, whole
from setia.wording.problems import REQUESTS
from setia.wording.refusals import REFUSALS, refusal, refused
from setia.wording.sentences import Sentence, Speech
from setia.wording.speaker import Speaker
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import program
from tests.wording.checking import check
from tests.wording.saying import forms
from tests.wording.worlds import FIELDS, THURSDAY, name

DOCUMENT = program(rule(effect(), name=name(0)), **FIELDS).program
EVERY = [(code, one) for code, phrases in REFUSALS.items() for one in phrases]

SHOWN: dict[str, tuple[int | str, str]] = {
    "": ("u9", "u9"),
    "condition": ("tier", ""),
    "instant": (THURSDAY, ""),
    "iso": ("2027-01-31T14:00:00+00:00", "31"),
    "items": (2000, "2"),
    "length": (15 * MINUTE, "15"),
    "money": (57_43, "57"),
    "number": (41, "41"),
    "plain": (7, "7"),
    "price_rule": ("u1", ""),
    "reward": ("mug", ""),
    "times": (3, "3"),
    "units": (58, "58"),
    "wallet": ("cash", ""),
    "year": (2027, ""),
}
"""A number of each kind, and digits of it that every language shows."""


def kinds(phrase: Phrase) -> dict[str, str]:
    """By number, what it is."""
    return {name: kind or "" for _, name, kind, _ in string.Formatter().parse(phrase.text) if name}


def numbers(phrase: Phrase) -> dict[str, int | str]:
    """Numbers with which it can be said."""
    return {"wallet": "cash", **{name: SHOWN[kind][0] for name, kind in kinds(phrase).items()}, **phrase.when}


def test_every_code_has_sentences_from_the_most_telling_to_one_without_any_number() -> None:
    assert set(REFUSALS) == set(CODES)
    for code, phrases in REFUSALS.items():
        *telling, general = phrases
        assert (general.fields, general.to, general.when) == (set(), None, {})
        assert all(one.fields or one.to or one.when for one in telling), code
        assert len(general.text.split()) >= 3
        assert refused(Speech("en"), code, {"amount": 1}).text == general.text


def test_every_kind_of_number_is_tried() -> None:
    assert set(SHOWN) == KINDS
    problems = [one for phrases in REQUESTS.values() for one in phrases]
    assert {kind for one in (*(phrase for _, phrase in EVERY), *problems) for kind in kinds(one).values()} == KINDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_sentence_is_said_whole_in_every_language(language: Language, audience: Audience) -> None:
    speaker = Speaker(DOCUMENT, language, audience)
    for code, phrase in EVERY:
        said = filled(code, phrase, speaker, numbers(phrase))
        sentence = whole(said, speaker).text
        check([Sentence(code, sentence, {})], language)
        assert sentence == said.text if language == "th" else sentence.endswith(".")
        for field, kind in kinds(phrase).items():
            assert SHOWN[kind][1] in said.text, f"{said.text}: {field}"
            if kind in ("instant", "year"):
                assert ("2570" if language == "th" else "2027") in said.text


@pytest.mark.parametrize("code", CODES)
def test_everybody_hears_something_of_every_refusal(code: str) -> None:
    for audience in AUDIENCES:
        for language in LANGUAGES:
            check([Sentence(code, refusal(Speaker(DOCUMENT, language, audience), code, {}).text, {})], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lengths_and_conditions_are_said_in_every_language(language: Language) -> None:
    speaker = Speaker(DOCUMENT, language, "staff")
    lengths = [length(speaker, count * unit) for unit in (DAY, HOUR, MINUTE, SECOND) for count in (1, 7)]
    assert [text.split()[0] for text in lengths] == ["1", "7"] * 4
    assert len(set(lengths)) == 8
    clauses = [speaker.translated(one.text) for one in (*CONDITIONS.values(), OTHER_CONDITION)]
    check([Sentence("x", text, {}) for text in (*lengths, *clauses)], language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_number_is_of_the_same_kind_in_every_language(language: Language) -> None:
    for entry in read(language):
        messages = forms(entry.id)
        if messages and any(kinds(Phrase(one)) for one in messages):
            assert all(kinds(Phrase(one)) == kinds(Phrase(messages[-1])) for one in forms(entry.string)), messages


def test_one_refusal_in_four_languages() -> None:
    asked: Numbers = {"wallet": "cash", "available": 1_250_00, "asked": 1_300_00}
    told = [refusal(Speaker(DOCUMENT, one, "staff"), "insufficient", asked).text for one in LANGUAGES]
    assert told == [
        "Only 1,250.00 dollars are usable, 1,300.00 were asked for.",
        "Hanya 1,250.00 dolar boleh digunakan, 1,300.00 diminta.",
        "Hanya 1.250,00 dolar yang dapat digunakan, 1.300,00 diminta.",
        "ใช้ได้เพียง 1,250.00 ดอลลาร์ แต่ขอใช้ 1,300.00",
    ]


def test_units_are_said_of_a_wallet_that_is_known_alone() -> None:
    speaker = Speaker(DOCUMENT, "en", "staff")
    asked: Numbers = {"available": 40, "asked": 41}
    assert refused(speaker, "insufficient", asked).text == "too little is usable"
    assert refused(speaker, "insufficient", asked, "points").text == "only 40 points are usable, 41 were asked for"


def test_who_may_not_know_is_told_less() -> None:
    def told(code: str, audience: Audience, **numbers: int | str) -> str:
        return refused(Speaker(DOCUMENT, "en", audience), code, numbers).text

    assert told("identifier_taken", "staff") == "this identifier is another member's"
    assert "another member" not in told("identifier_taken", "member")
    assert "another member" not in told("purchase_belongs_to_other_member", "member")
    assert "another member" not in told("code_of_other_member", "member")
    assert told("reward_not_for_you", "author", condition="segment").endswith(": it is for other members")
    assert told("reward_not_for_you", "staff", condition="segment") == "it is not for this member now"
    assert told("reward_not_for_you", "staff", condition="tier").endswith(": it is for other levels")
    assert told("not_paused", "author", wallet="cash") == "cash is not paused"
    assert told("not_paused", "staff", wallet="cash") == "dollars is not paused"


LEFT_OUT: dict[str, set[str]] = {
    "consent_not_by_staff": {"channel"},
    "identifier_taken": {"kind"},
    "natural_key_conflict": {"version", "paid", "currency", "amount"},
    "text_refused": {"field"},
    "unknown_channel": {"purpose", "channel"},
    "unknown_member": {"kind"},
    "not_a_merge": {"status"},
    "key_expired_see_resource": {"member"},
}
"""Numbers for programs that no sentence shows: the words for them are the caller's own, or would tell too much."""


def carried() -> Iterator[tuple[str, str]]:
    """Every number that a refusal is made with, where the source says both: (code, number)."""
    for path in Path(setia.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and len(node.args) > 1:
                code, given = node.args[:2]
                if isinstance(code, ast.Constant) and isinstance(given, ast.Dict):
                    yield from (
                        (str(code.value), str(key.value)) for key in given.keys if isinstance(key, ast.Constant)
                    )


def test_every_number_of_a_refusal_is_told_or_left_out_on_purpose() -> None:
    found = set(carried())
    assert len(found) > 60
    told = {(code, name) for code, one in EVERY for name in (*one.fields, *one.when)}
    of_units = {(code, "wallet") for code, one in EVERY if one.in_units}  # which unit it is
    left_out = {(code, name) for code, names in LEFT_OUT.items() for name in names}
    assert found - told - of_units - left_out == set()
    assert left_out & told == set()
    assert left_out - found <= {("key_expired_see_resource", "member")}  # made where its code is looked up

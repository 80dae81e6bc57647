"""A program document with a mistake: one fault that names its line, its path and, where it can, what was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from setia.services.documents import read_program
from tests.services.documents_for_tests import LINES, fault, faults, with_line

SHIPPED = sorted((Path(__file__).parents[2] / "programs").glob("*.yaml"))

Mistake = tuple[int, str, str, str, str]

MISTAKES: dict[str, Mistake] = {
    # line, what stands there instead, code, path, suggestion
    "a field misspelt": (5, "curency: USD", "unknown_field", "curency", "currency"),
    "a field of a wallet misspelt": (10, "    units: {en: points}", "unknown_field", "wallets[0].units", "unit"),
    "a field of an expiry misspelt": (12, "      aftr: P12M", "unknown_field", "wallets[0].expiry.aftr", "after"),
    "a field of a rule misspelt": (15, "    effect:", "unknown_field", "rules[0].effect", "effects"),
    "a field of an effect misspelt": (17, "        point: 1", "unknown_field", "rules[0].effects[0].point", "points"),
    "a field that is like none": (2, "id: test\nxyzzy: 1", "unknown_field", "xyzzy", ""),
    "a merge key": (2, "id: test\n<<: {id: other}", "unknown_field", "<<", ""),
    "a number as id": (2, "id: 5", "wrong_type", "id", ""),
    "a word as format": (1, "format: one", "wrong_type", "format", ""),
    "a fraction as format": (1, "format: 1.0", "wrong_type", "format", ""),
    "yes as format": (1, "format: true", "wrong_type", "format", ""),
    "true as points": (17, "        points: true", "wrong_type", "rules[0].effects[0].points", ""),
    "a word as points": (17, "        points: 'one'", "not_a_number", "rules[0].effects[0].points", ""),
    "hexadecimal points": (17, "        points: 0x10", "not_a_number", "rules[0].effects[0].points", ""),
    "octal points": (17, "        points: 0o17", "not_a_number", "rules[0].effects[0].points", ""),
    "full-width points": (17, "        points: \uff11", "not_a_number", "rules[0].effects[0].points", ""),
    "sexagesimal points": (17, "        points: 12:30:45", "not_a_number", "rules[0].effects[0].points", ""),
    "nothing as currency": (5, "currency:", "wrong_type", "currency", ""),
    "a list as name": (4, "  - Test", "wrong_type", "name", ""),
    "a mapping as wallets": (9, "    id: points", "wrong_type", "wallets", ""),
    "a number as a text": (4, "  en: 5", "wrong_type", "name.en", ""),
    "true as a text": (4, "  en: true", "wrong_type", "name.en", ""),
    "a number as a unit's name": (10, "    unit: {en: points, ms: 5}", "wrong_type", "wallets[0].unit.ms", ""),
    "an effect of no kind that there is": (
        16,
        "      - kind: points_per_visit",
        "unknown_kind",
        "rules[0].effects[0].kind",
        "points_per_item",
    ),
    "leading zeros": (17, "        points: 010", "bad_number", "rules[0].effects[0].points", ""),
    "an underscore": (17, "        points: 1_000", "bad_number", "rules[0].effects[0].points", ""),
    "a plus sign": (17, "        points: +1", "bad_number", "rules[0].effects[0].points", ""),
    "an exponent": (17, "        points: 1e3", "bad_number", "rules[0].effects[0].points", ""),
    "1e400": (18, "        per: 1e400", "bad_number", "rules[0].effects[0].per", ""),
    "not a number": (18, "        per: .nan", "bad_number", "rules[0].effects[0].per", ""),
    "infinity": (18, "        per: .inf", "bad_number", "rules[0].effects[0].per", ""),
    "minus infinity": (18, "        per: -.INF", "bad_number", "rules[0].effects[0].per", ""),
    "a point before all digits": (18, "        per: .5", "bad_number", "rules[0].effects[0].per", ""),
    "a point behind all digits": (18, "        per: 5.", "bad_number", "rules[0].effects[0].per", ""),
    "a comma in an amount": (18, "        per: 1,50", "not_a_number", "rules[0].effects[0].per", ""),
    "5,000 digits": (17, "        points: " + "9" * 5_000, "number_too_long", "rules[0].effects[0].points", ""),
    "5,000 digits behind the point": (
        18,
        "        per: 0." + "0" * 5_000 + "1",
        "number_too_long",
        "rules[0].effects[0].per",
        "",
    ),
    "a negative amount": (18, "        per: -1.00", "out_of_range", "rules[0].effects[0].per", ""),
    "30 February": (7, "effective_from: 2017-02-30", "not_a_date", "effective_from", ""),
    "a currency in small letters": (5, "currency: usd", "unknown_currency", "currency", "USD"),
    "a zone misspelt": (6, "zone: Asia/Kuala_Lumpr", "unknown_zone", "zone", "Asia/Kuala_Lumpur"),
    "a wallet misspelt": (
        18,
        "        per: 1.00\n        wallet: point",
        "unknown_wallet",
        "rules[0].effects[0].wallet",
        "points",
    ),
    "a duration in hours": (12, "      after: PT12H", "not_a_duration", "wallets[0].expiry.after", ""),
    "a period that there is not": (
        12,
        "      after: P12M\n      round_to: end_of_week",
        "not_a_choice",
        "wallets[0].expiry.round_to",
        "end_of_year",
    ),
    "the same field twice": (2, "id: test\nid: other", "duplicate_key", "id", ""),
    "the same language twice": (4, "  en: Test\n  en: Other", "duplicate_key", "name.en", ""),
    "a key that is no name": (4, "  en: Test\n  " + "x" * 101 + ": y", "key_too_long", "name", ""),
    "a format of the future": (1, "format: 2", "unknown_format", "format", ""),
}

WITH_CONDITION = """        per: 1.00
    when:
      - kind: any
        of:
          - {kind: not, of: {kind: weekday, any_of: [monday]}}"""

INSIDE: dict[str, tuple[str, str, str, str, str]] = {
    # what is written, what stands there instead, code, path, suggestion
    "a kind misspelt": ("kind: weekday", "kind: wekday", "unknown_kind", "of.kind", "weekday"),
    "a kind that is none": ("kind: weekday", "kind: 5", "wrong_type", "of.kind", ""),
    "a field misspelt": ("any_of:", "anyof:", "unknown_field", "of.anyof", "any_of"),
    "a field of another kind": ("any_of:", "at_least: 1, any_of:", "unknown_field", "of.at_least", ""),
    "a choice misspelt": ("[monday]", "[mondey]", "not_a_choice", "of.any_of[0]", "monday"),
    "a word for a list": ("[monday]", "monday", "wrong_type", "of.any_of", ""),
}


@pytest.mark.parametrize("mistake", INSIDE.values(), ids=INSIDE.keys())
def test_a_mistake_deep_inside_a_condition_is_named_by_what_its_kind_may_have(
    mistake: tuple[str, str, str, str, str],
) -> None:
    written, instead, code, path, suggestion = mistake
    found = fault(with_line(18, WITH_CONDITION.replace(written, instead)))
    assert (found.code, found.path, found.suggestion) == (code, f"rules[0].when[0].of[0].{path}", suggestion)
    assert found.line == 22


def test_without_a_field_that_is_close_those_that_there_are_are_told() -> None:
    unknown, missing = faults(with_line(18, WITH_CONDITION.replace("any_of: [monday]", "xyzzy: 1")))
    assert (unknown.code, unknown.expected) == ("unknown_field", "kind, any_of, visible_to")
    assert (missing.code, missing.path) == ("missing_field", "rules[0].when[0].of[0].of.any_of")


STANDS_LATER = {"a field that is like none", "a merge key", "the same field twice", "the same language twice"}
STANDS_LATER |= {"a key that is no name", "a wallet misspelt", "a period that there is not"}
"""Mistakes in the second of the lines that stand for one."""

NAMED_AT_THEIR_PARENT = {"a list as name": 3, "a mapping as wallets": 8}
"""Where a whole value is of the wrong kind, its field's line may be named instead of its own."""


def test_the_document_is_sound_without_a_mistake() -> None:
    assert read_program("\n".join(LINES)).program.id == "test"


@pytest.mark.parametrize(("name", "mistake"), MISTAKES.items(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_line_and_path(name: str, mistake: Mistake) -> None:
    line, text, code, path, suggestion = mistake
    found = faults(with_line(line, text))[0]
    assert (found.code, found.path, found.suggestion) == (code, path, suggestion)
    stands = line + 1 if name in STANDS_LATER else line
    assert found.line in (stands, NAMED_AT_THEIR_PARENT.get(name, stands))
    assert len(found.found) <= 200


MISSING = {
    "format": (1, "format"),
    "id": (2, "id"),
    "currency": (5, "currency"),
    "zone": (6, "zone"),
    "effective_from": (7, "effective_from"),
}


@pytest.mark.parametrize(("line", "field"), MISSING.values(), ids=MISSING.keys())
def test_a_missing_field_is_named(line: int, field: str) -> None:
    found = fault(with_line(line, "# nothing"))
    assert (found.code, found.path) == ("missing_field", field)


def test_a_field_missing_deep_inside_is_named_with_the_line_of_what_it_is_missing_from() -> None:
    found = fault(with_line(18, "# no amount"))
    assert (found.code, found.path, found.line) == ("missing_field", "rules[0].effects[0].per", 16)


def test_all_mistakes_of_meaning_are_told_at_once_each_with_its_line() -> None:
    text = with_line(5, "currency: XXX").replace("zone: UTC", "zone: Nowhere").replace("points: 1\n", "points: 0\n")
    assert [(one.line, one.code) for one in faults(text)] == [
        (5, "unknown_currency"),
        (6, "unknown_zone"),
        (17, "out_of_range"),
    ]


def test_all_mistakes_of_writing_are_told_at_once_each_with_its_line() -> None:
    text = with_line(17, "        points: 010").replace("format: 1", "format: 0x1_0").replace("1.00", "1e5")
    assert [(one.line, one.code) for one in faults(text)] == [(1, "wrong_type"), (17, "bad_number"), (18, "bad_number")]


WORDS = ["no", "yes", "on", "off", "Y", "NO", "12:30:45", "0x10", "2017-02-30", "-", "'", "a#b"]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_a_word(word: str) -> None:
    """YAML 1.1 took `no` for false and 12:30:45 for a number."""
    text = with_line(4, f"  en: {word if word not in ('-', chr(39)) else json.dumps(word)}")
    assert read_program(text).program.name["en"] == word


def test_languages_may_be_called_what_they_are_called() -> None:
    assert read_program(with_line(4, "  no: Norsk\n  en: English")).program.name == {"no": "Norsk", "en": "English"}


def test_the_same_document_in_json_is_the_same_program() -> None:
    document = {
        "format": 1,
        "id": "test",
        "name": {"en": "Test"},
        "currency": "USD",
        "zone": "UTC",
        "effective_from": "2017-01-01",
        "wallets": [{"id": "points", "unit": {"en": "points"}, "expiry": {"after": "P12M"}}],
        "rules": [{"id": "base", "effects": [{"kind": "points_per_amount", "points": 1, "per": "1.00"}]}],
    }
    from_yaml = read_program("\n".join(LINES))
    for text in (json.dumps(document), json.dumps(document, indent=2), json.dumps(document, indent="\t")):
        assert read_program(text).program == from_yaml.program


def test_a_mistake_in_json_is_named_with_its_line() -> None:
    text = '{\n  "format": 1,\n  "format": 1,\n  "id": "test"\n}'
    (found,) = [one for one in faults(text) if one.code == "duplicate_key"]
    assert (found.line, found.path) == (3, "format")


@pytest.mark.parametrize("name", ["\U0001f600", "\u0e04\u0e30\u0e41\u0e19\u0e19", '"quoted" \\ and / slashed', "a\tb"])
def test_json_may_escape_any_letter(name: str) -> None:
    """What json.dumps writes for an emoji is two halves that belong together."""
    text = '{"en": ' + json.dumps(name) + "}"
    assert read_program(with_line(3, f"name: {text}").replace("  en: Test\n", "")).program.name == {"en": name}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_program_that_comes_with_setia_is_sound_and_called_like_its_file(path: Path) -> None:
    assert read_program(path.read_text(encoding="utf-8")).program.id == path.stem


def test_programs_come_with_setia() -> None:
    assert "grocery" in [path.stem for path in SHIPPED]

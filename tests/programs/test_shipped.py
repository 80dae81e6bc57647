"""Every program that ships: sound, described by its first line, in four languages, with the words of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from setia.engine.rules.advice import advise
from setia.engine.rules.documents import from_json, to_json
from setia.services.documents import read_program
from tests.programs.store import SHIPPED

LANGUAGES = {"en", "ms", "id", "th"}

MARKS = re.compile(
    r"sephora|insider|\bvib\b|rouge|myntra|amazon|\bprime\b|hyatt|discoverist|explorist|globalist|starbucks|dsw"
    r"|mod monday",
    re.IGNORECASE,
)

WORDS = {
    "ms": ("mata", "ganjaran", "penebusan", "tahap", "baucar", "percuma", "diskaun"),
    "id": ("poin", "hadiah", "penukaran", "tingkat", "voucher", "gratis", "diskon"),
}
"""Words of one of the two languages that the other one must not use."""

NAMED = {"wallets": "unit", "rules": "name", "rewards": "name", "conversions": "name", "tiers": "name"}
NAMED |= {"calendars": "name", "events": "name"}


def texts(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Everything that people read, with where it is."""
    yield "name", document["name"]
    for part, field in NAMED.items():
        for one in document.get(part, ()):
            yield f"{part} {one['id']}", one.get(field, {})
    for tier_set in document.get("tiers", ()):
        for level in tier_set["levels"]:
            yield f"level {level['id']}", level.get("name", {})


@pytest.fixture(params=SHIPPED, ids=[path.stem for path in SHIPPED])
def path(request: pytest.FixtureRequest) -> Path:
    """One of them."""
    found: Path = request.param
    return found


def test_it_is_sound_and_nothing_of_it_is_in_vain(path: Path) -> None:
    compiled = read_program(path.read_text(encoding="utf-8"))
    assert advise(compiled) == ()
    assert from_json(to_json(compiled.program)) == compiled.program


def test_its_first_line_says_what_it_is(path: Path) -> None:
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].{20,118}[.,;:a-z]", first), first
    assert second.startswith("#")


def test_everything_that_people_read_is_there_in_four_languages(path: Path) -> None:
    document = msgspec.to_builtins(read_program(path.read_text(encoding="utf-8")).program)
    assert not [where for where, text in texts(document) if text.keys() != LANGUAGES or not all(text.values())]


def test_each_language_has_its_own_words(path: Path) -> None:
    document = msgspec.to_builtins(read_program(path.read_text(encoding="utf-8")).program)
    for where, text in texts(document):
        for language, others in (("ms", WORDS["id"]), ("id", WORDS["ms"])):
            words = re.findall(r"\w+", text[language].lower())
            assert not {*words} & {*others}, f"{where}, {language}: {text[language]}"


def test_no_mark_is_named_but_in_the_source_of_a_fact(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not MARKS.search(path.name)
    assert not [line for line in lines if MARKS.search(line) and not line.startswith("#   http")]

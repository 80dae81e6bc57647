"""Catalogues are whole: every message of the source is translated, with its placeholders, and none is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.plural import to_gettext

import setia.wording
from setia.wording.catalogues import FOLDER, KEYWORDS, read, translations
from setia.wording.languages import LANGUAGES, TRANSLATED, Language, locale_of
from setia.wording.sentences import Said, Speech
from tests.architecture.sources import ROOT
from tests.wording.saying import forms

SOURCE = Path(setia.wording.__file__).parent
METHODS = [("**.py", "python"), ("**.html", "setia.wording.templates:messages")]
Id = str | tuple[str, ...]


def messages_of_the_source() -> list[Id]:
    """Every message that the code says."""
    folders = (SOURCE, SOURCE.parent / "web")
    found = [one for folder in folders for one in extract_from_dir(folder, METHODS, keywords=KEYWORDS)]
    return [message for _, _, message, _, _ in found]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def faults(wanted: list[Id], catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue."""
    plurals = catalogue.num_plurals
    for message in dict.fromkeys(wanted):
        entry = catalogue.get(message if isinstance(message, str) else message[0])
        if entry is None:
            yield f"missing: {message}"
        elif entry.fuzzy:
            yield f"fuzzy: {message}"
        elif isinstance(message, str) is not isinstance(entry.id, str):
            yield f"not of the same number of forms: {message}"
        else:
            yield from _faults_of(message, entry, plurals)
    known = {one if isinstance(one, str) else one[0] for one in wanted}
    for entry in catalogue:
        if entry.id and (entry.id if isinstance(entry.id, str) else entry.id[0]) not in known:
            yield f"said nowhere: {entry.id}"


def _faults_of(message: Id, entry: Message, plurals: int) -> Iterator[str]:
    said = forms(entry.string)
    if len(said) != (1 if isinstance(message, str) else plurals) or not all(said):
        yield f"untranslated: {message}"
    wanted = placeholders(message if isinstance(message, str) else message[-1])
    yield from (f"other placeholders: {one}" for one in said if placeholders(one) != wanted)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_source_is_translated_and_none_is_left_over(language: Language) -> None:
    wanted = messages_of_the_source()
    assert len(wanted) > 200
    assert list(faults(wanted, read(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_those_of_the_language(language: Language) -> None:
    rule = to_gettext(locale_of(language).plural_form)
    assert re.sub(r"[ ();]", "", read(language).plural_forms) == re.sub(r"[ ();]", "", rule)


def test_a_catalogue_that_is_not_whole_is_found_out() -> None:
    catalogue = Catalog(locale="ms")
    catalogue.add("{amount} more", "{amount} lagi")
    catalogue.add("{day} or later", "selepas {hari}")
    catalogue.add("nothing", "")
    catalogue.add("of before", "lama")
    catalogue.add("old", "lama", flags=["fuzzy"])
    catalogue.add(("{count} day", "{count} days"), ("{count} hari",))
    wanted: list[Id] = ["{amount} more", "{day} or later", "nothing", "new", "old", ("{count} day", "{count} days")]
    assert list(faults(wanted, catalogue)) == [
        "other placeholders: selepas {hari}",
        "untranslated: nothing",
        "missing: new",
        "fuzzy: old",
        "said nowhere: of before",
    ]


def test_a_code_stands_for_one_message() -> None:
    said: dict[str, set[str]] = {}
    for path in (*SOURCE.rglob("*.py"), *(SOURCE.parent / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in KEYWORDS:
                code, message = ast.literal_eval(node.args[0]), ast.literal_eval(node.args[1])
                said.setdefault(code, set()).add(message)
    assert len(said) > 200
    assert {code: messages for code, messages in said.items() if len(messages) > 1} == {}


def test_english_has_one_and_many_and_the_others_have_one_form() -> None:
    def told(language: Language, number: int) -> str:
        speech = Speech(language)
        return speech.count("days", "{count} day", "{count} days", number, count=Said(number, str(number))).text

    assert [[told(language, number) for number in (1, 2)] for language in LANGUAGES] == [
        ["1 day", "2 days"],
        ["1 hari", "2 hari"],
        ["1 hari", "2 hari"],
        ["1 วัน", "2 วัน"],
    ]


def test_a_catalogue_is_read_once() -> None:
    assert translations("th") is translations("th")


def test_catalogues_go_with_the_package() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.po")) == sorted(TRANSLATED)
    assert '"**/*.po", "**/*.toml"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")

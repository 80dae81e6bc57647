"""Every program document that comes with Setia can be told in every language, to everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setia.engine.rules.conditions.visibility import AUDIENCES
from setia.services.documents import read_program
from setia.wording.documents import in_words
from setia.wording.languages import LANGUAGES, Language
from setia.wording.speaker import Speaker
from tests.architecture.sources import ROOT

PROGRAMS = [path for path in sorted((ROOT / "programs").rglob("*.yaml")) if "calendars" not in path.parts]


@pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_that_is_shipped_is_told_whole(path: Path, language: Language) -> None:
    program = read_program(path.read_text(encoding="utf-8")).program
    for audience in AUDIENCES:
        parts = in_words(Speaker(program, language, audience))
        assert len(parts) > len(program.rules) + len(program.rewards)
        for part in parts:
            assert part.name
            for text in part.texts:
                assert text.strip() == text != ""
                assert not re.search(r"[{}]|None|\(\)|“”|: \.|  ", text), text


def test_there_are_programs() -> None:
    assert len(PROGRAMS) >= 6

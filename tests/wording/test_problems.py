"""What is wrong with a request is said in every language, whether or not it is known of which program."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

import setia.api
from setia.services.member_proof import Why
from setia.wording.languages import LANGUAGES, Language
from setia.wording.phrases import filled, whole
from setia.wording.problems import REQUESTS, explained
from setia.wording.sentences import Sentence, Speech
from setia.wording.speaker import Speaker
from tests.wording.checking import check
from tests.wording.test_refusals import DOCUMENT, kinds, numbers

FROM_BELOW = {"invalid_request", "too_large", "wrong_method", "bad_request", "no_such_path", "wrong_media_type"}
"""Codes for what the framework finds."""


def surface_codes() -> set[str]:
    """The codes that the API makes itself, as they stand in its source."""
    found = set()
    for path in Path(setia.api.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            called = getattr(name, "id", "") or getattr(name, "attr", "")
            if isinstance(node, ast.Call) and called == "problem" and len(node.args) > 1:
                given = ast.walk(node.args[1])
                texts = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                found |= {text for text in texts if text != "unknown"}
    found |= {f"member_proof_{why}" for why in get_args(Why)}
    return found - {"too_many_requests", "member_proof_"}  # an example of the reference; how those of proofs begin


def test_every_code_of_the_api_has_a_sentence() -> None:
    codes = surface_codes()
    assert len(codes) > 30
    assert {code for code in codes if explained(Speech("en"), code, {}) is None} == set()
    assert set(REQUESTS) - codes - FROM_BELOW == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_are_said_whole_in_every_language(language: Language) -> None:
    speech, speaker = Speech(language), Speaker(DOCUMENT, language, "staff")
    for code, phrases in REQUESTS.items():
        for phrase in phrases:
            for by in (speaker,) if phrase.needs_program else (speaker, speech):
                said = filled(code, phrase, by, numbers(phrase))
                check([Sentence(code, whole(said, by).text, {})], language)
                assert all("u9" in said.text for kind in kinds(phrase).values() if not kind)
            assert not phrases[-1].fields


def test_what_a_document_is_told_is_not_what_a_command_is_told() -> None:
    told = explained(Speech("en"), "unknown_wallet", {"field": "document: rules[0]", "detail": "line 7"})
    assert told is None
    assert explained(Speech("en"), "no_such_code", {}) is None
    said = explained(Speech("en"), "missing_field", {"field": "lines[0].net"})
    assert said is not None
    assert said.text == "The field lines[0].net is missing."

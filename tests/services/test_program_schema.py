"""The published JSON Schema: made from the types, true to what the engine accepts, and helpful to an editor."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from setia.services import schema_bounds
from setia.services.document_shape import shape
from setia.services.document_types import fields_of, program_type
from setia.services.documents import read, read_program
from setia.services.program_schema import program_schema, schema_text, structs
from setia.services.yaml_text import BadDocument
from tests.architecture.sources import ROOT
from tests.documents.mutations import mistaken
from tests.documents.seeds import seed_of_this_run
from tests.documents.writing import write
from tests.services.documents_for_tests import LINES, with_line
from tests.services.test_document_faults import MISTAKES, Mistake

PUBLISHED = ROOT / "docs" / "program.schema.json"
WRITTEN = [*sorted((ROOT / "programs").glob("*.yaml")), *sorted((ROOT / "tests").rglob("*.yaml"))]

OF_STRUCTURE = {"wrong_type", "missing_field", "unknown_field", "unknown_kind", "not_a_choice", "unknown_format"}
OF_VALUES = {"not_a_duration", "unknown_currency"}
"""Faults that a schema can see; what one part of a document says of another, it cannot."""
SEEN = {
    name: mistake
    for name, mistake in MISTAKES.items()
    if mistake[2] in OF_STRUCTURE | OF_VALUES and "1.0" not in mistake[1]  # to JSON Schema, 1.0 is a whole number
}


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(document: Any) -> Any:
    """A document as an editor sees it, whose numbers are numbers."""
    return json.loads(json.dumps(document, default=lambda one: float(one) if isinstance(one, Decimal) else str(one)))


def test_what_is_published_is_what_the_types_say() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run `make docs`"


def test_there_are_documents_to_validate() -> None:
    assert {"grocery.yaml", "one_rule.yaml"} <= {path.name for path in WRITTEN}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_every_document_in_the_repository_is_valid(path: Path) -> None:
    document, _ = read(path.read_text(encoding="utf-8"))
    assert [error.message for error in validator().iter_errors(as_json(document))] == []


@pytest.mark.parametrize("mistake", SEEN.values(), ids=SEEN.keys())
def test_a_document_refused_for_its_structure_is_refused_by_the_schema(mistake: Mistake) -> None:
    line, text, *_ = mistake
    document, _ = read(with_line(line, text))
    assert not validator().is_valid(as_json(document))


def test_documents_at_random_are_valid_where_they_are_sound_and_invalid_where_their_structure_is_not() -> None:
    seed = seed_of_this_run()
    random = Random(seed)
    sound = broken = 0
    for _ in range(400):
        document: Any = write(random)
        try:
            read_program(json.dumps(document))
            sound += 1
            assert validator().is_valid(as_json(document)), f"SETIA_SEED={seed}"
        except BadDocument:
            pass
        mistake = mistaken(document, random).document
        if shape(mistake).faults:
            broken += 1
            assert not validator().is_valid(as_json(mistake)), f"SETIA_SEED={seed}"
    assert min(sound, broken) > 200


def test_every_bound_is_of_a_field_that_there_is() -> None:
    fields = {(info.cls.__name__, name) for info in structs(program_type()) for name in fields_of(info)}
    assert set(schema_bounds.FIELDS) <= fields


def test_every_mapping_has_a_title_a_description_and_no_field_that_is_not_described_by_type() -> None:
    schema = program_schema()
    mappings = [schema, *(one for one in schema["$defs"].values() if "additionalProperties" in one)]
    assert len(mappings) > 50
    for one in mappings:
        assert one["title"]
        assert one["description"]
        assert one["additionalProperties"] is False
        assert all(set(field) & {"type", "$ref", "enum", "anyOf", "const"} for field in one["properties"].values())


def test_what_is_written_under_a_field_is_its_description() -> None:
    schema = program_schema()
    effect = schema["$defs"]["PointsPerAmount"]["properties"]
    assert effect["by_tier"]["description"] == "Another number of points for members of some levels."
    assert effect["base"]["description"].startswith("shelf: net of discounts")
    assert effect["kind"]["const"] == "points_per_amount"
    assert schema["properties"]["zone"]["examples"][0] == "Asia/Kuala_Lumpur"
    days = schema["$defs"]["Weekday"]["properties"]["any_of"]["items"]["enum"]
    assert days == ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def test_a_document_may_say_where_its_schema_is() -> None:
    head = "# yaml-language-server: $schema=../docs/program.schema.json\n"
    assert read_program(head + "\n".join(LINES)).program == read_program("\n".join(LINES)).program

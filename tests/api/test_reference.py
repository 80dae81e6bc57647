"""The API described: every call with an example that was really answered so, and a page that asks no other host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient

from setia.api.reference import document as reference
from setia.api.reference.operations import operations
from setia.api.reference.page import page
from setia.api.reference.serving import as_json
from setia.api.reference.style import POLICY, STYLE
from tests.api.application import application
from tests.api.conversation import Conversation
from tests.api.examples import DOCUMENT, document, of, talked
from tests.api.shapes import shape
from tests.api.till import Till

WITHOUT_EXAMPLE: frozenset[str] = frozenset()
"""Calls that the conversation does not make yet; there should be none."""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


@pytest.fixture
def talk(sqlite_database: str, tmp_path: Path) -> Iterator[Conversation]:
    with talked(tmp_path) as found:
        yield found


def faults(described: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """Where a value is not of the shape that the document says."""
    whole = {"components": described["components"], **schema}
    return [f"{one.json_path}: {one.message}" for one in Draft202012Validator(whole).iter_errors(value)]


def test_the_document_in_docs_is_as_it_is_served(described: dict[str, Any]) -> None:
    assert DOCUMENT.read_bytes() == as_json(described), "run `make docs`"
    with TestClient(application()) as client:
        served = client.get("/api/schema/openapi.json")
        assert served.content == DOCUMENT.read_bytes()
        assert served.json()["openapi"].startswith("3.1")


def test_every_call_has_an_example_and_no_example_is_of_another(described: dict[str, Any]) -> None:
    there = {f"{method} {path}" for method, path, _ in operations(described)}
    assert there - reference.examples().keys() == WITHOUT_EXAMPLE
    assert reference.examples().keys() - there == set()


def test_every_call_shows_what_is_sent_and_what_is_answered(described: dict[str, Any]) -> None:
    silent = []
    for method, path, one in operations(described):
        contents = [one["requestBody"]["content"]] if "requestBody" in one else []
        contents += [said.get("content", {}) for said in one["responses"].values()]
        if not all(kind.get("examples") for content in contents for kind in content.values()):
            silent.append(f"{method} {path}")
    assert set(silent) == WITHOUT_EXAMPLE


def test_the_examples_are_what_the_server_answers_now(talk: Conversation) -> None:
    """Each call again: the same statuses, and answers of the same names and kinds."""
    now = {key: [(one.status, shape(one.body), shape(one.answer)) for one in made] for key, made in of(talk).items()}
    then = {
        key: [(one.status, shape(one.body), shape(one.answer)) for one in made]
        for key, made in reference.examples().items()
    }
    assert now == then, "run `make docs`"


def test_what_is_sent_and_answered_is_as_the_document_says(described: dict[str, Any], talk: Conversation) -> None:
    known = {f"{method} {path}": one for method, path, one in operations(described)}
    assert len(talk.made) > len(known)
    for made in talk.made:
        operation = known[made.operation]
        if made.body is not None:
            content = operation["requestBody"]["content"]["application/json"]
            assert faults(described, content["schema"], made.body) == [], made.operation
        if made.answer is None:
            assert "content" not in operation["responses"][str(made.status)], made.operation
            continue
        content = operation["responses"][str(made.status)]["content"]["application/json"]
        assert faults(described, content["schema"], made.answer) == [], made.operation


def test_every_no_is_a_problem(described: dict[str, Any]) -> None:
    for method, path, one in operations(described):
        for status, said in one["responses"].items():
            if status.startswith("2"):
                continue
            [(kind, content)] = said["content"].items()
            assert kind == "application/problem+json", f"{method} {path}"
            for example in content["examples"].values():
                assert faults(described, content["schema"], example["value"]) == []


class Seen(HTMLParser):
    """What a page would load, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "link", "img", "iframe", "object", "embed", "form", "base", "source", "video", "audio"):
            self.loads.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "a":
            self.leads.append(str(given["href"]))
        self.ids += [str(given["id"])] if "id" in given else []


def test_the_page_asks_no_other_host_and_runs_nothing(described: dict[str, Any]) -> None:
    with TestClient(application()) as client:
        answer = client.get("/api/schema")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers.get_list("content-security-policy") == [POLICY]
    assert "unsafe" not in POLICY
    assert f"<style>{STYLE}</style>" in answer.text
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    seen = Seen()
    seen.feed(answer.text)
    assert (seen.loads, seen.inline) == ([], [])
    anchors = {f"#{one}" for one in seen.ids}
    assert set(seen.leads) - anchors == {"/api/schema/openapi.json"}
    assert len(anchors) == len(operations(described)) == len(seen.ids)


def test_a_name_with_markup_is_text_on_the_page(described: dict[str, Any]) -> None:
    paths = {"/x": {"get": {"operationId": "x", "description": "<script>alert(1)</script>", "responses": {}}}}
    shown = page({**described, "paths": paths}).decode()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_what_is_not_there_is_said_without_loading_anything() -> None:
    with TestClient(application()) as client:
        answer = client.get("/api/schema/redoc")
    assert answer.status_code == 404
    assert not re.search(r"https?://", answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_headers_that_are_described_are_sent_where_they_are(described: dict[str, Any], till: Till) -> None:
    """Each answer has what its kind of response names, but for what says that the same may be sent again."""
    joins = described["paths"]["/api/v1/members"]["post"]["responses"]
    first, again = (till.posts("/members", {"identifier": "card:1"}, "k1") for _ in range(2))
    no, no_again = (till.posts("/members", {"identifier": "card:1"}, "k2") for _ in range(2))
    read = till.gets("/members/card:1")
    for answer, named, missing in (
        (first, joins["201"], {"Idempotent-Replayed"}),
        (again, joins["201"], set()),
        (no, joins["409"], {"Idempotent-Replayed", "Retry-After"}),
        (no_again, joins["409"], {"Retry-After"}),
        (read, described["paths"]["/api/v1/members/{member}"]["get"]["responses"]["200"], set()),
    ):
        there = {one for one in named["headers"] if one in answer.headers}
        assert there == named["headers"].keys() - missing, answer.text
    assert described["components"]["headers"].keys() >= joins["201"]["headers"].keys() | joins["409"]["headers"].keys()

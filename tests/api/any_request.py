"""Requests that nobody would write, made of the document alone: what fits it, and what does not, for each operation."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any, TypeAlias

import httpx
import msgspec
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from msgspec import Struct, field
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from setia.api.problems import Problem
from setia.api.reference.operations import Json
from tests.api.conversation import API, Conversation

SHAPE = frozenset({"not_json", "missing_field", "unknown_field", "duplicate_key", "too_deep", "wrong_media_type"})
"""Problems that only a request can have that does not fit the document."""

LATER = '"position_not_reached"'
"""The one answer above 500 that is none of a fault: somebody asked to see what has not been written."""

FIT, UNFIT = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
ENDS = frozenset({"POST /api/v1/members/{member}/erasure", "POST /api/v1/members/{member}/merge"})
"""After these there may be nobody left whom others could be about: they keep the names that were made up for them."""


Operation: TypeAlias = APIOperation[Any, Any, Any, Any]


class Figures(Struct):
    """What was sent and how it was answered; what must not be."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """In one line."""
        return ", ".join(f"{count} x {what}" for what, count in sorted(self.answers.items()))


class Stranger:
    """A client that may do everything, and asks for anything; half the time about what is there."""

    def __init__(self, talk: Conversation, document: Json, number: int) -> None:
        self._talk, self._seed, self._random, self._keys = talk, number, Random(number), count(1)
        found = [
            one.ok() for one in schemathesis.openapi.from_dict(document).get_all_operations() if isinstance(one, Ok)
        ]
        self._operations: list[Operation] = found
        self._known: dict[str, list[dict[str, str]]] = defaultdict(list)
        for one in talk.made:
            self._known[one.operation].append(one.path)
        self._figures = Figures()

    def asks(self, fitting: int, unfitting: int, only: str = "") -> Figures:
        """So many requests of every operation that takes any, or of one."""
        self._figures = Figures()
        for one in self._operations:
            if only not in ("", one.label):
                continue
            if fitting:
                self._ask(one, FIT, fitting)
            if unfitting and (one.body or one.query or one.path_parameters):
                self._ask(one, UNFIT, unfitting)
        return self._figures

    def _ask(self, operation: Operation, mode: GenerationMode, examples: int) -> None:
        def one(case: Any) -> None:
            self._send(operation, mode, case)

        made: Callable[[], None] = given(case=operation.as_strategy(generation_mode=mode))(one)
        quiet = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seed(self._seed)(quiet(made))()

    def _send(self, operation: Operation, mode: GenerationMode, case: Any) -> None:
        known = self._known[operation.label]
        is_kept = mode is UNFIT and not _has_unfit_body(case)
        if known and known[0] and not is_kept and operation.label not in ENDS and self._random.random() < 0.7:
            case.path_parameters = {**case.path_parameters, **self._random.choice(known)}
        answer = self._answer(case)
        self._figures.answers[f"{mode.value} {answer.status_code}"] += 1
        for fault in _faults(operation, mode, case, answer):
            told = f"{case.method} {case.formatted_path} {case.query} {str(case.body)[:300]}"
            self._figures.faults.append(
                f"{operation.label}: {fault}: {told} -> {answer.status_code} {answer.text[:300]}"
            )

    def _answer(self, case: Any) -> httpx.Response:
        is_his = case.formatted_path.startswith(f"{API}/me/") or case.formatted_path == f"{API}/me"
        key = self._talk.token if is_his else self._talk.key
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"any-{next(self._keys)}"}
        content = None
        if case.method != "GET" and isinstance(case.body, dict | list | str | int | float | bool | None):
            content, headers["Content-Type"] = json.dumps(case.body).encode(), "application/json"
        return self._talk.client.request(
            case.method, case.formatted_path, params=case.query or None, content=content, headers=headers
        )


def _has_unfit_body(case: Any) -> bool:
    """Whether it is the body that does not fit, rather than a parameter."""
    body = case.meta.components.get(ParameterLocation.BODY)
    return body is not None and body.mode is UNFIT


def _faults(operation: Operation, mode: GenerationMode, case: Any, answer: httpx.Response) -> Iterator[str]:
    if answer.status_code >= 500 and not (answer.status_code == 503 and LATER in answer.text):
        yield "it broke"
        return
    if answer.status_code >= 400:
        problem = msgspec.json.decode(answer.content, type=Problem)
        if problem.status != answer.status_code or not problem.code or not answer.headers["Content-Language"]:
            yield "a problem that is none"
        # A program's document is a text to the API's: what is wrong inside of it is no matter of shape.
        if mode is FIT and problem.code in SHAPE and not problem.field.startswith("document:"):
            yield "what fits the document has the wrong shape"
    elif mode is UNFIT and _has_unfit_body(case):
        yield "what does not fit the document is done"
    elif str(answer.status_code) not in operation.definition.raw["responses"]:
        yield "an answer that the document does not have"
    elif not operation.is_valid_response(answer):
        yield "an answer of another shape"

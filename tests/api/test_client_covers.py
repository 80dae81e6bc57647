"""The Python client has every route that the server has, asks what it takes, and reads what it answers."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec import Struct

from setia.api.reference.operations import Json, operations
from setia.client import batches, calls, giving, history, make_goods, office, people, presence, rewards, shop, webhooks
from setia.client.call import Call
from tests.api.examples import DOCUMENT, EXAMPLES

MODULES = (batches, calls, giving, history, make_goods, office, people, presence, rewards, shop, webhooks)
VERSION = "/api/v1"
EVERYWHERE = {"min_position"}
"""What every question takes: it is told of once, and not at every call."""
SAMPLES: dict[Any, Any] = {
    str: "x",
    int: 1,
    bool: True,
    date: date(2018, 1, 1),
    datetime: datetime(2018, 1, 1, tzinfo=UTC),
    presence.Proof: presence.Proof("pin", "123456"),
}


class Made(Struct, frozen=True):
    """A function of the client, a call that it makes, and the operation of the document that this is."""

    name: str
    function: Callable[..., Call[Any]]
    call: Call[Any]
    operation: str


DESCRIBED: Json = json.loads(DOCUMENT.read_text(encoding="utf-8"))
OPERATIONS = {f"{method} {path}": one for method, path, one in operations(DESCRIBED) if path.startswith(VERSION)}


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Call[Any]]]]:
    for name, found in vars(module).items():
        is_own = inspect.isfunction(found) and found.__module__ == module.__name__ and not name.startswith("_")
        if is_own and str(found.__annotations__.get("return", "")).startswith("Call["):
            yield f"{module.__name__.rpartition('.')[2]}.{name}", found


def _made() -> Iterator[Made]:
    for module in MODULES:
        for name, function in _functions(module):
            hints = get_type_hints(function)
            given: list[Any] = []
            more: dict[str, Any] = {}
            for one in inspect.signature(function).parameters.values():
                if one.kind is one.KEYWORD_ONLY:
                    more[one.name] = _sample(hints[one.name])
                elif one.kind is one.POSITIONAL_OR_KEYWORD:
                    given.append(_sample(hints[one.name]))
            call = function(*given, **more)
            yield Made(name, function, call, _operation(call))


def _sample(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin is not None and origin is not type(int | None):
        first = get_args(hint)[0]
        return first if isinstance(first, str) else {} if origin is dict or issubclass(origin, dict) else []
    if origin is not None:
        return _sample(get_args(hint)[0])
    return SAMPLES[hint]


def _operation(call: Call[Any]) -> str:
    path = VERSION + call.path
    fitting = [
        one
        for one in OPERATIONS
        if one.startswith(f"{call.method} ")
        and re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(one.partition(" ")[2])), path)
    ]
    return min(fitting, key=lambda one: one.count("{")) if fitting else f"{call.method} {path}"


MADE = list(_made())
IDS = [one.name for one in MADE]


def test_every_route_has_a_call_and_every_call_a_route() -> None:
    made = {one.operation for one in MADE}
    assert made - OPERATIONS.keys() == set(), "calls of nothing"
    assert OPERATIONS.keys() - made == set(), "routes that the client does not have"


def test_a_route_that_the_client_does_not_have_would_be_noticed() -> None:
    without = {one.operation for one in MADE if not one.name.startswith("people.")}
    assert "POST /api/v1/members/{member}/erasure" in OPERATIONS.keys() - without


@pytest.mark.parametrize("made", MADE, ids=IDS)
def test_it_asks_what_the_route_takes(made: Made) -> None:
    """All that is needed, and nothing that is unknown; what narrows a question has the names that it has there."""
    described = OPERATIONS[made.operation]
    if made.call.method != "GET":
        schema = _schema(described["requestBody"]["content"]["application/json"]["schema"])
        sent = json.loads(made.call.body)
        assert set(schema.get("required", ())) <= sent.keys() <= schema.get("properties", {}).keys()
    asked = [one for one in described.get("parameters", ()) if one["in"] == "query"]
    assert {one["name"] for one in asked if one.get("required")} <= made.call.params.keys()
    assert made.call.params.keys() <= {one["name"] for one in asked}
    if "wanted" in inspect.signature(made.function).parameters:
        told = re.findall(r"`(\w+)`", (made.function.__doc__ or "").partition("`wanted`: ")[2])
        offered = {one["name"] for one in asked if not one.get("required")}
        assert set(told) - EVERYWHERE == offered - EVERYWHERE


@pytest.mark.parametrize("made", MADE, ids=IDS)
def test_it_reads_what_the_route_answers(made: Made) -> None:
    """The examples of the reference are what a server has answered."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))[made.operation]
    answered = [one.get("answer") for one in examples if one["status"] < 300]
    assert answered
    for answer in answered:
        assert answer is not None or made.call.answer is type(None)
        msgspec.json.decode(json.dumps(answer).encode(), type=made.call.answer)


def _schema(one: Json) -> Json:
    if "$ref" not in one:
        return one
    found: Json = DESCRIBED["components"]["schemas"][one["$ref"].rpartition("/")[2]]
    return found

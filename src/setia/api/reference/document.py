"""The OpenAPI document as it is served: what the routes declare, with every "no", every status and real examples.

The examples are calls that were made and what was answered to them (`examples.json`); a test makes them again.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
from litestar import Litestar
from msgspec import Struct

from setia.api import problems
from setia.api.no import MEDIA_TYPE
from setia.api.problems import Problem
from setia.api.reference import headers
from setia.api.reference.operations import Json, operations
from setia.api.reference.schemas import schemas

ABOUT: Final = """\
Every call carries `Authorization: Bearer KEY`, with a key that `setia client create` has shown. Amounts are whole
numbers: units of a wallet in its smallest unit, money in minor units. Instants are RFC 3339 with an offset. A member is
named by an identifier, such as `card:7001`, or by his public id `mem_…`.

A POST that is sent again with the same `Idempotency-Key` is done once, and answered with the same bytes. Purchases,
returns and events are known by their own numbers and need none. After a time-out send the same again.

Every "no" is `application/problem+json` with a stable `code` and the numbers that explain it; what may be sent again
later has `Retry-After`. Sentences are in the language of `Accept-Language`: en, ms, id or th.
"""

NO: Final = {
    "401": (
        "Who shows no key, one that has ended, or one that is good for nothing.",
        problems.problem(401, "key_unknown"),
    ),
    "403": (
        "What this key may not do.",
        problems.problem(403, "scope_missing", needed="redeem"),
    ),
    "409": (
        "What cannot be now; the code says why.",
        Problem(409, "insufficient", "insufficient", numbers={"wallet": "points", "asked": 60, "available": 45}),
    ),
    "422": (
        "What is not of the right shape, or can never be; `field` says where.",
        problems.problem(422, "missing_field", field="lines[0].net"),
    ),
    "default": (
        "Any other no: 400, 404, 410, 413, 415, 429 or 5xx, in the same shape.",
        problems.problem(429, "too_many_calls", per_minute=12_000),
    ),
}
KEY_HEADER: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
    "description": "Of your choice, unique to this call: sent again with it, it is done once. Needed (400"
    " `idempotency_key_missing`) for all that has no number of its own.",
}
POSITION: Final[Json] = {
    "name": "min_position",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**15 - 1},
    "description": "What an answer told as `Setia-Position`: at least all that was answered by then is read, or 503"
    " `position_not_reached` says to come back.",
}
READS: Final = {
    "POST /api/v1/baskets/evaluate": "it prices a basket and keeps nothing of it",
    "POST /api/v1/gift-cards/balance": "it looks at a card, whose code belongs in no address",
    "POST /api/v1/members/{member}/preview": "it says what a basket would earn",
    "POST /api/v1/price-codes/look": "it looks at a code, which belongs in no address",
    "POST /api/v1/program/validate": "it reads a document and applies nothing",
}
"""POSTs that write nothing, and so take no key: each asks for what does not fit into an address."""
OTHER_STATUSES: Final = {
    "200": "It was done before; nothing was changed now.",
    "202": "It is kept: until its purchase comes, or until somebody has looked at it.",
}


class Example(Struct, frozen=True, omit_defaults=True):
    """One call and what was answered."""

    status: int
    path: dict[str, str] = {}
    query: dict[str, str] = {}
    body: Any = None
    answer: Any = None
    """None: the answer has no JSON."""


@cache
def examples() -> dict[str, list[Example]]:
    """By method and path, such as `POST /api/v1/members`, the calls that were made."""
    text = (files("setia.api.reference") / "examples.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, list[Example]])


def document(app: Litestar) -> Json:
    """The document to serve, from what the routes declare; the same for the same routes and examples."""
    found = deepcopy(app.openapi_schema.to_schema())
    made = schemas(app)
    found["info"]["description"] = ABOUT
    found["servers"] = [{"url": "/"}]
    found["components"]["schemas"] = made.components
    found["components"]["headers"] = headers.ALL
    for method, path, operation in operations(found):
        name = f"{method} {path}"
        if name in made.taken:
            operation["requestBody"]["content"]["application/json"]["schema"] = made.taken[name]
        for status in operation["responses"].keys() & {"200", "201", "202"}:
            content = {"schema": made.answered.get(name, {})}
            operation["responses"][status]["content"] = {"application/json": content}
        _complete(operation, method, path)
    return found


def _complete(operation: Json, method: str, path: str) -> None:
    operation["operationId"] = _id(method, path)
    operation.pop("deprecated", None)
    responses = operation["responses"]
    responses.pop("400", None)
    made = examples().get(f"{method} {path}", [])
    if method == "POST" and operation.get("security") and f"{method} {path}" not in READS:
        operation.setdefault("parameters", []).append(KEY_HEADER)
    if method == "GET" and operation.get("security"):
        operation.setdefault("parameters", []).append(POSITION)
    if "201" in responses:
        for status, what in OTHER_STATUSES.items() if _answers_done(responses["201"]) else ():
            responses.setdefault(status, {**deepcopy(responses["201"]), "description": what})
        responses["201"]["description"] = "Done."
    elif "200" in responses:
        responses["200"]["description"] = "The answer."
    if operation.get("security"):
        for status, (what, problem) in NO.items():
            responses.setdefault(status, _problem(what, problem))
        headers.name(operation, is_keyed=KEY_HEADER in operation.get("parameters", ()))
    for one in operation.get("parameters", []):
        one.pop("deprecated", None)
        _illustrate(one, made)
    _show(operation, made)


def _id(method: str, path: str) -> str:
    """Such as `post_members_member_holds`."""
    words = re.sub(r"[^a-z0-9]+", "_", path.removeprefix("/api/v1").lower()).strip("_")
    return f"{method.lower()}_{words}"


def _illustrate(parameter: Json, made: list[Example]) -> None:
    where = "path" if parameter["in"] == "path" else "query"
    for one in made:
        value = getattr(one, where).get(parameter["name"])
        if value is not None:
            is_number = parameter["schema"].get("type") == "integer"
            parameter["example"] = int(value) if is_number else value
            return


def _show(operation: Json, made: list[Example]) -> None:
    """Put what was sent and answered into the operation."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and (sent := {f"call {n}": {"value": one.body} for n, one in enumerate(made, 1)}):
        body["examples"] = sent
    for status in OTHER_STATUSES.keys() & operation["responses"].keys() if "201" in operation["responses"] else set():
        content = operation["responses"][status]["content"]["application/json"]
        content["examples"] = {"such as": {"value": _such(status)}}
    for n, one in enumerate(made, 1):
        content = operation["responses"].get(str(one.status), {}).get("content", {}).get("application/json")
        if content is not None:
            content.setdefault("examples", {})[f"call {n}"] = {"value": one.answer}


@cache
def _such(status: str) -> Any:
    """What is answered with this status to whatever answers in the same shape."""
    return next(
        one.answer for made in examples().values() for one in made if str(one.status) == status and _is_done(one)
    )


def _answers_done(response: Json) -> bool:
    return str(response["content"]["application/json"]["schema"].get("$ref", "")).endswith("/Done")


def _is_done(one: Example) -> bool:
    return isinstance(one.answer, dict) and one.answer.keys() == {"status", "transaction", "awarded"}


def _problem(what: str, problem: Problem) -> Json:
    return {
        "description": what,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {problem.code: {"value": msgspec.to_builtins(problem)}},
            }
        },
    }

"""Problems: every "no" as `application/problem+json` (RFC 9457) with a stable code and the numbers that explain it."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from setia.api import watching
from setia.api.headers import request_id
from setia.api.no import No
from setia.engine.calendar import to_datetime
from setia.engine.refusals import Code, Refusal
from setia.services.repeats import BAD_INPUT
from setia.services.safely import Failed
from setia.services.writer import Full, Stopping, TooLate
from setia.storage.clock import ClockJump

_GONE: frozenset[Code] = frozenset({"account_closed", "key_erased", "member_erased"})
_FORBIDDEN: frozenset[Code] = frozenset({"consent_not_by_staff", "self_service", "spending_frozen"})
_UNPROCESSABLE: frozenset[Code] = BAD_INPUT | {
    "attribute_fault",
    "event_field_fault",
    "event_in_future",
    "idempotency_key_reused",
    "not_a_code",
    "name_missing",
    "receipt_incomplete",
    "text_refused",
}

CLOCK_LOOKED_AT: Final = 60
"""Seconds after which it is worth asking again whether a clock that jumped is right."""

_log = logging.getLogger("setia.api")


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request was not carried out."""

    status: int
    code: str
    """Stable: programs may rely on it."""
    title: str
    type: str = "about:blank"
    detail: str = ""
    """A sentence for people, in the language of `Accept-Language`; programs go by `code` and `numbers`."""
    field: str = ""
    """Where in the request it is wrong, such as `lines[2].net`."""
    numbers: dict[str, int | str] = {}


class Stop(Exception):
    """A problem that ends the handling of a request."""

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.code)
        self.problem, self.headers = problem, headers or {}


def problem(status: int, code: str, detail: str = "", field: str = "", **numbers: int | str) -> Problem:
    """A problem of the surface's own."""
    return Problem(status, code, HTTPStatus(status).phrase, detail=detail, field=field, numbers=numbers)


def of_refusal(refusal: Refusal) -> Problem:
    """What the ledger refused."""
    return Problem(status_of(refusal.code), refusal.code, refusal.code.replace("_", " "), numbers=refusal.numbers)


def status_of(code: Code) -> int:
    """The HTTP status of a refusal: 4xx for whoever asked, by what would help him."""
    if code in _UNPROCESSABLE:
        return 422
    if code in _FORBIDDEN:
        return 403
    if code in _GONE:
        return 410
    if code == "engine_fault":
        return 500
    return 404 if code.startswith("unknown_") else 409


def response(what: Problem, headers: dict[str, str] | None = None) -> Response[Any]:
    """The problem as it is sent."""
    watching.is_no(what.status, what.code)
    return No(what, headers)


def stopped(_: Request[Any, Any, Any], stop: Stop) -> Response[Any]:
    """A problem that a handler met."""
    return response(stop.problem, stop.headers)


def invalid(_: Request[Any, Any, Any], fault: ValidationException) -> Response[Any]:
    """A request of the wrong shape; the first field that is wrong is named."""
    found = fault.extra[0] if isinstance(fault.extra, list) and fault.extra else {}
    message = str(found.get("message", fault.detail)) if isinstance(found, dict) else str(found)
    field = str(found.get("key", "")) if isinstance(found, dict) else ""
    return response(problem(422, "invalid_request", message, field))


def refused_by_http(_: Request[Any, Any, Any], fault: HTTPException) -> Response[Any]:
    """What the framework refuses: no such path, wrong method, body too large."""
    codes = {404: "no_such_path", 405: "wrong_method", 413: "too_large", 415: "wrong_media_type", 400: "bad_request"}
    code = codes.get(fault.status_code, HTTPStatus(fault.status_code).phrase.lower().replace(" ", "_"))
    return response(problem(fault.status_code, code, fault.detail), dict(fault.headers or {}))


def of_fault(fault: Exception) -> Problem:
    """What went wrong with one command of several."""
    if isinstance(fault, Full | Stopping | TooLate):
        return problem(503, "overloaded" if isinstance(fault, Full) else "not_begun")
    if isinstance(fault, Failed) and "unknown" in str(fault):
        return problem(500, "outcome_unknown")
    if isinstance(fault, ClockJump):
        return of_clock(fault)
    _log.error("a command of a batch failed", exc_info=fault)
    return problem(500, "internal_error")


def of_clock(jump: ClockJump) -> Problem:
    """The server's clock cannot be right: nothing was done that depends on time."""
    reading, expected = (
        msgspec.to_builtins(to_datetime(one).replace(microsecond=0)) for one in (jump.reading, jump.expected)
    )
    return problem(503, "clock_jump", reading=reading, expected=expected)


def clock_jumped(_: Request[Any, Any, Any], jump: ClockJump) -> Response[Any]:
    """Until the clock is right again, or somebody says that it is."""
    return response(of_clock(jump), {"Retry-After": str(CLOCK_LOOKED_AT)})


def overloaded(_: Request[Any, Any, Any], full: Full) -> Response[Any]:
    """So much is waiting that it is better to come back."""
    return response(problem(503, "overloaded"), {"Retry-After": str(max(1, round(full.retry_after)))})


def stopping(_: Request[Any, Any, Any], __: Stopping | TooLate) -> Response[Any]:
    """The server is about to stop, or the request waited longer than it may; it was not begun."""
    return response(problem(503, "not_begun"), {"Retry-After": "1"})


def failed(_: Request[Any, Any, Any], fault: Failed) -> Response[Any]:
    """A command failed, or nobody can say what became of it: the same key finds out."""
    return response(problem(500, "outcome_unknown" if "unknown" in str(fault) else "internal_error"))


def unexpected(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
    """Whatever else goes wrong; what it was stands in the log and not in the answer."""
    asked = (request_id(request.scope), request.method, watching.route(request.scope))
    _log.error("request %s: %s %s failed", *asked, exc_info=fault)
    return response(problem(500, "internal_error"))

"""Once: what is written beside the ledger, done once under its key and answered with the bytes of the first time.

Kept are answers and what can only be answered with no, 404, 409 and 410: a retry never turns that into yes. What is
wrong in itself leaves its key free, as does what went wrong here (ledger 4.10 e). Answers are kept sealed: some tell a
secret.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar, cast

import msgspec
from litestar import Request
from msgspec.structs import replace

from setia.api import answers, naming
from setia.api.answers import Kept
from setia.api.callers import WAIT_ALONE, Session, repeatable
from setia.api.no import MEDIA_TYPE
from setia.api.problems import Problem, Stop
from setia.api.telling import tag
from setia.services import sealed_answers
from setia.services.requests import Outcome, Repeatable
from setia.services.under_key import No
from setia.storage.idempotency import SEVERAL

KEPT: Final = frozenset({404, 409, 410})
_LATER: Final = frozenset({"busy"})
"""Codes of a no that is none any more a moment later."""

Req = Request[Any, Any, Any]
T = TypeVar("T")


class NothingDone(Exception):
    """Nothing was done: what is answered is not kept, and its key stays free."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


async def once(request: Req, who: Session, do: Callable[[], T], *, member: str = "", several: bool = False) -> T:
    """Do it in one transaction with its answer, or answer what was answered under the request's key before.

    The answer is forgotten with the member who is named in the path, or is `member`; one that tells of `several` with
    any of them. What comes back is sent as it is; its type says what it is a response of.
    """
    key = await repeatable(request, who, required=False)
    named = member or request.path_params.get("member", "")

    def write(key: Repeatable) -> Outcome:
        whose = SEVERAL if several else naming.look_up(who, [named]).accounts.get(named)
        return in_one(who, key, lambda: told(request, do()), whose, tag(request))

    try:
        if key is None:
            return await who.desk.write(do)
        return cast("T", answers.answer(await who.desk.write(write, key)))
    except NothingDone as nothing:
        return cast("T", nothing.answer)


def sent(outcome: Outcome, _: type[T]) -> T:
    """An answer as a handler gives it back: a response, typed as what it is a response of."""
    return cast("T", answers.answer(outcome))


def in_one(
    who: Session, key: Repeatable, do: Callable[[], Outcome], account_id: int | None = None, spoken: str = ""
) -> Outcome:
    """The same, of what makes an outcome with its answer; its no is in the language `spoken`. Called inside `write`."""

    def done() -> Outcome:
        try:
            return do()
        except Stop as stop:
            raise No(_no(stop, spoken)) from None

    return sealed_answers.once(who.program, key, account_id, done, WAIT_ALONE)


async def one_by_one(
    request: Req,
    who: Session,
    do: Callable[[Repeatable | None], Awaitable[Outcome]],
    is_over: Callable[[], bool] = lambda: True,
) -> Outcome:
    """The same of what makes transactions of its own, of which each keeps under its part of the key what it did.

    So the answer can be kept after them: where it could not be, it is made again of what they kept. It must tell of no
    member. What is not over yet goes on when it is asked again, and is not kept here, nor is what was kept already.
    """
    key = await repeatable(request, who, required=False)
    if key is None:
        return await do(None)
    if before := await who.desk.read(sealed_answers.before, who.program, key):
        return before
    try:
        outcome = await do(key)
    except Stop as stop:
        outcome = Outcome("refused", answer=_no(stop, tag(request)))
    if not is_over():
        return outcome
    return await who.desk.write(sealed_answers.after, who.program, key, outcome)


def one_part(who: Session, key: Repeatable | None, name: str, do: Callable[[], Outcome], spoken: str = "") -> Outcome:
    """One transaction of several, done once under its part of their key. Called inside `write`."""
    return do() if key is None else in_one(who, replace(key, client=f"{key.client} {name}"), do, None, spoken)


def kept_with(who: Session, key: Repeatable | None, outcome: Outcome) -> Outcome:
    """An answer that is kept in the transaction that is open; called inside `write`."""
    return outcome if key is None else sealed_answers.after(who.program, key, outcome)


def told(request: Req, value: Any) -> Outcome:
    """What is answered with the route's own status."""
    return as_answer(int(request.route_handler.status_code), value)


def as_answer(status: int, value: Any) -> Outcome:
    """What is answered: JSON, or nothing where there is none."""
    body = "" if value is None else msgspec.json.encode(value).decode()
    return Outcome("done", answer=msgspec.json.encode(Kept(status, body)))


def _no(stop: Stop, spoken: str) -> bytes:
    """A no as it is kept; raises it where it is none to be kept."""
    problem: Problem = stop.problem
    if problem.status not in KEPT or problem.code in _LATER:
        raise stop
    return msgspec.json.encode(Kept(problem.status, msgspec.json.encode(problem).decode(), MEDIA_TYPE, spoken))

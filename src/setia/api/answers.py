"""Answers to commands: made by a pure function of the outcome, and kept with the key, byte for byte (ledger 4.10)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from litestar import Response
from msgspec import Struct

from setia.api import positions, problems, watching
from setia.api.no import MEDIA_TYPE, No
from setia.services.requests import Outcome


class Done(Struct, frozen=True):
    """What became of a command."""

    status: Literal["done", "unchanged", "waiting", "review"]
    """done: it was carried out. unchanged: it was before. waiting: kept until its purchase comes. review: kept until
    somebody has looked at it."""
    transaction: int
    """Its number in the member's history; a hold or a redemption is named by it."""
    awarded: dict[str, int]
    """By wallet, units that became usable or, less than 0, ceased to be; in the wallet's smallest unit."""


class Kept(Struct, frozen=True):
    """An answer as it is stored: what a repetition is answered, too."""

    status: int
    body: str
    media_type: str = "application/json"
    language: str = ""
    """The tag of that in which a no is said, now and whenever it is asked again; empty: in the reader's."""


STATUS = {"done": 201, "unchanged": 200, "waiting": 202, "review": 202}


def render(outcome: Outcome, spoken: str = "") -> bytes:
    """The answer to an outcome, as it is kept; a no with the language in which its sentence is made when it is sent."""
    if outcome.answer:  # beside the ledger it is made with what is done
        return outcome.answer
    if outcome.refusal is not None:
        problem = problems.of_refusal(outcome.refusal)
        kept = Kept(problem.status, msgspec.json.encode(problem).decode(), MEDIA_TYPE, spoken)
    else:
        done = Done(_status(outcome), outcome.seq, outcome.awarded)
        kept = Kept(STATUS[done.status], msgspec.json.encode(done).decode())
    return msgspec.json.encode(kept)


def _status(outcome: Outcome) -> Literal["done", "unchanged", "waiting", "review"]:
    status = outcome.status
    assert status in ("done", "unchanged", "waiting", "review"), status
    return status


def kept(outcome: Outcome) -> Kept:
    """The answer to an outcome: what is stored with its key, or what cannot be stored."""
    if outcome.status in ("busy", "failed"):
        status, code = (409, "busy") if outcome.status == "busy" else (500, "engine_fault")
        return Kept(status, msgspec.json.encode(problems.problem(status, code)).decode(), MEDIA_TYPE)
    content = outcome.answer or render(outcome)
    return msgspec.json.decode(content, type=Kept)


def answer(outcome: Outcome) -> Response[Any]:
    """What is sent back."""
    headers = {"Idempotent-Replayed": "true"} if outcome.status == "replayed" else {}
    if outcome.status == "busy":
        headers["Retry-After"] = "1"
    if outcome.position:
        headers[positions.HEADER] = str(outcome.position)
    what = kept(outcome)
    if what.media_type == MEDIA_TYPE:
        problem = msgspec.json.decode(what.body, type=problems.Problem)
        watching.is_no(problem.status, problem.code)
        return No(problem, headers, what.language)
    return Response(what.body.encode(), status_code=what.status, media_type=what.media_type, headers=headers)

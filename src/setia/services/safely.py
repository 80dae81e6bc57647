"""A batch that fails as little as possible: only a poison command fails, and a lost commit is found out, not guessed.

A database error rolls a batch back and halves it in order of arrival; every half is its own transaction. Where the
answer to COMMIT is lost, commands that have a key are asked again under it: what is stored answers, what is not runs.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection

from setia.engine.commands import Advance, RecordPurchase
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Request
from setia.storage import waiting
from setia.storage.clock import ClockJump
from setia.storage.programs import LoadedProgram

TRIES = 5
"""How often a batch is tried that only somebody else's transaction or a lost connection stands in the way of."""

_PAUSE = 0.05
_TRANSIENT = frozenset({"40001", "40P01", "55P03", "25P03"})
"""SQLSTATE: serialization failure, deadlock, lock not available, and a session ended because this process stopped in
the middle of its transaction. Class 08 are failures of the connection."""

_WENT_DOWN = frozenset({"57P01", "57P02", "57P03"})
"""The server was shut down, crashed, or is starting up."""

_log = logging.getLogger("setia.batch")


class Failed(Exception):
    """A command of which nothing was stored (`error`), or of which nobody can say (`unknown`)."""


class _Unknown(Exception):
    """The connection was lost while the commit was under way."""


def apply_safely(
    program: LoadedProgram, requests: Sequence[Request], manner: Manner
) -> tuple[list[Outcome | Failed | ClockJump], int]:
    """Outcomes in order of the requests, failures in their place; and how often a batch had to be split."""
    try:
        return [*_with_patience(program, requests, manner)], 0
    except ClockJump as jump:  # whatever is asked, nothing can be done now
        return [jump for _ in requests], 0
    except _Unknown:
        return _after_a_lost_commit(program, requests, manner)
    except Exception:  # noqa: BLE001 - whatever it is, the rest of the batch must not suffer
        if len(requests) == 1:
            _log.exception("a %s failed", type(requests[0].command).__name__)
            return [Failed("error")], 0
    middle = len(requests) // 2
    first, splits = apply_safely(program, requests[:middle], manner)
    second, more = apply_safely(program, requests[middle:], manner)
    return [*first, *second], splits + more + 1


def _with_patience(program: LoadedProgram, requests: Sequence[Request], manner: Manner) -> list[Outcome]:
    """Try again where only time stands between; raises whatever else goes wrong, with nothing stored."""
    for tried in range(TRIES):
        committing = False

        def about_to_commit(_: Sequence[Outcome]) -> None:
            nonlocal committing
            committing = True

        try:
            return apply(program, requests, manner, within=about_to_commit)
        except IntegrityError:
            if tried:  # somebody else was first, once; what is there now is seen the second time
                raise
        except DatabaseError as fault:
            if waiting.was_for_a_lock(fault):  # it has waited as long as it may, and would again
                return [Outcome("busy") for _ in requests]
            if committing and _says_nothing(fault):
                raise _Unknown from fault
            if tried == TRIES - 1 or not _is_transient(fault):
                raise
        except InterfaceError as fault:  # the connection was gone before it was used
            if committing:
                raise _Unknown from fault
            if tried == TRIES - 1:
                raise
        time.sleep(_PAUSE * 2**tried * random.random())
    raise AssertionError("the last try returns or raises")


def _after_a_lost_commit(
    program: LoadedProgram, requests: Sequence[Request], manner: Manner
) -> tuple[list[Outcome | Failed | ClockJump], int]:
    """Ask again what can be asked twice; of the rest nobody can say."""
    results: list[Outcome | Failed | ClockJump] = [Failed("unknown") for _ in requests]
    again = [i for i, request in enumerate(requests) if _is_repeatable(request)]
    splits = 0
    if again:
        answers, splits = apply_safely(program, [requests[i] for i in again], manner)
        for i, answer in zip(again, answers, strict=True):
            results[i] = answer
    return results, splits


def _is_repeatable(request: Request) -> bool:
    """Whether asking again does nothing twice."""
    return request.repeatable is not None or isinstance(request.command, RecordPurchase | Advance)


def _says_nothing(fault: DatabaseError) -> bool:
    """Whether the database has not said that it refused: the connection broke, or it went down under way."""
    state = waiting.state_of(fault)
    return isinstance(fault, OperationalError) and (state is None or state[:2] == "08" or state in _WENT_DOWN)


def _is_transient(fault: DatabaseError) -> bool:
    """Whether only somebody else's transaction or a lost connection stood in the way."""
    state = waiting.state_of(fault)
    if state is not None:
        return state in _TRANSIENT or state in _WENT_DOWN or state[:2] == "08"
    return isinstance(fault, OperationalError) and (connection.vendor == "postgresql" or "locked" in str(fault))

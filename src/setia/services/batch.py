"""The batch: 1 to N commands for any members become ONE database transaction (design section 3).

A refusal of one command never touches the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from setia.engine.decide import looks_back
from setia.services.requests import UNCHANGED, Manner, Outcome, Request
from setia.services.round import Round
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram

__all__ = ["UNCHANGED", "Manner", "Outcome", "Request", "apply"]

Within = Callable[[Sequence[Outcome]], None]
"""Called inside the transaction, after everything is written: what must commit with the batch or not at all."""


def apply(
    program: LoadedProgram, requests: Sequence[Request], manner: Manner, within: Within | None = None
) -> list[Outcome]:
    """Take all requests in one transaction; outcomes in their order."""
    outcomes: list[Outcome] = []
    with transaction.atomic():
        now = clock.read()
        for part in _rounds(requests):
            outcomes.extend(Round(program, manner, now).take(part))
        clock.remember(now)
        if within is not None:
            within(outcomes)
    return outcomes


def _rounds(requests: Sequence[Request]) -> list[list[Request]]:
    """Cut where a command looks back at an account that one before it may have changed: it must be read anew."""
    rounds: list[list[Request]] = [[]]
    seen: set[Known | int] = set()
    for request in requests:
        who = {one for one in (request.member, request.account_id, request.to_account_id) if one is not None}
        if looks_back(request.command) and who & seen:
            rounds.append([])
            seen = set()
        rounds[-1].append(request)
        seen |= who
    return rounds

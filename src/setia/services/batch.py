"""The batch: 1 to N commands for any members become ONE database transaction (design section 3).

A refusal of one command never touches the others. A command that must see what one before it in the batch has stored
begins a further round, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from setia.services.requests import UNCHANGED, Manner, Outcome, Request
from setia.services.round import Round
from setia.storage import clock
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
        while len(outcomes) < len(requests):
            outcomes.extend(Round(program, manner, now).take(requests[len(outcomes) :]))
        clock.remember(now)
        if within is not None:
            within(outcomes)
    return outcomes

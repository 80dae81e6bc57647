"""The batch: 1 to N commands for any members become ONE database transaction (design section 3).

A refusal of one command never touches the others. A command that must see what one before it in the batch has stored
begins a further round, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import DatabaseError, connection, transaction
from msgspec.structs import replace

from setia.engine.commands.instants import instant_refusal
from setia.services.carrying import Carried
from setia.services.catalogue import filled_requests
from setia.services.collecting import collector_rests
from setia.services.flagging import flag_corrected, flag_over_returned
from setia.services.receipt_numbers import numbered
from setia.services.repeats import Repeats
from setia.services.requests import UNCHANGED, Manner, Outcome, Request
from setia.services.sealing import sealed
from setia.services.self_service import self_service
from setia.services.taking import Taking
from setia.services.whose_source import SourceTaken
from setia.storage import clock, privacy, programs, sessions, waiting
from setia.storage.posting import log_position
from setia.storage.programs import LoadedProgram

__all__ = ["UNCHANGED", "Manner", "Outcome", "Request", "apply"]

WHILE = 5_000
"""Milliseconds that one who may wait for ever waits for a lock before it looks whose it is."""

Within = Callable[[Sequence[Outcome]], None]
"""Called inside the transaction, after everything is written: what must commit with the batch or not at all."""


def apply(
    program: LoadedProgram,
    requests: Sequence[Request],
    manner: Manner,
    within: Within | None = None,
    carried: Carried | None = None,
) -> list[Outcome]:
    """Take all requests in one transaction; outcomes in their order. `carried` is what one import carries on.

    Who may wait for ever waits a while at a time, and sees to it between that nobody who has stopped is waited for.
    """
    while True:
        try:
            return _apply(program, requests, manner, within, carried)
        except SourceTaken:
            continue
        except DatabaseError as fault:
            if not waiting.was_for_a_lock(fault):
                raise
            sessions.end_stopped()
            if manner.wait_max or connection.vendor == "sqlite":  # SQLite has waited for its one lock long enough
                raise
        if carried is not None:
            carried.ahead = None  # it may have been asked what it was not yet told


def _apply(
    program: LoadedProgram,
    requests: Sequence[Request],
    manner: Manner,
    within: Within | None,
    carried: Carried | None,
) -> list[Outcome]:
    with collector_rests(), transaction.atomic():
        waiting.at_most(manner.wait_max or WHILE)
        program = _as_it_is(program, carried)
        now = clock.read()
        requests = filled_requests(program, [_plain(program, request) for request in requests])
        repeats = Repeats(program, now)
        repeats.recall(requests)
        answered = [_at_once(program, repeats, request, manner) for request in requests]
        fresh = [request for request, before in zip(requests, answered, strict=True) if before is None]
        taking = Taking(program, manner, now, repeats, carried)
        rest = iter(taking.take(fresh))
        repeats.store()
        outcomes = [next(rest) if before is None else before for before in answered]
        if dropped := sum(one.refusal is not None and one.refusal.code == "member_erased" for one in outcomes):
            privacy.count_dropped(program.id, dropped)
        flag_corrected(program, requests, outcomes, manner, now)
        flag_over_returned(program, requests, outcomes, manner, now)
        clock.remember(now)
        if within is not None:
            within(outcomes)
        if manner.history:
            return outcomes
        position = taking.position or log_position()
    return [replace(one, position=position) for one in outcomes]


def _as_it_is(program: LoadedProgram, carried: Carried | None) -> LoadedProgram:
    """The program with every version applied so far. What was foreseen by others is not taken."""
    current = programs.held(program)
    if current is not program and carried is not None:
        carried.ahead = None
    return current


def _plain(program: LoadedProgram, request: Request) -> Request:
    """The request as it may be kept: its receipt with its whole number, its member named as he is kept."""
    request = numbered(program, sealed(request, program.key))
    if request.member is None or request.member.kind != "phone":
        return request
    return replace(request, member=program.kept(request.member))


def _at_once(program: LoadedProgram, repeats: Repeats, request: Request, manner: Manner) -> Outcome | None:
    """What needs no look at the ledger: an answer given before, or the no to what cannot be, or not by this actor."""
    if before := repeats.answer(request):
        return before
    if refusal := instant_refusal(request.command, program.latest.zone) or self_service(program, request, manner):
        return repeats.note(request, Outcome("refused", refusal=refusal), None)
    return None

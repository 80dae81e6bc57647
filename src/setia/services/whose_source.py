"""Whose a source is: the client's that first reported under it; no other client may (ledger 4.10 a, h).

The shop's own people, its command line and its files speak for all of its systems.
"""

from __future__ import annotations

from collections.abc import Sequence

from setia.engine.commands import RecordEvent, RecordPurchase, digest
from setia.engine.purchase import canonical_bytes, conflict
from setia.engine.refusals import Refusal
from setia.services.look_up import content
from setia.services.requests import Manner, Outcome, Request
from setia.services.stamping import order_key
from setia.storage import keys, sources
from setia.storage.programs import LoadedProgram

BY_CLIENTS = "api"
"""The channel of what clients report."""


class SourceTaken(Exception):
    """Another client was first with a source meanwhile: whoever waited for it is to be decided anew."""


def of_others(program: LoadedProgram, requests: Sequence[Request], manner: Manner) -> dict[int, Outcome]:
    """What becomes, by number, of those requests whose client speaks for another client's source.

    What is on record with the same content is answered as ever. Of two clients that report first under one source in
    one batch the second is put off until it is known what became of the first.
    """
    outcomes: dict[int, Outcome] = {}
    first: dict[str, str] = {}
    for n, one in enumerate(requests):
        client, source = _client(one, manner), _source(one)
        if not client or not source:
            continue
        owner = program.source(source).client
        if not owner and first.setdefault(source, client) != client:
            outcomes[n] = Outcome("busy")
        elif owner not in ("", client) and (outcome := _outcome(program, one)) is not None:
            outcomes[n] = outcome
    return outcomes


def claim(program: LoadedProgram, requests: Sequence[Request], outcomes: Sequence[Outcome], manner: Manner) -> None:
    """Make sources their clients' own by what was accepted. Raises SourceTaken."""
    wanted = {
        source: client
        for one, outcome in zip(requests, outcomes, strict=True)
        if outcome.status in ("done", "waiting", "review")
        and (client := _client(one, manner))
        and (source := _source(one))
        and not program.source(source).client
    }
    if wanted and not sources.claim(program.id, wanted):
        raise SourceTaken


def _outcome(program: LoadedProgram, request: Request) -> Outcome | None:
    command = request.command
    if isinstance(command, RecordPurchase):
        key = order_key(program.key, command.purchase.source, request.reference, request.part)
        if (known := keys.accepted([key]).get(key)) is not None:
            if known.digest == digest(canonical_bytes(command.purchase)):
                return None
            stored, _ = content(key, known)
            if stored is not None:
                return Outcome("refused", refusal=conflict(stored))
    return Outcome("refused", refusal=Refusal("source_of_other_client", {"source": _source(request)}))


def _client(request: Request, manner: Manner) -> str:
    """The client that reports it; empty for the shop itself."""
    return (request.actor or manner.actor) if (request.channel or manner.channel) == BY_CLIENTS else ""


def _source(request: Request) -> str:
    command = request.command
    if isinstance(command, RecordPurchase):
        return command.purchase.source
    return command.source if isinstance(command, RecordEvent) else request.source

"""Flagging: what is done all the same and somebody should look at, noted in the transaction that does it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from setia.engine.calendar import SECOND
from setia.engine.commands import RecordPurchase, Return
from setia.services.requests import Manner, Outcome, Request
from setia.services.stamping import order_key
from setia.storage import flags, keys
from setia.storage.flags import Raised
from setia.storage.history import over_returned
from setia.storage.programs import LoadedProgram

CORRECTED = "till_corrected"
"""The channel by which history tells what had another time on the till's clock."""


def flag_corrected(
    program: LoadedProgram, requests: Sequence[Request], outcomes: Sequence[Outcome], manner: Manner, now: int
) -> None:
    """Sales that a batch has booked at another time than the till's clock said (ledger 4.14)."""
    raised: list[Raised] = []
    for request, outcome in zip(requests, outcomes, strict=True):
        is_sale = (request.channel or manner.channel) == CORRECTED and isinstance(request.command, RecordPurchase)
        if is_sale and outcome.status == "done":
            raised.append(_of_sale(program, request, manner, now))
    if raised:
        known = keys.accepted(one.order_key for one in raised if one.order_key is not None)
        flags.put(program.id, [_placed(one, known) for one in raised])


def _of_sale(program: LoadedProgram, request: Request, manner: Manner, now: int) -> Raised:
    assert isinstance(request.command, RecordPurchase)
    sold = request.command.purchase
    said = sold.event_at if sold.claimed_at is None else sold.claimed_at
    return Raised(
        kind="corrected_clock",
        reason="till_clock_wrong",
        number=(said - sold.event_at) // SECOND,
        event_at=sold.event_at,
        received_at=now,
        actor=request.actor or manner.actor,
        channel=CORRECTED,
        order_key=order_key(program.key, sold.source, request.reference, request.part),
    )


def _placed(raised: Raised, known: dict[bytes, keys.Accepted]) -> Raised:
    """With whose it is, which may have been found out only as it was booked."""
    found = known.get(raised.order_key or b"")
    return structs.replace(raised, account_id=found.account_id if found is not None else None)


def flag_over_returned(
    program: LoadedProgram, requests: Sequence[Request], outcomes: Sequence[Outcome], manner: Manner, now: int
) -> None:
    """Returns of more than was bought: what was too much took nothing back (ledger 4.11)."""
    back = [
        (request, outcome.seq)
        for request, outcome in zip(requests, outcomes, strict=False)
        if isinstance(request.command, Return) and outcome.status == "done"
    ]
    if not back:
        return
    known = keys.accepted({request.order for request, _ in back if request.order})
    raised = {}
    for request, seq in back:
        place = known.get(request.order)
        account_id = request.account_id if place is None else place.booked_in
        if account_id is not None:
            raised[account_id, seq] = _of_return(request, (account_id, seq), manner, now)
    too_much = over_returned(list(raised))
    flags.put(program.id, [one for place, one in raised.items() if place in too_much])


def _of_return(request: Request, place: tuple[int, int], manner: Manner, now: int) -> Raised:
    return Raised(
        kind="over_return",
        reason="over_returned",
        number=place[1],
        event_at=request.command.event_at,
        received_at=now,
        actor=request.actor or manner.actor,
        channel=request.channel or manner.channel,
        account_id=place[0],
        order_key=request.order or None,
    )


def flag_rows(program: LoadedProgram, upload_id: int, codes: Sequence[str], actor: str, now: int) -> None:
    """Rows that an import did not take, in their order; what stood in them is told by the upload."""
    raised = [
        Raised(
            kind="import_row",
            reason=code,
            number=n,
            event_at=now,
            received_at=now,
            actor=actor,
            channel="import",
            upload_id=upload_id,
        )
        for n, code in enumerate(codes)
    ]
    flags.put(program.id, raised)

"""A till's queue: what it sold while it was alone, at corrected times where its clock was wrong (ledger 4.14)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setia.engine.calendar import MINUTE
from setia.engine.commands import Command, RecordPurchase
from setia.engine.purchase import Purchase, from_bytes
from setia.services.batch import apply
from setia.services.flagging import CORRECTED
from setia.services.receipt_numbers import whole_number
from setia.services.requests import Manner, Outcome, Request
from setia.services.sealing import sealed
from setia.services.stamping import order_key, version_key
from setia.storage import clock, keys
from setia.storage import models as stored
from setia.storage.programs import LoadedProgram

SKEW_MAX = 2 * MINUTE
"""A clock that is wrong by more is corrected."""


def upload(program: LoadedProgram, requests: Sequence[Request], manner: Manner, till_now: int) -> list[Outcome]:
    """Take a till's queue; `till_now` is what its clock shows as it sends it. Nothing is refused for the clock.

    A purchase keeps both times. One that is sent again stays at the time that it was given first, however wrong the
    clock is by then.
    """
    return apply(program, corrected(program, requests, till_now), manner)


def corrected(program: LoadedProgram, requests: Sequence[Request], till_now: int) -> list[Request]:
    """The requests of a till's queue, at the times at which they happened."""
    now = clock.read()
    skew = till_now - now
    if abs(skew) <= SKEW_MAX:
        skew = 0
    return _as_recorded(program, [_corrected(sealed(request, program.key), skew, now) for request in requests])


def _corrected(request: Request, skew: int, now: int) -> Request:
    command = request.command
    said = command.event_at
    at = min(said - skew, now)
    if at == said:
        return request
    return msgspec.structs.replace(request, command=_at(command, at, said), channel=CORRECTED)


def _at(command: Command, at: int, said: int) -> Command:
    if isinstance(command, RecordPurchase):
        return RecordPurchase(msgspec.structs.replace(command.purchase, event_at=at, claimed_at=said))
    return msgspec.structs.replace(command, event_at=at)


def _as_recorded(program: LoadedProgram, requests: Sequence[Request]) -> list[Request]:
    """The requests, with what is on record in place of the same purchase at another time."""
    named: dict[int, tuple[bytes, bytes]] = {}
    for n, request in enumerate(requests):
        if isinstance(request.command, RecordPurchase):
            purchase = request.command.purchase
            receipt = whole_number(program, purchase, request.reference)
            key = order_key(program.key, purchase.source, receipt, request.part)
            named[n] = key, version_key(program.key, key, purchase.version)
    known = keys.accepted(key for pair in named.values() for key in pair)
    ids = {one.purchase_id for one in known.values() if one.purchase_id is not None}
    bodies = dict(stored.Purchase.objects.filter(id__in=ids).values_list("id", "body"))
    found = list(requests)
    for n, pair in named.items():
        for key in pair:
            before = known.get(key)
            if before is None or before.purchase_id is None:
                continue
            recorded, command = from_bytes(bytes(bodies[before.purchase_id])), requests[n].command
            if isinstance(command, RecordPurchase) and _timeless(recorded) == _timeless(command.purchase):
                found[n] = msgspec.structs.replace(requests[n], command=RecordPurchase(recorded))
    return found


def _timeless(purchase: Purchase) -> Purchase:
    """The purchase with the time that the till's own clock gave it, as its only one."""
    said = purchase.event_at if purchase.claimed_at is None else purchase.claimed_at
    return msgspec.structs.replace(purchase, event_at=said, claimed_at=None)

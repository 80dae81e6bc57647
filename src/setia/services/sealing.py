"""Sealing: before a command may enter history, what other systems call things becomes keyed hashes (docs/adr/0009).

The readable number goes with the request into a row that can be erased; history keeps enough to find and to compare.
"""

from __future__ import annotations

import msgspec

from setia.engine.commands import PlaceHold, RecordPurchase, Redeem, RedeemOffline, Return, TopUp, UseReward
from setia.services.requests import Request
from setia.storage.keys import keyed_hash


def sealed(request: Request, program_key: bytes) -> Request:
    """The request as it may be journalled. Sealing the same number again gives the same hash."""
    command = request.command
    if isinstance(command, RecordPurchase):
        tenders = command.purchase.tenders
        if not any(tender.reference for tender in tenders):
            return request
        hashed = tuple(
            msgspec.structs.replace(tender, reference=_hash(program_key, "tender", tender.reference))
            for tender in tenders
        )
        purchase = msgspec.structs.replace(command.purchase, tenders=hashed)
        return msgspec.structs.replace(request, command=RecordPurchase(purchase))
    if isinstance(command, Redeem | RedeemOffline | PlaceHold | TopUp) and command.reference:
        readable = command.reference
        command = msgspec.structs.replace(command, reference=_hash(program_key, "reference", readable))
    elif isinstance(command, Return):
        readable = command.refund.id
        refund = msgspec.structs.replace(command.refund, id=_hash(program_key, "refund", readable))
        command = msgspec.structs.replace(command, refund=refund)
    elif isinstance(command, UseReward) and command.used_for:
        readable = command.used_for
        order = keyed_hash(program_key, "purchase", command.source, readable).hex()
        command = msgspec.structs.replace(command, used_for=order)
    else:
        return request
    return msgspec.structs.replace(request, command=command, reference=request.reference or readable)


def _hash(program_key: bytes, kind: str, readable: str) -> str:
    return keyed_hash(program_key, kind, readable).hex() if readable else ""

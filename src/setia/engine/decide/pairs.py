"""Pairs: what the first account of a transfer or merge sends is a command of its own for the second."""

from __future__ import annotations

import msgspec

from setia.engine.commands import (
    MergeIn,
    MergeOut,
    MoveIn,
    MoveOut,
    ReturnIn,
    ReturnOut,
    TransferIn,
    TransferOut,
    UnmergeIn,
    UnmergeOut,
)
from setia.engine.decide.decision import Parcel
from setia.engine.ledger.past import Past
from setia.engine.rules.verdict import from_json

FirstHalf = TransferOut | MergeOut | UnmergeOut | MoveOut | ReturnOut
"""Verbs of which another account decides the second half. Nobody joins by one: he has nothing to send."""


def second_half(
    command: FirstHalf, parcel: Parcel, counterpart: str
) -> TransferIn | MergeIn | UnmergeIn | MoveIn | ReturnIn:
    """The second half, for the account that `command` names; `counterpart` names the one that sent the parcel."""
    if isinstance(command, TransferOut):
        return TransferIn(command.event_at, parcel.pieces, counterpart, command.reason)
    if isinstance(command, MoveOut):
        order = parcel.order
        assert order is not None
        assert order.purchase is not None
        return MoveIn(
            event_at=_own_time(order),
            purchase=order.purchase,
            refunds=order.refunds,
            counterpart=counterpart,
            order_key=order.order_key,
            reason=command.reason,
        )
    if isinstance(command, ReturnOut):
        assert parcel.due is not None
        due = msgspec.structs.asdict(parcel.due)
        return ReturnIn(command.event_at, command.merge, counterpart=counterpart, cause=command.cause, **due)
    if isinstance(command, UnmergeOut):
        return UnmergeIn(command.event_at, parcel.pieces, counterpart, command.reason, parcel.brought.rewards)
    return MergeIn(command.event_at, parcel.pieces, parcel.debts, counterpart, command.reason, parcel.brought)


def _own_time(order: Past) -> int:
    """When an order counted first, which may be later than it was recorded; of one that never did, that."""
    counted = from_json(order.judgements[0].why).frame.effective_at if order.judgements else 0
    return counted or order.effective_at

"""Pairs: what the first account of a transfer or merge sends is a command of its own for the second."""

from __future__ import annotations

from setia.engine.commands import MergeIn, MergeOut, MoveIn, MoveOut, TransferIn, TransferOut, UnmergeIn, UnmergeOut
from setia.engine.decide.decision import Parcel
from setia.engine.ledger.past import Past
from setia.engine.rules.verdict import from_json


def second_half(
    command: TransferOut | MergeOut | UnmergeOut | MoveOut, parcel: Parcel, counterpart: str
) -> TransferIn | MergeIn | UnmergeIn | MoveIn:
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
    if isinstance(command, UnmergeOut):
        return UnmergeIn(command.event_at, parcel.pieces, counterpart, command.reason, parcel.brought.rewards)
    return MergeIn(command.event_at, parcel.pieces, parcel.debts, counterpart, command.reason, parcel.brought)


def _own_time(order: Past) -> int:
    """When an order counted first, which may be later than it was recorded; of one that never did, that."""
    counted = from_json(order.judgements[0].why).frame.effective_at if order.judgements else 0
    return counted or order.effective_at

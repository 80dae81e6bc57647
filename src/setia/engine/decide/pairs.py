"""Pairs: what the first account of a transfer or merge sends is a command of its own for the second."""

from __future__ import annotations

from setia.engine.commands import MergeIn, MergeOut, TransferIn, TransferOut, UnmergeIn, UnmergeOut
from setia.engine.decide.decision import Parcel


def second_half(
    command: TransferOut | MergeOut | UnmergeOut, parcel: Parcel, counterpart: str
) -> TransferIn | MergeIn | UnmergeIn:
    """The second half, for the account that `command` names; `counterpart` names the one that sent the parcel."""
    if isinstance(command, TransferOut):
        return TransferIn(command.event_at, parcel.pieces, counterpart, command.reason)
    if isinstance(command, UnmergeOut):
        return UnmergeIn(command.event_at, parcel.pieces, counterpart, command.reason)
    return MergeIn(command.event_at, parcel.pieces, parcel.debts, counterpart, command.reason)

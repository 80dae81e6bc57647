"""Commands as they have to be asked under other versions: what they are about has another number there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.ledger.issued import Issued
from setia.engine.what_if.numbers import Gone, Numbers


def translated(command: c.Command, own: Numbers, rewards: Mapping[int, Issued], other: Numbers | None) -> c.Command:
    """The command about the same things; `other` has the numbers of the account that it names. Raises Gone.

    The second half of a pair is not asked for here: it follows from the first.
    """
    if isinstance(command, c.EditPurchase | c.ReleasePending | c.ReleaseChecked | c.RevokeChecked | c.MoveOut):
        return replace(command, order=own.transaction(command.order))
    if isinstance(command, c.Return):
        return replace(command, purchase=own.transaction(command.purchase))
    if isinstance(command, c.Capture | c.Release | c.ExtendHold):
        return replace(command, hold=own.transaction(command.hold))
    if isinstance(command, c.Restore):
        return replace(command, redemption=own.transaction(command.redemption))
    if isinstance(command, c.UnmergeOut):
        return replace(command, merge=own.transaction(command.merge))
    if isinstance(command, c.ReturnOut):
        if other is None:
            raise Gone("not_there")
        return replace(command, purchase=own.transaction(command.purchase), merge=other.transaction(command.merge))
    if isinstance(command, c.UseReward):
        return replace(command, number=own.reward(command.number, rewards))
    if isinstance(command, c.CancelReward):
        number = own.reward(command.number, rewards)
        return replace(command, number=number, redemption=0 if rewards[number].order else rewards[number].seq)
    return command

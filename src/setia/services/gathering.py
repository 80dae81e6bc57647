"""Whether what a round has gathered of an account is enough for one more command."""

from __future__ import annotations

from setia.engine.commands import CancelReward, Capture, ExtendHold, Release, UseReward
from setia.engine.ledger.state import Account, Needs

BY_NUMBER = (Capture, Release, ExtendHold, UseReward, CancelReward)
"""Verbs that name a hold or reward: of an account's, a round gathers one of each by its number."""


def sees(account: Account, gathered: Needs, need: Needs, *, touched: bool) -> bool:
    """Whether the account, as the commands before left it, shows what this command needs.

    What was loaded stays true as the round's own commands change it, except for the past: that is read from what is
    stored, and so not for an account that this round has written to.
    """
    looks_back = bool(need.past) or need.lots_since is not None
    if looks_back and (touched or not {*need.past} <= {*gathered.past}):
        return False
    if need.hold and need.hold not in (gathered.hold, *account.holds):
        return False
    if need.reward and need.reward not in (gathered.reward, *account.rewards):
        return False
    if not account.complete and (need.open_lots or not {*need.lots_of} <= {*account.lots_of}):
        return False
    return need.counters_since is None or (
        gathered.counters_since is not None and gathered.counters_since <= need.counters_since
    )

"""Commands about rewards and tiers: ask for one, use it, undo it, choose, and grant a level by hand."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands.correcting import Cause


class RedeemReward(Struct, frozen=True, tag="redeem_reward"):
    """Turn units into a reward."""

    event_at: int
    reward: str
    amount: int | None = None
    """For a reward that takes any number of units: how many."""
    store: str = ""
    channel: str = ""
    basket: int | None = None
    """What the basket is worth that it is for, in minor units; None: it is for later."""


class UseReward(Struct, frozen=True, tag="use_reward"):
    """A reward was used: at a till, on an order, at a partner's."""

    event_at: int
    number: int
    """Its number within the account."""
    source: str = ""
    """The system that numbered the order."""
    used_for: str = ""
    """The order's receipt number; in history its natural key in hexadecimal, by which a return gives it back."""
    basket: int | None = None
    """What that order is worth, in minor units; must be said of a reward that asks for so much."""


class CancelReward(Struct, frozen=True, tag="cancel_reward"):
    """Undo a reward that was not used: units come back as a restoration gives them back, its code is burnt."""

    event_at: int
    number: int
    redemption: int = 0
    """The transaction that issued it, which may have turned units into it; 0 where an order gave it."""
    cause: Cause = "member"


class ChooseConversion(Struct, frozen=True, tag="choose_conversion"):
    """Choose at which amount a conversion happens."""

    event_at: int
    conversion: str
    amount: int


class GrantTier(Struct, frozen=True, tag="grant_tier"):
    """Put a member on a level by hand."""

    event_at: int
    set: str
    tier: str
    until: int | None
    """Exclusive instant; None is for ever."""
    reason: str

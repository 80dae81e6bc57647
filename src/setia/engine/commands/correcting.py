"""Commands that take back, give back and change how long units live."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.ledger.past import Refund
from setia.engine.rules.wallet_type import OnLeave

Cause = Literal["member", "merchant"]
"""On whose account something is taken back; what the merchant caused never costs the member."""


class Adjust(Struct, frozen=True, tag="adjust"):
    """Correct a balance by hand: more than 0 gives, less than 0 takes."""

    event_at: int
    wallet: str
    amount: int
    reason: str
    to_debt: bool = False
    """Whether what cannot be taken becomes debt, instead of the whole being refused."""


class Return(Struct, frozen=True, tag="return"):
    """Part or all of a purchase came back: take back what it earned, as the program's return policy says."""

    event_at: int
    purchase: int
    refund: Refund
    cause: Cause = "member"


class ReleasePending(Struct, frozen=True, tag="release_pending"):
    """The member gives up the return: what an order has earned need not wait any more."""

    event_at: int
    order: int
    """The transaction that recorded it."""


class ReleaseChecked(Struct, frozen=True, tag="release_checked"):
    """Somebody has looked at what a guard kept back of an order: it is right."""

    event_at: int
    order: int
    """The transaction that recorded it."""
    rules: tuple[str, ...]
    """Whose awards were looked at."""


class RevokeChecked(Struct, frozen=True, tag="revoke_checked"):
    """Somebody has looked at what a guard kept back of an order: it is to give what another version would have."""

    event_at: int
    order: int
    rules: tuple[str, ...]
    version: int
    """The number of the version that judges the order from now on."""


class Restore(Struct, frozen=True, tag="restore"):
    """Give back units of a redemption. No amount is all that has not been given back."""

    event_at: int
    redemption: int
    amount: int | None = None
    cause: Cause = "member"


class PauseExpiry(Struct, frozen=True, tag="pause_expiry"):
    """Nothing in a wallet ends until further notice."""

    event_at: int
    wallet: str
    reason: str = ""


class ResumeExpiry(Struct, frozen=True, tag="resume_expiry"):
    """A pause is over: lots live a full life from now (restart), the days that they had left (resume), or for ever."""

    event_at: int
    wallet: str
    on_leave: OnLeave = "restart"
    reason: str = ""


class ExtendLots(Struct, frozen=True, tag="extend_lots"):
    """No open lot of a wallet ends before an instant; none ends earlier than it did."""

    event_at: int
    wallet: str
    until: int
    reason: str = ""

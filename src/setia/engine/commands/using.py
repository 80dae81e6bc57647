"""Commands that use units: at once, or by a hold."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.holds import TTL_DEFAULT


class Redeem(Struct, frozen=True, tag="redeem"):
    """Use units, in one step."""

    event_at: int
    wallet: str
    amount: int
    reference: str = ""


class RedeemOffline(Struct, frozen=True, tag="redeem_offline"):
    """Units that a till gave away while it was cut off: booked whatever the balance, the rest as debt (ledger 4.5)."""

    event_at: int
    wallet: str
    amount: int
    till: str
    allowance: int
    """What the till was allowed; beyond it the transaction is flagged."""
    reference: str = ""


class PlaceHold(Struct, frozen=True, tag="hold"):
    """Set units aside for `ttl` microseconds from when it is recorded."""

    event_at: int
    wallet: str
    amount: int
    reference: str = ""
    ttl: int = TTL_DEFAULT
    allow_partial: bool = False


class Capture(Struct, frozen=True, tag="capture"):
    """Use what is held, or part of it; the rest is freed. No amount is all of it."""

    event_at: int
    hold: int
    amount: int | None = None


class Release(Struct, frozen=True, tag="release"):
    """Give up a hold."""

    event_at: int
    hold: int


class ExtendHold(Struct, frozen=True, tag="hold_extend"):
    """Let a hold live for `ttl` microseconds from when this is recorded, never past its longest life."""

    event_at: int
    hold: int
    ttl: int = TTL_DEFAULT

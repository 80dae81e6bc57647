"""Commands that give units: earned, paid in, or brought from another system."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.lots import Funding


class Earn(Struct, frozen=True, tag="earn"):
    """Units for something other than a purchase, with the wallet's own life."""

    event_at: int
    wallet: str
    amount: int
    reason: str


class TopUp(Struct, frozen=True, tag="top_up"):
    """Money paid into a wallet, with what is given on top: pay 100.00, get 110.00. One of the two may be 0."""

    event_at: int
    wallet: str
    paid: int
    granted: int = 0
    reference: str = ""


class OpeningLot(Struct, frozen=True):
    """Units brought from another system, with the dates that they had there."""

    amount: int
    earned_at: int
    active_at: int
    expires_at: int | None = None
    funding: Funding = "granted"


class OpenBalance(Struct, frozen=True, tag="open_balance"):
    """A balance brought from another system."""

    event_at: int
    wallet: str
    lots: tuple[OpeningLot, ...]

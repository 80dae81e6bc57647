"""Issued rewards: vouchers, free items and whatever else a member was given, each with its own life."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

RewardState = Literal["issued", "used", "expired", "cancelled"]


class Issued(Struct, frozen=True, omit_defaults=True):
    """One issued reward, numbered within its account."""

    no: int
    reward: str
    issued_at: int
    expires_at: int | None = None
    """Exclusive instant; None is never."""
    state: RewardState = "issued"
    seq: int = 0
    """The transaction that issued it: where units were paid for it, the redemption that an undo restores."""
    order: int = 0
    """The order because of which it was given; 0 for none."""
    worth: int = 0
    """In minor units of the program's currency."""
    used_for: str = ""
    """The order on which it was used: its natural key in hexadecimal, or another system's reference."""
    code: str = ""
    """Digest of a code from a pool; a generated code follows from the account's key and the number."""

    def usable(self, at: int) -> bool:
        """Whether it can be used at an instant, whether or not its end has been booked."""
        return self.state == "issued" and (self.expires_at is None or at < self.expires_at)


class RewardChange(Struct, frozen=True, array_like=True):
    """What became of one issued reward, as its transaction names it."""

    no: int
    reward: str
    state: RewardState
    expires_at: int | None
    worth: int
    cause: str = ""

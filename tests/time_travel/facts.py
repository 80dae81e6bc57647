"""What happens to a member, as plain facts that know nothing of any ledger; instants are microseconds UTC."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Bought(NamedTuple):
    """A purchase of so many minor units, perhaps heard of later than it was made."""

    recorded_at: int
    event_at: int
    receipt: int
    minor: int


class Given(NamedTuple):
    """Units for something else."""

    recorded_at: int
    event_at: int
    wallet: str
    amount: int


class Used(NamedTuple):
    """A redemption."""

    recorded_at: int
    event_at: int
    wallet: str
    amount: int


class Returned(NamedTuple):
    """So much of a purchase came back."""

    recorded_at: int
    receipt: int
    refund: int
    """Numbers the refunds of one member."""
    minor: int


class Paused(NamedTuple):
    """Nothing in a wallet ends until further notice."""

    recorded_at: int
    wallet: str


class Resumed(NamedTuple):
    """That notice."""

    recorded_at: int
    wallet: str
    on_leave: Literal["restart", "resume", "keep"]


class Extended(NamedTuple):
    """Nothing that is in a wallet ends before an instant."""

    recorded_at: int
    wallet: str
    until: int


Fact = Bought | Given | Used | Returned | Paused | Resumed | Extended


class Look(NamedTuple):
    """Somebody reads the balances at an instant, after so many facts."""

    at: int
    facts: int

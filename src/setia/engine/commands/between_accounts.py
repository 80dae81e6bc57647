"""Commands that join, part and close accounts. The second half of a pair is never sent alone."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands.correcting import Cause
from setia.engine.ledger.lots import Funding
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase


class Piece(Struct, frozen=True):
    """Part of a lot on its way to another account, with the dates that it keeps."""

    wallet: str
    amount: int
    earned_at: int
    active_at: int
    expires_at: int | None
    funding: Funding
    place: int = 0
    """Of what comes back from a merge: which of the pieces that the merge took it is part of, from 0."""


class TransferOut(Struct, frozen=True, tag="transfer_out"):
    """Send units to another account."""

    event_at: int
    wallet: str
    amount: int
    counterpart: str
    reason: str = ""


class TransferIn(Struct, frozen=True, tag="transfer_in"):
    """Receive units from another account: the second half of its command, never sent alone."""

    event_at: int
    pieces: tuple[Piece, ...]
    counterpart: str
    reason: str = ""


class MergeOut(Struct, frozen=True, tag="merge_out"):
    """Give everything to another account and become its alias."""

    event_at: int
    counterpart: str
    reason: str = ""


class HeldTier(Struct, frozen=True):
    """A level on its way to another account, with its end."""

    set: str
    level: str
    until: int | None
    earned_at: int | None
    granted: bool


class HeldReward(Struct, frozen=True):
    """An issued reward on its way to another account, where it gets a number, and so a code, of its own."""

    reward: str
    issued_at: int
    expires_at: int | None
    worth: int
    code: str = ""
    """Digest of a code from a pool: that one stays."""
    counted_in: str | None = None
    """The period in which it was counted against a quota; None: against none."""


class Belongings(Struct, frozen=True, omit_defaults=True):
    """What an account has come to besides units, on its way to another (ledger 4.12)."""

    counters: tuple[tuple[str, str, int], ...] = ()
    """Name, period and amount of all that was ever counted."""
    visits: int = 0
    last_visit_at: int | None = None
    joined_at: int | None = None
    """Anniversaries are counted from it."""
    badges: tuple[str, ...] = ()
    tiers: tuple[HeldTier, ...] = ()
    rewards: tuple[HeldReward, ...] = ()


class MergeIn(Struct, frozen=True, tag="merge_in"):
    """Receive everything of another account, debts included: the second half, never sent alone."""

    event_at: int
    pieces: tuple[Piece, ...]
    debts: tuple[tuple[str, int], ...]
    counterpart: str
    reason: str = ""
    brought: Belongings = Belongings()


class MoveOut(Struct, frozen=True, tag="move_out"):
    """A purchase was booked to the wrong member: take it back here, and give it to the right one (ledger 4.11a)."""

    event_at: int
    order: int
    counterpart: str
    reason: str = ""


class MoveIn(Struct, frozen=True, tag="move_in"):
    """Receive a purchase that was booked to another account: the second half, never sent alone."""

    event_at: int
    """When the purchase was made: it is judged at its own time."""
    purchase: Purchase
    refunds: tuple[Refund, ...]
    counterpart: str
    order_key: str
    """Its natural key in hexadecimal."""
    reason: str = ""


class UnmergeOut(Struct, frozen=True, tag="unmerge_out"):
    """Give back what is left of what a merge brought; asked of the account that received it."""

    event_at: int
    merge: int
    """The transaction of the merge, in this account."""
    counterpart: str
    reason: str = ""


class UnmergeIn(Struct, frozen=True, tag="unmerge_in"):
    """Be an account of one's own again: the second half, never sent alone."""

    event_at: int
    pieces: tuple[Piece, ...]
    counterpart: str
    reason: str = ""
    rewards: tuple[HeldReward, ...] = ()
    """Those that the merge brought and that were not used there."""


class ReturnOut(Struct, frozen=True, tag="return_out"):
    """Part or all of a purchase came back of somebody who has been merged away: what it earned is there now."""

    event_at: int
    purchase: int
    refund: Refund
    merge: int
    """The transaction of the merge, in the other account."""
    counterpart: str
    cause: Cause = "member"


class ReturnIn(Struct, frozen=True, tag="return_in"):
    """Give up what a purchase earned that a merge brought: the second half, never sent alone."""

    event_at: int
    merge: int
    """The transaction of the merge, in this account."""
    earned_at: int
    """When the purchase was made: units of that instant are taken first."""
    dues: tuple[tuple[str, int], ...]
    """Units by wallet."""
    counters: tuple[tuple[str, str, int], ...]
    """Name, period and amount of what the purchase counts for no more, less than 0."""
    joined_at: int | None
    """Of the other member: his anniversaries are counted from it."""
    withdrawn: tuple[HeldReward, ...]
    """Rewards that it gave and gives no more, if they have not been used here."""
    given_back: tuple[HeldReward, ...]
    """Rewards that it was paid with."""
    counterpart: str
    cause: Cause = "member"


class Close(Struct, frozen=True, tag="close"):
    """The member leaves: forfeit what is left, and let nothing more happen here."""

    event_at: int
    keep_paid: bool = False
    """Whether units that were paid for stay as an unclaimed amount; otherwise it is refused while there are any."""

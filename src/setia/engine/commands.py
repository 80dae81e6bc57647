"""Commands: what can be asked of one account, as plain values that are journalled as they came (ledger 4.19).

Amounts are whole units of the wallet, more than 0 unless said otherwise. `event_at` is when it happened, as the caller
claims. A hold, a redemption or a purchase is named by the sequence number of its transaction.
"""

from __future__ import annotations

import hashlib
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from setia.engine.ledger.holds import TTL_DEFAULT
from setia.engine.ledger.lots import Funding
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase, canonical_bytes

Cause = Literal["member", "merchant"]
"""On whose account something is taken back; what the merchant caused never costs the member."""


class Enrol(Struct, frozen=True, tag="enrol"):
    """A member joins: the account's first command."""

    event_at: int


class RecordPurchase(Struct, frozen=True, tag="record_purchase"):
    """A purchase was made. Its body is the purchase, which is stored once, in its own row."""

    purchase: Purchase

    @property
    def event_at(self) -> int:
        """When it was made, as its source claims."""
        return self.purchase.event_at


class Advance(Struct, frozen=True, tag="advance"):
    """Time has passed: book what has fallen due by `event_at`."""

    event_at: int


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


class Restore(Struct, frozen=True, tag="restore"):
    """Give back units of a redemption. No amount is all that has not been given back."""

    event_at: int
    redemption: int
    amount: int | None = None
    cause: Cause = "member"


class Piece(Struct, frozen=True):
    """Part of a lot on its way to another account, with the dates that it keeps."""

    wallet: str
    amount: int
    earned_at: int
    active_at: int
    expires_at: int | None
    funding: Funding


class PauseExpiry(Struct, frozen=True, tag="pause_expiry"):
    """Nothing in a wallet ends until further notice."""

    event_at: int
    wallet: str
    reason: str = ""


class ResumeExpiry(Struct, frozen=True, tag="resume_expiry"):
    """A pause is over: lots live a full life from now (restart), or the days that they had left (resume)."""

    event_at: int
    wallet: str
    on_leave: Literal["restart", "resume"] = "restart"
    reason: str = ""


class ExtendLots(Struct, frozen=True, tag="extend_lots"):
    """No open lot of a wallet ends before an instant; none ends earlier than it did."""

    event_at: int
    wallet: str
    until: int
    reason: str = ""


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


class MergeIn(Struct, frozen=True, tag="merge_in"):
    """Receive everything of another account, debts included: the second half, never sent alone."""

    event_at: int
    pieces: tuple[Piece, ...]
    debts: tuple[tuple[str, int], ...]
    counterpart: str
    reason: str = ""


class Close(Struct, frozen=True, tag="close"):
    """The member leaves: forfeit what is left, and let nothing more happen here."""

    event_at: int
    keep_paid: bool = False
    """Whether units that were paid for stay as an unclaimed amount; otherwise it is refused while there are any."""


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


Command = (
    Enrol
    | RecordPurchase
    | Advance
    | Earn
    | TopUp
    | OpenBalance
    | Redeem
    | RedeemOffline
    | PlaceHold
    | Capture
    | Release
    | ExtendHold
    | Adjust
    | Return
    | Restore
    | PauseExpiry
    | ResumeExpiry
    | ExtendLots
    | TransferOut
    | TransferIn
    | MergeOut
    | MergeIn
    | UnmergeOut
    | UnmergeIn
    | Close
)

_TAGS: dict[type, str] = {kind: str(kind.__struct_config__.tag) for kind in get_args(Command)}
_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def name(command: Command) -> str:
    """The command's verb, as the journal names it."""
    return _TAGS[type(command)]


def body(command: Command) -> bytes:
    """The command as it is journalled; for a purchase, the purchase itself."""
    return canonical_bytes(command.purchase) if isinstance(command, RecordPurchase) else _ENCODER.encode(command)


def from_body(content: bytes) -> Command:
    """Inverse of `body` for every command but a purchase."""
    return _DECODER.decode(content)


def digest(content: bytes) -> bytes:
    """SHA-256 of a command's body: what the hash chain covers and what tells a repeated command from another."""
    return hashlib.sha256(content).digest()

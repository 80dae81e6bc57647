"""Commands: what can be asked of one account, as plain values that are journalled as they came (ledger 4.19).

Amounts are whole units of the wallet, more than 0 unless said otherwise. `event_at` is when it happened, as the caller
claims. A hold, a redemption or a purchase is named by the sequence number of its transaction.
"""

from __future__ import annotations

import hashlib
from typing import get_args

import msgspec

from setia.engine.commands.between_accounts import (
    Belongings,
    Close,
    HeldReward,
    HeldTier,
    MergeIn,
    MergeOut,
    MoveIn,
    MoveOut,
    Piece,
    ReturnIn,
    ReturnOut,
    TransferIn,
    TransferOut,
    UnmergeIn,
    UnmergeOut,
)
from setia.engine.commands.correcting import (
    Adjust,
    Cause,
    ExtendLots,
    PauseExpiry,
    ReleaseChecked,
    ReleasePending,
    Restore,
    ResumeExpiry,
    Return,
    RevokeChecked,
)
from setia.engine.commands.events import (
    Advance,
    CelebrateBirthday,
    ClaimPurchase,
    EditPurchase,
    Enrol,
    RecordEvent,
    RecordPurchase,
)
from setia.engine.commands.giving import Earn, OpenBalance, OpeningLot, TopUp
from setia.engine.commands.rewarding import CancelReward, ChooseConversion, GrantTier, RedeemReward, UseReward
from setia.engine.commands.using import Capture, ExtendHold, PlaceHold, Redeem, RedeemOffline, Release
from setia.engine.purchase import as_declared, canonical_bytes

__all__ = [
    "Adjust",
    "Advance",
    "Belongings",
    "CancelReward",
    "Capture",
    "Cause",
    "CelebrateBirthday",
    "ChooseConversion",
    "ClaimPurchase",
    "Close",
    "Command",
    "Earn",
    "EditPurchase",
    "Enrol",
    "ExtendHold",
    "ExtendLots",
    "GrantTier",
    "HeldReward",
    "HeldTier",
    "MergeIn",
    "MergeOut",
    "MoveIn",
    "MoveOut",
    "OpenBalance",
    "OpeningLot",
    "PauseExpiry",
    "Piece",
    "PlaceHold",
    "RecordEvent",
    "RecordPurchase",
    "Redeem",
    "RedeemOffline",
    "RedeemReward",
    "Release",
    "ReleaseChecked",
    "ReleasePending",
    "Restore",
    "ResumeExpiry",
    "Return",
    "ReturnIn",
    "ReturnOut",
    "RevokeChecked",
    "TopUp",
    "TransferIn",
    "TransferOut",
    "UnmergeIn",
    "UnmergeOut",
    "UseReward",
    "body",
    "digest",
    "from_body",
    "name",
]

Command = (
    Enrol
    | RecordPurchase
    | EditPurchase
    | ClaimPurchase
    | RecordEvent
    | CelebrateBirthday
    | MoveOut
    | MoveIn
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
    | ReleasePending
    | ReleaseChecked
    | RevokeChecked
    | Return
    | ReturnOut
    | ReturnIn
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
    | RedeemReward
    | UseReward
    | CancelReward
    | ChooseConversion
    | GrantTier
)

_TAGS: dict[type, str] = {kind: str(kind.__struct_config__.tag) for kind in get_args(Command)}
_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def name(command: Command) -> str:
    """The command's verb, as the journal names it."""
    return _TAGS[type(command)]


def body(command: Command) -> bytes:
    """The command as it is journalled; for a purchase, the purchase itself."""
    if isinstance(command, RecordPurchase):
        return canonical_bytes(command.purchase)
    if isinstance(command, EditPurchase | ClaimPurchase | MoveIn):
        command = msgspec.structs.replace(command, purchase=as_declared(command.purchase))
    return _ENCODER.encode(command)


def from_body(content: bytes) -> Command:
    """Inverse of `body` for every command but a purchase."""
    return _DECODER.decode(content)


def digest(content: bytes) -> bytes:
    """SHA-256 of a command's body: what the hash chain covers and what tells a repeated command from another."""
    return hashlib.sha256(content).digest()

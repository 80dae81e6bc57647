"""Commands: what can be asked of one account, as plain values that are journalled as they came (ledger 4.19)."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec
from msgspec import Struct

from setia.engine.purchase import Purchase, canonical_bytes


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


Command = Enrol | RecordPurchase | Advance
Name = Literal["enrol", "record_purchase", "advance"]

_ENCODER = msgspec.json.Encoder()


def name(command: Command) -> Name:
    """The command's verb, as the journal names it."""
    if isinstance(command, RecordPurchase):
        return "record_purchase"
    return "enrol" if isinstance(command, Enrol) else "advance"


def body(command: Command) -> bytes:
    """The command as it is journalled; for a purchase, the purchase itself."""
    return canonical_bytes(command.purchase) if isinstance(command, RecordPurchase) else _ENCODER.encode(command)


def digest(command_body: bytes) -> bytes:
    """SHA-256 of a command's body: what the hash chain covers and what tells a repeated command from another."""
    return hashlib.sha256(command_body).digest()

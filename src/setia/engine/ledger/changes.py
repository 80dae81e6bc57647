"""What a transaction changes besides units: tiers, issued rewards, badges, attributes; hashed with it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.ledger.issued import RewardChange
from setia.engine.ledger.tier_status import TierChange


class Changes(Struct, frozen=True, omit_defaults=True):
    """All of it for one transaction."""

    tiers: tuple[TierChange, ...] = ()
    rewards: tuple[RewardChange, ...] = ()
    badges: tuple[str, ...] = ()
    attributes: dict[str, str] = {}


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Changes)
NONE = Changes()


def to_json(changes: Changes) -> str:
    """As it is stored and hashed; nothing for nothing."""
    return "" if changes is NONE or changes == NONE else _ENCODER.encode(changes).decode()


def from_json(text: str) -> Changes:
    """Inverse of `to_json`."""
    return _DECODER.decode(text) if text else NONE

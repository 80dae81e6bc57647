"""What decided an outcome and follows neither from the account's journal nor from program versions (ledger 4.19).

Before a decision these are offers: what is left of a budget, what is in stock. After it they are what was taken or
read, journalled as `given`; taken again from there, they decide the same.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Given(Struct, frozen=True, omit_defaults=True):
    """Values from outside the account."""

    budgets: dict[str, int] = {}
    """By `limit@period`: what all members together have left of it; journalled, as much of that as the order uses."""
    stock: dict[str, int] = {}
    """By reward: how many are left; journalled, how many this command took."""
    codes: dict[str, str] = {}
    """By reward: the digest of the next code of its pool."""
    attributes: dict[str, str] = {}
    segments: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()
    """Experiments whose offers the member does not get; they follow from his account's random key."""
    guarded: tuple[str, ...] = ()
    """Rules whose new awards wait until somebody has looked, as `version:rule`; journalled, those that it hit."""
    birthday: int | None = None
    """Days since the member's birthday began, 0 on the day; None: not known, or too long ago to matter."""


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Given)
NONE = Given()


def to_json(given: Given) -> str:
    """As it is journalled and hashed; nothing for nothing."""
    return "" if given is NONE or given == NONE else _ENCODER.encode(given).decode()


def from_json(text: str) -> Given:
    """Inverse of `to_json`."""
    return _DECODER.decode(text) if text else NONE

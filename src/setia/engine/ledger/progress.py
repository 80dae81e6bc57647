"""What an account has come to besides units: visits, tiers, badges, choices. Kept whole in the account's row."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.ledger.tier_status import TierStatus


class IdleEnd(Struct, frozen=True, array_like=True):
    """When idleness last ended something in a wallet, and the transactions that booked it: more than one where news
    of something that had ended by then came later. A late event from before undoes them all (ledger 4.3a)."""

    at: int
    seqs: tuple[int, ...]


class Progress(Struct, frozen=True, omit_defaults=True):
    """A cache of what the journal says, like balances."""

    booked_to: int = 0
    """The latest instant up to which dues were booked: what an import has from before it is late news (ledger 4.18)."""
    joined_at: int | None = None
    visits: int = 0
    """Purchases that counted, whether or not they came back."""
    last_visit_at: int | None = None
    """The latest of them, by its own time."""
    rewards: int = 0
    """How many rewards were ever issued: the number of the last."""
    tiers: dict[str, TierStatus] = {}
    debts_end: dict[str, int] = {}
    """By wallet with a debt: when that is written off, if nothing moves it before (ledger 4.8)."""
    quotas: tuple[tuple[int, str], ...] = ()
    """Numbers of rewards that count against a quota and can be undone, each with the period in which it was counted."""
    never_idle: dict[str, int] = {}
    """By wallet that a program has stopped to end by idleness: the activity that put its end off for ever."""
    idle_ends: dict[str, IdleEnd] = {}
    """By wallet that idleness has ended, and nothing has undone it."""
    redated: tuple[tuple[int, str], ...] = ()
    """Versions by number, each with a wallet whose lots it has given the ends that it gives."""
    merged: dict[str, int] = {}
    """By the key of an account that was merged into this one, in hexadecimal: the transaction that did it last."""
    merged_away: int = 0
    """The transaction by which it was merged into another account last; 0: never."""
    parted: tuple[int, ...] = ()
    """Transactions by which it has become an account of its own again."""
    came_back: tuple[tuple[int, int], ...] = ()
    """Lots opened by those, each with the lot as which it went away, where that was brought by a merge."""
    badges: tuple[str, ...] = ()
    choices: dict[str, int] = {}
    """By conversion, the amount at which the member wants it to happen."""

    def counted_in(self, reward: int) -> str | None:
        """The period in which a reward was counted against a quota; None: against none."""
        return dict(self.quotas).get(reward)


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Progress)
NONE = Progress()


def to_json(progress: Progress) -> str:
    """As the account's row has it; nothing for nothing."""
    return "" if progress == NONE else _ENCODER.encode(progress).decode()


def from_json(text: str) -> Progress:
    """Inverse of `to_json`."""
    return _DECODER.decode(text) if text else NONE

"""What is asked of a batch, how it is to be taken, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from setia.engine.commands import Command
from setia.engine.refusals import Refusal
from setia.storage.members import Known

KEY_LENGTH_MAX = 128


Status = Literal["done", "unchanged", "refused", "replayed", "busy", "failed", "waiting", "review"]


class Outcome(Struct, frozen=True):
    """What became of one request."""

    status: Status
    """`replayed`: it was answered before under its key; `answer` is what was said, and nothing else is told. `busy`:
    somebody else is writing to the account, ask again. `failed`: a fault of the engine; nothing was stored.
    `waiting`: a return whose order has not come, kept until it does. `review`: kept until somebody has looked at it."""
    awarded: dict[str, int] = {}
    """Units that became usable or, less than 0, ceased to be, by wallet."""
    seq: int = 0
    """The transaction that closed the command, within its account; a hold or redemption is known by it."""
    refusal: Refusal | None = None
    answer: bytes = b""
    """For a request with a key: what its surface says, now and whenever it is asked again."""
    position: int = 0
    """How far the log was when it was answered: whoever reads from there on sees it (ledger 4.16). 0: not said."""


UNCHANGED = Outcome("unchanged")


class Repeatable(Struct, frozen=True):
    """What makes a request safe to send again: sent twice it is decided once (ledger 4.10)."""

    client: str
    """The integration that chose the key."""
    key: str
    """1 to 128 visible ASCII characters, unique for ever within its client; see `is_key`."""
    asked: bytes
    """What was asked, as every repetition asks it again."""
    render: Callable[[Outcome], bytes]
    """What the surface answers; a pure function of the outcome."""


class Request(Struct, frozen=True):
    """One command with what names its account and makes it unique."""

    command: Command
    member: Known | None = None
    """None for a guest sale, or where `account_id` is known."""
    account_id: int | None = None
    reference: str = ""
    """Another system's readable number; for a purchase its receipt, unique within its source. Kept where it can be
    erased."""
    to_account_id: int | None = None
    """For a transfer or merge: the other account."""
    note: str = ""
    """What somebody wrote about it, for people to read; kept where it can be erased."""
    repeatable: Repeatable | None = None
    order: bytes = b""
    """For a return: the natural key of the purchase it is of; whose that is, and where, is found out."""
    source: str = ""
    """For a return: the source that numbered the purchase."""
    part: str = ""
    """Of a bill that was split between members: which part of it a purchase is."""
    joins: bool = False
    """Whether an unknown member joins by it, as where the batch lets all join."""
    actor: str = ""
    channel: str = ""
    """Who asks, and through what, where it is not the batch's own."""
    off: dict[str, int] = {}
    """Of a purchase whose basket was priced here: by price rule, what it took off, in minor units."""


class Manner(Struct, frozen=True):
    """How a batch is to be taken, the same for all its commands."""

    actor: str
    channel: str
    history: bool = False
    """An import of the past: judged and booked at each event's own time (ledger 4.18)."""
    enrol: bool = False
    """Whether an unknown member joins by his first purchase, instead of being refused."""
    scopes: frozenset[str] = frozenset()
    """What the caller may do that others may not: `backdate` reports what happened long ago (ledger 4.14)."""
    skip_busy: bool = False
    """Whether a command whose account somebody else has locked is put off, instead of being waited for."""
    wait_max: int = 0
    """Milliseconds that it waits at most for anything that somebody else has locked; 0: for ever."""


def is_key(text: str) -> bool:
    """Whether a text may be an idempotency key."""
    return 0 < len(text) <= KEY_LENGTH_MAX and all("!" <= character <= "~" for character in text)

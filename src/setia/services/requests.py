"""What is asked of a batch, how it is to be taken, and what became of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.commands import Command
from setia.engine.refusals import Refusal
from setia.storage.members import Known


class Request(Struct, frozen=True):
    """One command with what names its account and makes it unique."""

    command: Command
    member: Known | None = None
    """None for a guest sale, or where `account_id` is known."""
    account_id: int | None = None
    reference: str = ""
    """For a purchase: the receipt number, unique within its source."""
    to_account_id: int | None = None
    """For a transfer or merge: the other account."""


class Manner(Struct, frozen=True):
    """How a batch is to be taken, the same for all its commands."""

    actor: str
    channel: str
    history: bool = False
    """An import of the past: judged and booked at each event's own time (ledger 4.18)."""
    enrol: bool = False
    """Whether an unknown member joins by his first purchase, instead of being refused."""


class Outcome(Struct, frozen=True):
    """What became of one request."""

    status: Literal["done", "unchanged", "refused"]
    awarded: dict[str, int] = {}
    """Units that became usable or, less than 0, ceased to be, by wallet."""
    seq: int = 0
    """The transaction that closed the command, within its account; a hold or redemption is known by it."""
    refusal: Refusal | None = None


UNCHANGED = Outcome("unchanged")

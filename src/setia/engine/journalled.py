"""A journalled command: what was asked of one account, and with all that decided it (ledger 4.19)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands import Command
from setia.engine.given import Given
from setia.engine.ledger.entries import Stamp


class Journalled(Struct, frozen=True):
    """One command as it was accepted."""

    command: Command
    stamp: Stamp
    given: Given
    known_as: int
    """The transaction by which it says it is known."""
    seq: int = 0
    """The last transaction that it wrote; those since the command before are all its own."""
    position: int = 0
    """Its place among the commands of all accounts, in the order in which they were recorded."""

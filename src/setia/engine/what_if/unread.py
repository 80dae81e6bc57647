"""A purchase of a journal that was not read yet: only what it comes to is known."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.commands import RecordPurchase
from setia.engine.journalled import Journalled
from setia.engine.purchase import Purchase
from setia.engine.rules.abridged import Abridged


class Unread(Struct, frozen=True, gc=False):
    """Stands for a journalled command where purchases may be counted; what it says of it is the same."""

    bought: Abridged
    recorded_at: int
    effective_at: int
    horizon: int
    known_as: int
    seq: int
    position: int
    read: Callable[[], Journalled]
    """The command itself."""

    def purchase(self) -> Purchase:
        """What was bought, line by line."""
        command = self.read().command
        assert isinstance(command, RecordPurchase)
        return command.purchase

"""Commands that things outside cause: a member joins, a purchase is made, time passes."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands.correcting import Cause
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from setia.engine.rules.birthdays import TRIGGER
from setia.engine.rules.facts import Event, Value


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


class EditPurchase(Struct, frozen=True, tag="edit_purchase"):
    """A newer version of a purchase that is on record: changed, fulfilled, or cancelled."""

    order: int
    """The transaction that recorded it."""
    purchase: Purchase
    cause: Cause = "member"

    @property
    def event_at(self) -> int:
        """When it was made, as this version claims."""
        return self.purchase.event_at


class ClaimPurchase(Struct, frozen=True, tag="claim_purchase"):
    """A guest's purchase turns out to be the member's: judged at its own time (ledger 4.11a)."""

    purchase: Purchase
    order_key: str
    """Its natural key in hexadecimal."""
    refunds: tuple[Refund, ...] = ()
    """What of it came back before."""
    manual: bool = False
    """Whether it was found by what the receipt says, and not by its token."""

    @property
    def event_at(self) -> int:
        """When it was made."""
        return self.purchase.event_at


class CelebrateBirthday(Struct, frozen=True, tag="celebrate_birthday"):
    """It is the member's birthday, or was lately: give what the program gives for it, once."""

    event_at: int
    choice: str = ""
    """What the member chose, where the program lets him."""
    store: str = ""
    channel: str = ""


class RecordEvent(Struct, frozen=True, tag="record_event"):
    """A member did something that the program gives a name and fields to."""

    event_at: int
    event: Event
    source: str = ""


def event_of(command: RecordEvent | CelebrateBirthday) -> Event:
    """What rules see of it."""
    if isinstance(command, RecordEvent):
        return command.event
    chosen: dict[str, Value] = {"choice": command.choice} if command.choice else {}
    return Event(TRIGGER, chosen, command.store, command.channel)

"""Commands that things outside cause: a member joins, a purchase is made, time passes."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.purchase import Purchase


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

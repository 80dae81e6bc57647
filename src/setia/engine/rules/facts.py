"""Everything a rule may look at, as plain values: nothing here can reach a database or a clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.engine.purchase import Line, Purchase
from setia.engine.rounding import split
from setia.engine.rules.frame import Frame
from setia.engine.rules.lines import LineTest
from setia.engine.rules.scene import Place, Scene

Base = Literal["shelf", "list", "paid", "net_of_tax"]
"""shelf: net of discounts, as displayed to the buyer. list: before discounts. paid: shelf less what coupons paid.
net_of_tax: shelf without the tax that is inside it."""

POINTS_TENDERS = frozenset({"points"})
COUPON_TENDERS = frozenset({"points", "coupon", "voucher"})
"""Kinds of tender that are not the member's money: points never count, the others not where the base is `paid`."""

Value = int | str | bool


class Event(Struct, frozen=True):
    """Anything else that a member does, with the fields that the program's document gives it."""

    kind: str
    fields: dict[str, Value] = {}
    store: str = ""
    channel: str = ""


class Facts:
    """One purchase or event as the rules of one version see it, at the instant at which it counts."""

    __slots__ = ("_day", "_values", "_wall", "event", "frame", "lines", "place", "purchase", "scene")

    def __init__(self, scene: Scene, purchase: Purchase | None, frame: Frame, event: Event | None = None) -> None:
        self.scene, self.purchase, self.frame, self.event = scene, purchase, frame, event
        store = purchase.store if purchase is not None else event.store if event is not None else ""
        self.place: Place = scene.stores.get(store, scene.home)
        never = scene.never
        lines = purchase.lines if purchase is not None else ()
        self.lines: list[tuple[int, Line]] = [
            (i, line) for i, line in enumerate(lines) if not line.tags or never.isdisjoint(line.tags)
        ]
        """Lines that count, each with its place on the receipt."""
        self._values: dict[Base, list[int]] = {}
        self._wall: datetime | None = None
        self._day: date | None = None

    @property
    def store(self) -> str:
        """Where it happened, as the source names it."""
        if self.purchase is not None:
            return self.purchase.store
        return self.event.store if self.event is not None else ""

    @property
    def counts(self) -> bool:
        """Whether anything is bought that rules may see: a basket of excluded goods alone gives nothing at all."""
        return self.purchase is None or any(line.quantity > 0 or line.net > 0 for _, line in self.lines)

    @property
    def wall(self) -> datetime:
        """The clock on the store's wall."""
        if self._wall is None:
            self._wall = to_datetime(self.frame.effective_at, self.place.zone)
        return self._wall

    @property
    def day(self) -> date:
        """The store's day: what happens before `day_starts_at` belongs to the day before."""
        if self._day is None:
            self._day = (self.wall - timedelta(minutes=self.place.day_starts_at)).date()
        return self._day

    def values(self, base: Base) -> list[int]:
        """Value of every line of the receipt in minor units, 0 for one that does not count.

        Charges, rounding and tax on top are not in lines and so never count; points tender is spread over the lines
        by largest remainder and taken off.
        """
        known = self._values.get(base)
        if known is None:
            known = self._values[base] = self._reckon(base)
        return known

    def chosen(self, base: Base, wanted: LineTest) -> list[int]:
        """The same of some lines; 0 for the others."""
        values, found = self.values(base), [0] * len(self.values(base))
        for i, line in self.lines:
            if wanted(line):
                found[i] = values[i]
        return found

    def total(self, base: Base, wanted: LineTest | None = None) -> int:
        """Value of all lines, or of some, in minor units; never below zero."""
        values = self.values(base)
        if wanted is None:
            return max(sum(values), 0)
        return max(sum(values[i] for i, line in self.lines if wanted(line)), 0)

    def quantity(self, wanted: LineTest | None = None) -> int:
        """Thousandths of pieces, or of whatever the lines count in."""
        return sum(line.quantity for _, line in self.lines if wanted is None or wanted(line))

    def _reckon(self, base: Base) -> list[int]:
        if self.purchase is None:
            return []
        values = [0] * len(self.purchase.lines)
        inside = base == "net_of_tax" and self.purchase.prices == "tax_inclusive"
        for i, line in self.lines:
            values[i] = (line.list or line.net) if base == "list" else line.net - line.tax if inside else line.net
        left_out = COUPON_TENDERS if base == "paid" else POINTS_TENDERS
        tender = sum(one.amount for one in self.purchase.tenders if one.kind in left_out)
        if tender > 0:
            weights = [max(value, 0) for value in values]
            for i, share in enumerate(split(min(tender, sum(weights)), weights)):
                values[i] -= share
        return values

"""Everything a rule may look at, as plain values: nothing here can reach a database or a clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal

from msgspec import Struct

from setia.engine.calendar import MINUTE, local_date, to_datetime
from setia.engine.purchase import Line, Purchase
from setia.engine.rounding import split
from setia.engine.rules.frame import Frame
from setia.engine.rules.lines import Choice, Field
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


_FIELDS = {name: attrgetter(name) for name in ("sku", "category", "department", "brand")}


class Facts:
    """One purchase or event as the rules of one version see it, at the instant at which it counts.

    What is found out for one rule is kept for the next: values, the day, and where on the receipt which goods are.
    """

    __slots__ = (
        "_columns", "_day", "_places", "_values", "_wall", "event", "frame", "lines", "place", "purchase", "scene",
    )  # fmt: skip

    def __init__(self, scene: Scene, purchase: Purchase | None, frame: Frame, event: Event | None = None) -> None:
        self.scene, self.purchase, self.frame, self.event = scene, purchase, frame, event
        store = purchase.store if purchase is not None else event.store if event is not None else ""
        self.place: Place = scene.stores.get(store, scene.home)
        self.lines: list[tuple[int, Line]] = _seen(purchase.lines, scene.never) if purchase is not None else []
        """Lines that count, each with its place on the receipt."""
        self._values: dict[Base, list[int]] = {}
        self._columns: dict[Field, list[str]] = {}
        self._places: dict[Choice, list[int]] = {}
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
        if self.purchase is None:
            return True
        for _, line in self.lines:  # noqa: SIM110 -- the first line mostly decides, before a generator is even made
            if line.quantity > 0 or line.net > 0:
                return True
        return False

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
            early = self.place.day_starts_at
            if self.place.zone == "UTC":
                self._day = local_date(self.frame.effective_at - early * MINUTE, "UTC")
            else:  # by the wall: where clocks change, minutes on it are not minutes that passed
                self._day = (self.wall - timedelta(minutes=early)).date()
        return self._day

    def column(self, field: Field) -> list[str]:
        """What the lines that count have in a field, in their order."""
        known = self._columns.get(field)
        if known is None:
            read = _FIELDS[field]
            known = self._columns[field] = [read(line) for _, line in self.lines]
        return known

    def having(self, field: Field, wanted: frozenset[str]) -> tuple[str, ...]:
        """Of some values of a field, those of which something is still bought, in order."""
        column = self.column(field)
        if wanted.isdisjoint(column):
            return ()
        both = zip(column, self.lines, strict=True)
        return tuple(sorted({value for value, (_, line) in both if value in wanted and line.quantity > 0}))

    def places(self, wanted: Choice) -> list[int]:
        """Where the lines are that are wanted, of those that count."""
        known = self._places.get(wanted)
        if known is None:
            test, field, values = wanted.test, wanted.field, wanted.values
            if field is None:
                known = [i for i, line in self.lines if test(line)]
            elif values.isdisjoint(column := self.column(field)):
                known = []
            else:
                known = [i for (i, _), value in zip(self.lines, column, strict=True) if value in values]
            self._places[wanted] = known
        return known

    def values(self, base: Base, wanted: Choice | None = None) -> list[int]:
        """Value of every line of the receipt in minor units, 0 for one that does not count or is not wanted.

        Charges, rounding and tax on top are not in lines and so never count; points tender is spread over the lines
        by largest remainder and taken off. The list is shared: to read.
        """
        known = self._values.get(base)
        if known is None:
            known = self._values[base] = self._reckon(base)
        return known if wanted is None else self.only(known, wanted)

    def only(self, parts: Sequence[int], wanted: Choice) -> list[int]:
        """What lines have that are wanted; 0 for the others. `parts` goes line by line of the receipt."""
        found = [0] * len(parts)
        for i in self.places(wanted):
            found[i] = parts[i]
        return found

    def total(self, base: Base, wanted: Choice | None = None) -> int:
        """Value of all lines, or of some, in minor units; never below zero."""
        values = self.values(base)
        if wanted is None:
            return max(sum(values), 0)
        return max(sum([values[i] for i in self.places(wanted)]), 0)

    def quantities(self, wanted: Choice | None = None) -> list[int]:
        """Quantity of every line of the receipt in thousandths, 0 for one that does not count or is not wanted."""
        found = [0] * len(self.purchase.lines) if self.purchase is not None else []
        for i, line in self.lines:
            found[i] = line.quantity
        return found if wanted is None else self.only(found, wanted)

    def bought(self, wanted: Choice | None = None) -> bool:
        """Whether anything is still bought, or anything that is wanted; what came back is not in the basket."""
        if wanted is None:
            return any([line.quantity > 0 for _, line in self.lines])
        lines = self.purchase.lines if self.purchase is not None else ()
        return any([lines[i].quantity > 0 for i in self.places(wanted)])

    def _reckon(self, base: Base) -> list[int]:
        purchase = self.purchase
        if purchase is None:
            return []
        if base in ("shelf", "paid") and len(self.lines) == len(purchase.lines):
            values = [line.net for line in purchase.lines]
        else:
            values = [0] * len(purchase.lines)
            inside = base == "net_of_tax" and purchase.prices == "tax_inclusive"
            for i, line in self.lines:
                values[i] = (line.list or line.net) if base == "list" else line.net - line.tax if inside else line.net
        left_out = COUPON_TENDERS if base == "paid" else POINTS_TENDERS
        tender = sum([one.amount for one in purchase.tenders if one.kind in left_out])
        if tender > 0:
            weights = [max(value, 0) for value in values]
            for i, share in enumerate(split(min(tender, sum(weights)), weights)):
                values[i] -= share
        return values


def _seen(lines: tuple[Line, ...], never: frozenset[str]) -> list[tuple[int, Line]]:
    """The lines that rules may see, with their places."""
    for line in lines:
        if line.tags:
            return [(i, one) for i, one in enumerate(lines) if never.isdisjoint(one.tags)]
    return list(enumerate(lines))

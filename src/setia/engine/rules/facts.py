"""Everything a rule may look at, as plain values: nothing here can reach a database or a clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
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


Column = list[str | None]
"""What lines have in one field, line by line of the receipt; None for a line that does not count."""

_COLUMNS: dict[Field, Callable[[Sequence[Line]], Column]] = {
    "sku": lambda lines: [line.sku for line in lines],
    "category": lambda lines: [line.category for line in lines],
    "department": lambda lines: [line.department for line in lines],
    "brand": lambda lines: [line.brand for line in lines],
}
"""Written out: by name, with getattr, reading takes half as long again."""


class Facts:
    """One purchase or event as the rules of one version see it, at the instant at which it counts.

    What is found out for one rule is kept for the next: values, the day, and where on the receipt which goods are.
    """

    def __init__(
        self,
        scene: Scene,
        purchase: Purchase | None,
        frame: Frame,
        event: Event | None = None,
        bought: Purchase | None = None,
    ) -> None:
        self.scene, self.purchase, self.frame, self.event = scene, purchase, frame, event
        self._bought = bought
        """The purchase as it was before some of it came back, where some has: `purchase` is what is left of it."""
        store = purchase.store if purchase is not None else event.store if event is not None else ""
        self.place: Place = scene.stores.get(store, scene.home)
        self.lines: tuple[Line, ...] = purchase.lines if purchase is not None else ()
        """All lines of the receipt."""
        self.unseen: dict[int, Line] = _unseen(self.lines, scene.never)
        """Lines that do not count, by their place on the receipt."""
        self._values: dict[Base, list[int]] = {}
        self._columns: dict[Field, Column] = {}
        self._places: dict[Choice, list[int]] = {}
        self._sums: dict[tuple[str, Field], dict[str | None, int]] = {}
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
        if self.purchase is None or self.bought():
            return True
        return any(line.net > 0 and i not in self.unseen for i, line in enumerate(self.lines))

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
            zone, early = self.place.zone, self.place.day_starts_at
            if zone == "UTC":
                self._day = local_date(self.frame.effective_at - early * MINUTE, zone)
            else:  # by the wall: where clocks change, minutes on it are not minutes that passed
                wall = self.wall
                self._day = (wall - timedelta(minutes=early)).date() if early else wall.date()
        return self._day

    def is_on(self, day: date, zone: str) -> None:
        """Make known which day it is in a zone, so that it need not be found again where that is the store's."""
        if self.place.zone == zone and not self.place.day_starts_at:
            self._day = day

    def column(self, field: Field) -> Column:
        """One field of all lines. The list is shared: to read."""
        known = self._columns.get(field)
        if known is None:
            known = self._columns[field] = _COLUMNS[field](self.lines)
            for i in self.unseen:
                known[i] = None
        return known

    def having(self, field: Field, wanted: frozenset[str]) -> tuple[str, ...]:
        """Of some values of a field, those of which something is still bought, in order."""
        column = self.column(field)
        if wanted.isdisjoint(column):  # of most goods a basket has none
            return ()
        lines = self.lines
        found = {value for i, value in enumerate(column) if value in wanted and lines[i].quantity > 0}
        return tuple(sorted(found))

    def places(self, wanted: Choice) -> list[int]:
        """Where on the receipt the lines are that are wanted, of those that count. The list is shared: to read."""
        known = self._places.get(wanted)
        if known is None:
            test, values = wanted.test, wanted.values
            if wanted.field is None:
                known = [i for i, line in enumerate(self.lines) if test(line) and i not in self.unseen]
            elif values.isdisjoint(column := self.column(wanted.field)):
                known = []
            else:
                known = [i for i, value in enumerate(column) if value in values]
            self._places[wanted] = known
        return known

    def values(self, base: Base, wanted: Choice | None = None) -> list[int]:
        """Value of every line of the receipt in minor units, 0 for one that does not count or is not wanted.

        Charges, rounding and tax on top are not in lines and so never count. Points tender is spread over the lines as
        they were bought, by largest remainder, and taken off; of a line of which some came back, its part in proportion
        (ledger 4.7), rounded down, so that what is left never counts for more. The list is shared: to read.
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

    def sums(self, base: Base | Literal["quantity"], field: Field) -> dict[str | None, int]:
        """Value, or quantity, of all lines that have the same in a field. Shared: to read."""
        known = self._sums.get((base, field))
        if known is None:
            known = self._sums[base, field] = {}
            values = [line.quantity for line in self.lines] if base == "quantity" else self.values(base)
            for found, value in zip(self.column(field), values, strict=True):
                known[found] = known.get(found, 0) + value
        return known

    def total(self, base: Base, wanted: Choice | None = None) -> int:
        """Value of all lines, or of some, in minor units; never below zero."""
        values = self.values(base)
        if wanted is None:
            return max(sum(values), 0)
        return max(sum([values[i] for i in self.places(wanted)]), 0)

    def worth(self, base: Base) -> int:
        """Value of all lines in minor units; below zero where more came back."""
        return sum(self.values(base))

    def has(self, field: Field, wanted: frozenset[str]) -> bool:
        """Whether anything is still bought that has one of some values in a field."""
        column = self.column(field)
        if wanted.isdisjoint(column):  # of most goods a basket has none
            return False
        lines = self.lines
        return any(value in wanted and lines[i].quantity > 0 for i, value in enumerate(column))

    def quantities(self, wanted: Choice | None = None) -> list[int]:
        """Quantity of every line of the receipt in thousandths, 0 for one that does not count or is not wanted."""
        found = [line.quantity for line in self.lines]
        for i in self.unseen:
            found[i] = 0
        return found if wanted is None else self.only(found, wanted)

    def quantity(self, wanted: Choice | None = None) -> int:
        """Thousandths of pieces, or of whatever the lines count in."""
        return sum(self.quantities(wanted))

    def bought(self, wanted: Choice | None = None) -> bool:
        """Whether anything is still bought, or anything that is wanted: what came back is not in the basket."""
        lines = self.lines
        for i in range(len(lines)) if wanted is None else self.places(wanted):
            if lines[i].quantity > 0 and i not in self.unseen:
                return True
        return False

    def _reckon(self, base: Base) -> list[int]:
        purchase = self.purchase
        if purchase is None:
            return []
        values = self._worth(base, self.lines)
        left_out = COUPON_TENDERS if base == "paid" else POINTS_TENDERS
        tender = 0
        for one in purchase.tenders:
            if one.kind in left_out:
                tender += one.amount
        if tender <= 0:
            return values
        bought = values if self._bought is None else self._worth(base, self._bought.lines)
        weights = [max(value, 0) for value in bought]
        for i, share in enumerate(split(min(tender, sum(weights)), weights)):
            if share:
                values[i] -= share if values is bought else share * values[i] // bought[i]
        return values

    def _worth(self, base: Base, lines: Sequence[Line]) -> list[int]:
        """Value of every line, whatever it was paid with; 0 for one that does not count."""
        if base == "list":
            values = [line.list or line.net for line in lines]
        elif base == "net_of_tax" and self.purchase is not None and self.purchase.prices == "tax_inclusive":
            values = [line.net - line.tax for line in lines]
        else:
            values = [line.net for line in lines]
        for i in self.unseen:
            values[i] = 0
        return values


def _unseen(lines: Sequence[Line], never: frozenset[str]) -> dict[int, Line]:
    """The lines that rules may not see: mostly none, and few lines have tags at all."""
    for line in lines:
        if line.tags:
            return {i: one for i, one in enumerate(lines) if not never.isdisjoint(one.tags)}
    return {}

"""A purchase abridged: what its lines come to, by department, category and brand, for rules that ask no more of it.

Of a past of many purchases most rules want a few sums, and reading ten lines for them is most of the work. Whatever is
asked that the sums do not say is found on the lines, which are read then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec import Struct

from setia.engine.purchase import Purchase, Status
from setia.engine.rules.facts import COUPON_TENDERS, Base, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.lines import Choice, Field
from setia.engine.rules.scene import Place, Scene


class Abridged(Struct, frozen=True, array_like=True, gc=False):
    """Of a purchase that has lines, all of which are bought, without a tag, and not paid for with points or coupons."""

    currency: str
    status: Status
    store: str
    worth: int
    """Shelf value of all lines in minor units; below zero where more is taken off than bought."""
    quantity: int
    """Of all lines, in thousandths."""
    department: msgspec.Raw
    """What is bought of each, as JSON: value and quantity."""
    category: msgspec.Raw
    brand: msgspec.Raw


Sums = dict[str | None, int]
"""By what lines have in a field."""

FIELDS: tuple[Field, ...] = ("department", "category", "brand")
_SUMMED = frozenset(FIELDS)
_PLAIN: tuple[Base, ...] = ("shelf", "paid")
"""Values that are the same where nothing was paid for with coupons."""

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Abridged)
_SUMS: msgspec.json.Decoder[tuple[Sums, Sums]] = msgspec.json.Decoder(tuple[Sums, Sums])


def abridge(purchase: Purchase) -> str:
    """A purchase abridged, as JSON; nothing for one of which rules may see something else than sums of its lines."""
    lines = purchase.lines
    is_plain = (
        lines
        and all(line.quantity > 0 and not line.tags for line in lines)
        and COUPON_TENDERS.isdisjoint([one.kind for one in purchase.tenders])
    )
    if not is_plain:
        return ""
    worth, quantity = sum([line.net for line in lines]), sum([line.quantity for line in lines])
    by_field = []
    for field in FIELDS:
        values, quantities = dict[str, int](), dict[str, int]()
        for line in lines:
            found = getattr(line, field)
            values[found] = values.get(found, 0) + line.net
            quantities[found] = quantities.get(found, 0) + line.quantity
        by_field.append(msgspec.Raw(_ENCODER.encode((values, quantities))))
    return _ENCODER.encode(
        Abridged(purchase.currency, purchase.status, purchase.store, worth, quantity, *by_field)
    ).decode()


def from_text(text: str) -> Abridged:
    """Inverse of `abridge`, of a purchase that could be."""
    return _DECODER.decode(text)


class AbridgedFacts(Facts):
    """A purchase as rules see it by its sums; `read` reads it where one of them looks at lines."""

    def __init__(self, scene: Scene, bought: Abridged, frame: Frame, read: Callable[[], Purchase]) -> None:
        self.scene, self.frame, self.event = scene, frame, None
        self.place: Place = scene.stores.get(bought.store, scene.home)
        self._abridged, self._read = bought, read
        self._wall = self._day = None
        self._by_field: dict[tuple[str, str], Sums] = {}

    def __getattr__(self, name: str) -> Any:
        """What is found on lines alone: a rule asks for it for the first time."""
        if "lines" in self.__dict__:
            raise AttributeError(name)
        super().__init__(self.scene, self._read(), self.frame)
        return getattr(self, name)

    @property
    def store(self) -> str:
        """Where it happened, as the source names it."""
        return self._abridged.store

    @property
    def counts(self) -> bool:
        """Whether anything is bought that rules may see: something is."""
        return True

    def has(self, field: Field, wanted: frozenset[str]) -> bool:
        """Whether anything is bought that has one of some values in a field."""
        return not wanted.isdisjoint(self.sums("shelf", field)) if field in _SUMMED else super().has(field, wanted)

    def bought(self, wanted: Choice | None = None) -> bool:
        """Whether anything is bought, or anything that is wanted."""
        if wanted is None:
            return True
        return self.has(wanted.field, wanted.values) if wanted.field is not None else super().bought(wanted)

    def worth(self, base: Base) -> int:
        """Value of all lines in minor units."""
        return self._abridged.worth if base in _PLAIN else super().worth(base)

    def total(self, base: Base, wanted: Choice | None = None) -> int:
        """Value of all lines, or of some, in minor units; never below zero."""
        if base not in _PLAIN:
            return super().total(base, wanted)
        if wanted is None:
            return max(self._abridged.worth, 0)
        if wanted.field not in _SUMMED:
            return super().total(base, wanted)
        sums = self.sums(base, wanted.field)
        return max(sum([sums.get(value, 0) for value in wanted.values]), 0)

    def quantity(self, wanted: Choice | None = None) -> int:
        """Thousandths of pieces, or of whatever the lines count in."""
        return self._abridged.quantity if wanted is None else super().quantity(wanted)

    def sums(self, base: Base | Literal["quantity"], field: Field) -> Sums:
        """Value, or quantity, of all lines that have the same in a field. Shared: to read."""
        known = self._by_field.get((base, field))
        if known is None:
            if field not in _SUMMED or not (base in _PLAIN or base == "quantity"):
                return super().sums(base, field)
            known = self._read_sums(base, field)
        return known

    def _read_sums(self, base: Base | Literal["quantity"], field: Field) -> Sums:
        values, quantities = _SUMS.decode(getattr(self._abridged, field))
        for one in _PLAIN:
            self._by_field[one, field] = values
        self._by_field["quantity", field] = quantities
        return self._by_field[base, field]

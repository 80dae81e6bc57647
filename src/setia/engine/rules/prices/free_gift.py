"""A product that is put into the bag and costs nothing."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.prices.checks import pieces
from setia.engine.rules.prices.pieces import PIECE
from setia.engine.rules.prices.shelf import GiftLine, Off, Reducing

SKU_MAX = 80


class FreeGift(Struct, frozen=True, tag="free_gift", tag_field="kind", forbid_unknown_fields=True):
    """A line of a product is added to the receipt, at its price and with all of it taken off."""

    sku: str
    value: int | str = 0
    """What it would cost altogether, in major units of the program's currency."""
    quantity: int = 1
    """Pieces."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Reducing:
        """The effect with its value in minor units."""
        if not 0 < len(self.sku) <= SKU_MAX:
            faults.add((*path, "sku"), "out_of_range", self.sku, f"1 to {SKU_MAX} characters")
        count = pieces(self.quantity, (*path, "quantity"), faults)
        value = faults.money(self.value, defined.exponent, (*path, "value"), zero=True)
        gift = Off(gift=GiftLine(self.sku, count * PIECE, value))
        return lambda _: gift

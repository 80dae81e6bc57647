"""Delivery that costs nothing, or less."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.prices.shelf import Off, Reducing, Shelf

SHIPPING = "shipping"


class FreeShipping(Struct, frozen=True, tag="free_shipping", tag_field="kind", forbid_unknown_fields=True):
    """The charges of the kind `shipping` are taken off; of a dear delivery no more than the rule's `most`."""

    def ready(self, _: Defined, __: Path, ___: Faults) -> Reducing:
        """The effect as it is."""

        def reduce(shelf: Shelf) -> Off:
            return Off(charges=[max(one.amount, 0) if one.kind == SHIPPING else 0 for one in shelf.charges])

        return reduce

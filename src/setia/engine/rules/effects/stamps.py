"""Stamps on a card."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.defined import Defined
from setia.engine.rules.effects.checks import wallet_known
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines

STAMPS_MAX = 1_000


class Stamps(Struct, frozen=True, tag="stamps", tag_field="kind", forbid_unknown_fields=True):
    """`stamps` once for a purchase that has some goods, or for every item of them."""

    wallet: str
    stamps: int = 1
    per: Literal["purchase", "item"] = "purchase"
    lines: Lines = Lines()

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Asking:
        """The effect with its references checked."""
        wallet_known(self.wallet, defined, path, faults)
        unit = defined.units.get(self.wallet)
        if unit is not None and unit.kind != "stamps":
            faults.add((*path, "wallet"), "not_stamps", self.wallet)
        stamps = faults.within(self.stamps, 1, STAMPS_MAX, (*path, "stamps"))
        choice = self.lines.ready((*path, "lines"), faults)
        no = defined.effect
        once, none = Ask(self.wallet, stamps, fixed=stamps, effect=no), Ask(self.wallet, 0, effect=no)

        def ask(facts: Facts, _: Asked) -> list[Ask]:
            if facts.purchase is None:
                return [once]
            if self.per == "purchase":
                return [once if facts.bought(choice) else none]
            items = [quantity // 1000 for quantity in facts.quantities(choice)]
            return [Ask(self.wallet, sum(items) * stamps, parts=items, each=stamps, effect=no)]

        return ask

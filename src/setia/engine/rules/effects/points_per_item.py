"""Points per item bought."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rounding import Rounding
from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.defined import Defined
from setia.engine.rules.effects.checks import wallet_known
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines


class PointsPerItem(Struct, frozen=True, tag="points_per_item", tag_field="kind", forbid_unknown_fields=True):
    """`points` for every `per` pieces (or kilograms, ...) of some goods, reckoned on the whole order."""

    points: int | str
    """In the smallest unit of the wallet, more than 0."""
    per: int | str = 1
    """A quantity, more than 0: whole, or text such as "0.500"."""
    wallet: str = "points"
    lines: Lines = Lines()
    rounding: Rounding = "floor"

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Asking:
        """The effect with its quantities in thousandths."""
        wallet_known(self.wallet, defined, path, faults)
        points, parts = faults.ratio(self.points, (*path, "points"))
        den = faults.money(self.per, 3, (*path, "per")) * parts
        choice, wallet, rounding = self.lines.ready((*path, "lines"), faults), self.wallet, self.rounding
        no = defined.effect

        def ask(facts: Facts, _: Asked) -> list[Ask]:
            quantities = facts.quantities(choice)
            value = sum(quantities)
            said = (max(value, 0), points, den)
            return [Ask(wallet, value * points, den, rounding, *said, quantities, points, 0, "quantity", no)]

        return ask

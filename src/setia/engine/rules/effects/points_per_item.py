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
        wanted = self.lines.ready((*path, "lines"), faults)

        def ask(facts: Facts, _: Asked) -> list[Ask]:
            count = len(facts.purchase.lines) if facts.purchase is not None else 0
            quantities = [0] * count
            for i, line in facts.lines:
                if wanted is None or wanted(line):
                    quantities[i] = line.quantity
            shares = [quantity * points for quantity in quantities]
            value = max(sum(quantities), 0)
            return [
                Ask(
                    wallet=self.wallet,
                    shares=shares,
                    den=den,
                    rounding=self.rounding,
                    value=value,
                    points=points,
                    per=den,
                    reckoned_on="quantity",
                )
            ]

        return ask

"""Points per amount spent: the most common way to earn."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rounding import Rounding, divide
from setia.engine.rules.facts import Base, Facts


class PointsPerAmount(Struct, frozen=True, tag="points_per_amount", tag_field="kind", forbid_unknown_fields=True):
    """`points` for every `per` of eligible value, reckoned on the whole order and rounded once (ledger 4.9).

    Example: points 1 per "1.00", base shelf: a basket of 12.90 + 3.50 gives 16.
    """

    points: int
    """In the smallest unit of the wallet; 1 or more."""
    per: int | str
    """In major units of the program's currency, more than 0: a whole number, or text such as "0.50"."""
    wallet: str = "points"
    base: Base = "shelf"
    rounding: Rounding = "floor"

    def award(self, facts: Facts, per_minor: int) -> tuple[int, int]:
        """What it gives, and the eligible value in minor units that it gives it for."""
        value = facts.eligible(self.base)
        return divide(self.points * value, per_minor, self.rounding), value

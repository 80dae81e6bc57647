"""A fixed number of points."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.defined import Defined
from setia.engine.rules.effects.checks import wallet_known
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import POINTS_MAX, Faults, Path


class FixedPoints(Struct, frozen=True, tag="fixed_points", tag_field="kind", forbid_unknown_fields=True):
    """`points` for every purchase or event for which the rule's conditions hold, whatever it is worth."""

    points: int
    """In the smallest unit of the wallet, 1 or more."""
    wallet: str = "points"

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Asking:
        """The effect with its references checked."""
        wallet_known(self.wallet, defined, path, faults)
        points = faults.within(self.points, 1, POINTS_MAX, (*path, "points"))

        always = Ask(self.wallet, points, fixed=points, effect=defined.effect)

        def ask(_: Facts, __: Asked) -> list[Ask]:
            return [always]

        return ask

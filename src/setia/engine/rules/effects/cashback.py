"""Cashback: a share of the value, as money in a wallet."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rounding import Rounding
from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.defined import Defined
from setia.engine.rules.effects.checks import wallet_known
from setia.engine.rules.facts import Base, Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines

PERCENT_MAX = 100


class Cashback(Struct, frozen=True, tag="cashback", tag_field="kind", forbid_unknown_fields=True):
    """`percent` of the eligible value, in minor units of money, reckoned on the whole order and rounded once."""

    percent: int | str
    """More than 0, at most 100: a whole number, or text such as "2.5"."""
    wallet: str
    base: Base = "shelf"
    rounding: Rounding = "floor"
    lines: Lines = Lines()

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Asking:
        """The effect with its share as a fraction of the wallet's smallest unit."""
        wallet_known(self.wallet, defined, path, faults)
        unit = defined.units.get(self.wallet)
        if unit is not None and (unit.kind != "money" or unit.decimals != defined.exponent):
            faults.add((*path, "wallet"), "not_money", self.wallet, f"kind money, decimals {defined.exponent}")
        share, parts = faults.ratio(self.percent, (*path, "percent"))
        if share > PERCENT_MAX * parts:
            faults.add((*path, "percent"), "out_of_range", self.percent, f"at most {PERCENT_MAX}")
        den = 100 * parts
        choice = self.lines.ready((*path, "lines"), faults)
        no = defined.effect

        def ask(facts: Facts, _: Asked) -> list[Ask]:
            values = facts.values(self.base, choice)
            value = sum(values)
            said = (max(value, 0), share, den)
            return [Ask(self.wallet, value * share, den, self.rounding, *said, values, share, effect=no)]

        return ask

"""Points per amount spent: the most common way to earn."""

from __future__ import annotations

from math import lcm
from typing import Literal

from msgspec import Struct

from setia.engine.rounding import Rounding
from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.conditions.member import level_known, tier_set
from setia.engine.rules.defined import Defined
from setia.engine.rules.effects.checks import wallet_known
from setia.engine.rules.facts import Base, Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines

Rate = tuple[int, int]


class PointsPerAmount(Struct, frozen=True, tag="points_per_amount", tag_field="kind", forbid_unknown_fields=True):
    """`points` for every `per` of eligible value, reckoned on the whole order and rounded once (ledger 4.9).

    Example: points 1 per "1.00", base shelf: a basket of 12.90 + 3.50 gives 16.
    """

    points: int | str
    """In the smallest unit of the wallet, more than 0: a whole number, or text such as "1.25"."""
    per: int | str
    """In major units of the program's currency, more than 0: a whole number, or text such as "0.50"."""
    wallet: str = "points"
    base: Base = "shelf"
    rounding: Rounding = "floor"
    lines: Lines = Lines()
    by_tier: dict[str, int | str] = {}
    """Another number of points for members of some levels."""
    set: str = ""
    """The tier set that `by_tier` means, where there are several."""
    tier_at: Literal["before", "after", "split"] = "before"
    """Which level judges the purchase that reaches a higher one; split: each its part of the value."""
    carry: Literal["day", "week", "month", "year", "ever"] | None = None
    """Carry what rounding leaves from order to order within this period; without it, it is lost."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Asking:
        """The effect with its amounts in minor units and its rates as fractions."""
        wallet_known(self.wallet, defined, path, faults)
        per = faults.money(self.per, defined.exponent, (*path, "per"))
        plain = faults.ratio(self.points, (*path, "points"))
        rates, name = self._rates(defined, path, faults)
        if self.carry is not None and (self.rounding != "floor" or self.by_tier):
            faults.add((*path, "carry"), "carry_needs_floor")
        choice, wallet, base, how = self.lines.ready((*path, "lines"), faults), self.wallet, self.base, self.tier_at
        rounding, carry, no = self.rounding, self.carry, defined.effect

        def ask(facts: Facts, _: Asked) -> list[Ask]:
            values = facts.values(base, choice)
            points, parts = _rate(facts, name, rates, plain, how) if rates else plain
            den, value = per * parts, sum(values)
            said = (max(value, 0), points, den)
            return [Ask(wallet, value * points, den, rounding, *said, values, points, 0, "money", no, carry)]

        return ask

    def _rates(self, defined: Defined, path: Path, faults: Faults) -> tuple[dict[str, Rate], str]:
        if not self.by_tier:
            if self.tier_at != "before":
                faults.add((*path, "tier_at"), "needs_by_tier")
            return {}, ""
        name = tier_set(self.set, defined, (*path, "set"), faults)
        if self.tier_at != "before" and name and name not in defined.spend_sets:
            faults.add((*path, "tier_at"), "needs_spend", name)
        rates: dict[str, Rate] = {}
        for level, points in self.by_tier.items():
            level_known(level, name, defined, (*path, "by_tier", level), faults)
            rates[level] = faults.ratio(points, (*path, "by_tier", level))
        return rates, name


def _rate(facts: Facts, name: str, rates: dict[str, Rate], plain: Rate, how: str) -> Rate:
    """Points for one `per`, as a fraction: of the level before, after, or of every level for its part of the value."""
    level = facts.frame.tiers.get(name, "")
    crossing = facts.frame.crossings.get(name)
    if how == "before" or not crossing:
        return rates.get(level, plain)
    if how == "after":
        return rates.get(crossing[-1][0], plain)
    left, weights = facts.total("shelf"), []
    done = 0
    for passed, up_to in crossing:
        part = left if up_to is None else min(left, max(up_to - done, 0))
        weights.append((rates.get(passed, plain), part))
        left, done = left - part, done + part
    if not done:
        return rates.get(level, plain)
    common = lcm(*(parts for (_, parts), _ in weights))
    points = sum(rate * (common // parts) * part for (rate, parts), part in weights)
    return points, common * done

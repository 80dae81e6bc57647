"""Effects asked for nothing but how many units: the kinds that most rules have, written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from setia.engine.rounding import Rounding, divide
from setia.engine.rules.effects import Effect
from setia.engine.rules.effects.fixed_points import FixedPoints
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.effects.points_per_amount import PointsPerAmount
from setia.engine.rules.effects.points_per_item import PointsPerItem
from setia.engine.rules.effects.stamps import Stamps
from setia.engine.rules.facts import Base, Facts
from setia.engine.rules.faults import Faults
from setia.engine.rules.lines import Choice

Amount = Callable[[Facts], int]


class Reckoned(Struct, frozen=True):
    """One effect ready to say how many units it asks for."""

    wallet: str
    amount: Amount
    only_with: str = ""
    """A rule that must hold; without it nothing is asked for."""
    rate: tuple[int, int, Base] | None = None
    """Of points for an amount of all lines: for how much, and of which value; what a multiplier multiplies."""


def reckoned(effect: Effect, exponent: int, rates: Mapping[str, Reckoned]) -> Reckoned | None:
    """An effect; None for a kind, or a use of it, that is not written out. `rates` has the effects of rules before."""
    faults = Faults()
    if isinstance(effect, PointsPerAmount) and not effect.by_tier and effect.carry is None:
        points, parts = faults.ratio(effect.points, ())
        den, choice = faults.money(effect.per, exponent, ()) * parts, effect.lines.ready((), faults)
        amount = _of_value((points, den, effect.base), choice, effect.rounding)
        return Reckoned(effect.wallet, amount, rate=(points, den, effect.base) if choice is None else None)
    if isinstance(effect, Multiplier) and len(effect.of) == 1 and effect.of[0] in rates:
        rate = rates[effect.of[0]].rate
        if rate is None:
            return None
        times, parts = faults.ratio(effect.times, (), above=1)
        more = rate[0] * (times - parts), rate[1] * parts, rate[2]
        amount = _of_value(more, effect.lines.ready((), faults), effect.rounding)
        return Reckoned(rates[effect.of[0]].wallet, amount, effect.of[0])
    if isinstance(effect, PointsPerItem):
        points, parts = faults.ratio(effect.points, ())
        den, choice = faults.money(effect.per, 3, ()) * parts, effect.lines.ready((), faults)
        return Reckoned(effect.wallet, _of_quantity((points, den), choice, effect.rounding))
    if isinstance(effect, FixedPoints):
        points = effect.points
        return Reckoned(effect.wallet, lambda _: points)
    if isinstance(effect, Stamps) and effect.per == "purchase":
        stamps, choice = effect.stamps, effect.lines.ready((), faults)
        return Reckoned(effect.wallet, lambda facts: stamps if facts.bought(choice) else 0)
    return None


def _of_value(rate: tuple[int, int, Base], choice: Choice | None, rounding: Rounding) -> Amount:
    points, den, base = rate
    on = _on(base, choice)

    def amount(facts: Facts) -> int:
        value = on(facts)
        return divide(value * points, den, rounding) if value > 0 else 0

    return amount


def _of_quantity(rate: tuple[int, int], choice: Choice | None, rounding: Rounding) -> Amount:
    points, den = rate
    on = Facts.quantity if choice is None else _on("quantity", choice)

    def amount(facts: Facts) -> int:
        value = on(facts)
        return divide(value * points, den, rounding) if value > 0 else 0

    return amount


def _on(base: Base | Literal["quantity"], choice: Choice | None) -> Amount:
    """The value or quantity of the lines that are wanted, of those that count; below zero where more came back."""
    if base != "quantity" and choice is None:
        return lambda facts: facts.worth(base)
    assert choice is not None
    field, values = choice.field, choice.values
    if field is None:
        if base == "quantity":
            return lambda facts: facts.quantity(choice)
        return lambda facts: sum(facts.values(base, choice))
    if len(values) == 1:
        (value,) = values
        return lambda facts: facts.sums(base, field).get(value, 0)

    def on(facts: Facts) -> int:
        sums = facts.sums(base, field)
        return sum([sums.get(value, 0) for value in values])

    return on

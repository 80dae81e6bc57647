"""Limits that nothing can reach, and levels that nobody stays at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from setia.engine.rules.advice.told import Advice
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.member import FirstPurchase, NthVisit
from setia.engine.rules.effects import GIFTS
from setia.engine.rules.effects.fixed_points import FixedPoints
from setia.engine.rules.effects.stamps import Stamps
from setia.engine.rules.limit import Limit
from setia.engine.rules.rule import Rule
from setia.engine.rules.tier_set import Ladder


def unreached_limits(compiled: Compiled) -> Iterator[Advice]:
    """Limits that are larger than all that their rules can ever give in the period."""
    program = compiled.program
    for i, limit in enumerate(program.limits):
        under = [rule for rule in program.rules if limit.id in rule.limits]
        most = _most(limit, under)
        allowed = limit.units if limit.units is not None else limit.times or 0
        if under and most is not None and most <= allowed:
            told: dict[str, str | int] = {"limit": limit.id, "most": most, "allowed": allowed}
            yield Advice(("limits", i), "limit_never_reached", told)


def _most(limit: Limit, under: Sequence[Rule]) -> int | None:
    """The most that rules can use of a limit in one period; None where there is no end of it."""
    if limit.per == "program":
        return None
    if limit.every != "purchase" and not all(_once(rule) for rule in under):
        return None
    several: dict[str, list[int | None]] = {}
    for rule in under:
        several.setdefault(rule.trigger, []).append(_given(rule) if limit.units is not None else 1)
    sums = [None if None in given else sum(one or 0 for one in given) for given in several.values()]
    if None in sums:
        return None
    whole = [one or 0 for one in sums]
    # One purchase or event triggers the rules of one trigger; a longer period may see them all.
    return max(whole, default=0) if limit.every == "purchase" else sum(whole)


def _once(rule: Rule) -> bool:
    """Whether a rule holds once in a member's life at most."""
    once = (one for one in rule.when if isinstance(one, FirstPurchase) or (isinstance(one, NthVisit) and not one.every))
    return rule.trigger == "purchase" and any(True for _ in once)


def _given(rule: Rule) -> int | None:
    """The most units that a rule can give at once; None where that depends on what is bought."""
    sum_ = 0
    for effect in rule.effects:
        if isinstance(effect, GIFTS):
            continue
        if isinstance(effect, FixedPoints):
            sum_ += effect.points
        elif isinstance(effect, Stamps) and effect.per == "purchase":
            sum_ += effect.stamps
        else:
            return None
    return sum_


def unreached_levels(compiled: Compiled) -> Iterator[Advice]:
    """Levels that are passed by: whoever qualifies for them qualifies for a higher one."""
    for i, tiers in enumerate(compiled.program.tiers):
        ladder = compiled.ladders[tiers.id]
        for rank, level in enumerate(tiers.levels):
            told: dict[str, str | int] = {"level": level.id}
            higher = next((one for one in range(rank + 1, len(tiers.levels)) if _covers(ladder, one, rank)), None)
            if rank and higher is not None:
                told["higher"] = tiers.levels[higher].id
                yield Advice(("tiers", i, "levels", rank), "level_passed_by", told)


def _covers(ladder: Ladder, higher: int, lower: int) -> bool:
    """Whether everybody who qualifies for a level qualifies for a higher one as well."""
    ways = ladder.rungs[lower].thresholds
    above = ladder.rungs[higher].thresholds
    return bool(ways) and all(
        any(two.counter == one.counter and two.at_least <= one.at_least for two in above) for one in ways
    )

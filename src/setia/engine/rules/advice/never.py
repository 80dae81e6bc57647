"""Rules that can never hold, calendars that are over, and rules that were meant to meet but never can."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from setia.engine.rules.advice.cases import Case, both, cases, days_of, life
from setia.engine.rules.advice.domains import Domain, Spans
from setia.engine.rules.advice.told import Advice, rules
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.inside import every
from setia.engine.rules.conditions.moment import DateWindow, InCalendar
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.faults import Path
from setia.engine.rules.rule import Rule


class Never:
    """What of one program can never happen."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._life = life(compiled)
        self._cases = {rule.id: self._of(rule.when) for _, rule in rules(compiled)}

    def all(self) -> Iterator[Advice]:
        """Everything."""
        for path, rule in rules(self._compiled):
            over = list(self._over((*path, "when"), rule.when))
            yield from over
            if not self._cases[rule.id] and not over:
                yield Advice(path, "rule_never_holds", {"rule": rule.id, **self._because(rule.when)})
            yield from self._multiplies_nothing(path, rule)
        for i, reward in enumerate(self._compiled.program.rewards):
            over = list(self._over(("rewards", i, "when"), reward.when))
            yield from over
            if not over and not self._of(reward.when):
                yield Advice(("rewards", i), "reward_never", {"reward": reward.id, **self._because(reward.when)})
        yield from self._never_compete()

    def _of(self, conditions: tuple[Any, ...]) -> list[Case]:
        return both(self._life, cases(conditions, self._compiled))

    def _because(self, conditions: tuple[Any, ...]) -> dict[str, int | str]:
        """The condition, or the first two, that cannot hold; places in the list, from 1."""
        for size in (1, 2):
            for few in combinations(enumerate(conditions, 1), size):
                if not self._of(tuple(one for _, one in few)):
                    return {"conditions": " and ".join(str(n) for n, _ in few)}
        return {"conditions": "all"}

    def _over(self, path: Path, conditions: tuple[Any, ...]) -> Iterator[Advice]:
        """Conditions on calendars that have no date while the program and the condition's windows last."""
        days = _dates(self._life)
        for one in conditions:
            if isinstance(one, DateWindow):
                days = days.meet(_dates(cases((one,), self._compiled)))
        for where, one in every(conditions, path):
            if isinstance(one, InCalendar) and days_of(one, self._compiled).meet(days).empty:
                yield Advice(where, "calendar_over", {"calendar": one.during or one.before or ""}, is_fault=True)

    def _multiplies_nothing(self, path: Path, rule: Rule) -> Iterator[Advice]:
        """Multipliers of rules that never hold when they do."""
        triggers = {other.id: other.trigger for other in self._compiled.program.rules}
        mine = self._cases[rule.id]
        for j, effect in enumerate(rule.effects if mine else ()):
            if not isinstance(effect, Multiplier):
                continue
            for k, name in enumerate(effect.of):
                together = triggers[name] == rule.trigger and both(mine, self._cases[name])
                if self._cases[name] and not together:
                    yield Advice((*path, "effects", j, "of", k), "never_together", {"rule": rule.id, "other": name})

    def _never_compete(self) -> Iterator[Advice]:
        """Lanes for the best rule of which no two can ever hold at once."""
        lanes = self._compiled.program.lanes
        for i, track in enumerate(self._compiled.tracks):
            if track.lane.combine != "best" or len(track.judges) < 2:
                continue
            pairs = combinations(track.judges, 2)
            meet = any(
                one.trigger == two.trigger and both(self._cases[one.id], self._cases[two.id]) for one, two in pairs
            )
            if not meet:
                yield Advice(("lanes", i), "never_compete", {"lane": lanes[i].id})


def _dates(found: list[Case]) -> Spans:
    """The days of some cases; all days where one case asks for none."""
    days: list[Domain] = [case.get("date", Spans.between(None, None)) for case in found]
    return Spans.joined(span for one in days if isinstance(one, Spans) for span in one.of)

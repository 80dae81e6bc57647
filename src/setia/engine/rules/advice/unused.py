"""What a document describes and nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.rules.advice.told import Advice
from setia.engine.rules.competing import wallets_given
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.inside import every
from setia.engine.rules.conditions.moment import InCalendar
from setia.engine.rules.effects.gifts import IssueReward


def unused(compiled: Compiled) -> Iterator[Advice]:
    """Wallets that no rule fills, rewards that nobody can get, and limits, lanes, calendars, events without a use."""
    program = compiled.program
    filled: set[str] = set().union(*wallets_given(program).values())
    rules, levels = program.rules, [level for tiers in program.tiers for level in tiers.levels]
    conditions = [one for rule in rules for _, one in every(rule.when)]
    conditions += [one for reward in program.rewards for _, one in every(reward.when)]
    issued = {effect.reward for rule in rules for effect in rule.effects if isinstance(effect, IssueReward)}
    issued |= {choice.reward for one in program.conversions for choice in one.choices}
    used: dict[str, set[str]] = {
        "limits": {name for rule in rules for name in rule.limits},
        "lanes": {rule.lane or (program.lanes[0].id if program.lanes else "") for rule in rules},
        "calendars": {one.during or one.before or "" for one in conditions if isinstance(one, InCalendar)},
        "events": {rule.trigger for rule in rules} | {way.event for level in levels for way in level.qualify},
        "rewards": issued | {one.id for one in program.rewards if one.prices or one.any_amount},
        # Money comes in at the till, and status may be set by hand; points and stamps come from rules.
        "wallets": filled | {one.id for one in program.wallets if one.kind in ("money", "status")},
    }
    for part, names in used.items():
        for i, one in enumerate(getattr(program, part)):
            if one.id not in names:
                yield Advice((part, i), f"{part[:-1]}_unused", {"id": one.id})

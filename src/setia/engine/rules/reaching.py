"""How far a program reaches: how far back it looks, whether it asks about the member, what it gives from a stock."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.rules.conditions import Condition
from setia.engine.rules.conditions.birthday import Birthday
from setia.engine.rules.conditions.inside import every
from setia.engine.rules.conditions.member import Attribute, Segment
from setia.engine.rules.effects.gifts import IssueReward
from setia.engine.rules.program import Program
from setia.engine.rules.reward import Offer
from setia.engine.rules.tier_set import Ladder


def looks_back_days(ladder: Ladder) -> int:
    """Days: a window, and however long what was earned in it may last."""
    lasts = max(ladder.lasts.years + 1, -(-ladder.duration.months // 12) + 1)
    return (lasts * 12 + ladder.window.months) * 31


def conditions_of(program: Program) -> Iterator[Condition]:
    """Every condition of rules, price rules and rewards, with those inside others."""
    asked = [*(rule.when for rule in program.rules), *(reward.when for reward in program.rewards)]
    asked += [rule.when for rule in program.price_rules]
    return (one for when in asked for _, one in every(when))


def reads_member(program: Program) -> bool:
    """Whether a condition of a rule, a price rule or a reward asks for an attribute or a segment."""
    return any(isinstance(one, Attribute | Segment) for one in conditions_of(program))


def birthday_days(program: Program) -> int:
    """For how many days from a birthday on it may matter; 0 where it never does."""
    return max((one.days for one in conditions_of(program) if isinstance(one, Birthday)), default=0)


def limited_gifts(program: Program, ready_offers: dict[str, Offer]) -> tuple[str, ...]:
    """Rewards that rules or conversions issue, and of which there are only so many."""
    gifts = {one.reward for rule in program.rules for one in rule.effects if isinstance(one, IssueReward)}
    gifts |= {choice.reward for one in program.conversions for choice in one.choices}
    return tuple(sorted(gifts & {id_ for id_, offer in ready_offers.items() if offer.limited}))

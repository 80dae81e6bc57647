"""How far a program reaches: how far back it looks, whether it asks about the member, what it gives from a stock."""

from __future__ import annotations

from setia.engine.rules.conditions.member import Attribute, Segment
from setia.engine.rules.effects.gifts import IssueReward
from setia.engine.rules.program import Program
from setia.engine.rules.reward import Offer
from setia.engine.rules.tier_set import Ladder


def looks_back_days(ladder: Ladder) -> int:
    """Days: a window, and however long what was earned in it may last."""
    lasts = max(ladder.lasts.years + 1, -(-ladder.duration.months // 12) + 1)
    return (lasts * 12 + ladder.window.months) * 31


def reads_member(program: Program) -> bool:
    """Whether a condition of a rule or of a reward asks for an attribute or a segment."""
    conditions = [*(one for rule in program.rules for one in rule.when), *(o for r in program.rewards for o in r.when)]
    while conditions:
        one = conditions.pop()
        if isinstance(one, Attribute | Segment):
            return True
        inside = getattr(one, "of", ())
        conditions.extend(inside if isinstance(inside, tuple) else (inside,))
    return False


def limited_gifts(program: Program, ready_offers: dict[str, Offer]) -> tuple[str, ...]:
    """Rewards that rules or conversions issue, and of which there are only so many."""
    gifts = {one.reward for rule in program.rules for one in rule.effects if isinstance(one, IssueReward)}
    gifts |= {choice.reward for one in program.conversions for choice in one.choices}
    return tuple(sorted(gifts & {id_ for id_, offer in ready_offers.items() if offer.limited}))

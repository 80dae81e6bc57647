"""Effects: what a rule gives, one kind per file; one line per kind."""

from __future__ import annotations

from setia.engine.rules.effects.cashback import Cashback
from setia.engine.rules.effects.fixed_points import FixedPoints
from setia.engine.rules.effects.gifts import Badge, ExtendTier, IssueReward, SetAttribute, SetTier
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.effects.points_per_amount import PointsPerAmount
from setia.engine.rules.effects.points_per_item import PointsPerItem
from setia.engine.rules.effects.stamps import Stamps

__all__ = ["GIFTS", "Effect"]

Effect = (
    PointsPerAmount
    | FixedPoints
    | PointsPerItem
    | Cashback
    | Stamps
    | Multiplier
    | IssueReward
    | SetTier
    | ExtendTier
    | Badge
    | SetAttribute
)

GIFTS = (IssueReward, SetTier, ExtendTier, Badge, SetAttribute)
"""Kinds that give something other than units."""

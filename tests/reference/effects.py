"""An example for every kind of effect: what is written, what happens, and what is given for it."""

from __future__ import annotations

from tests.reference.world import Happening

Example = tuple[str, Happening, str]

EFFECTS: dict[str, Example] = {
    "points_per_amount": (
        "{kind: points_per_amount, points: 1, per: 1.00}",
        Happening("a basket of 12.90 and 3.50", 1290, 350),
        "16 points",
    ),
    "fixed_points": (
        "{kind: fixed_points, points: 50}",
        Happening("any purchase"),
        "50 points",
    ),
    "points_per_item": (
        "{kind: points_per_item, points: 5, lines: {category: [coffee]}}",
        Happening("three coffees", 3000, category="coffee", quantity=3000),
        "15 points",
    ),
    "cashback": (
        '{kind: cashback, percent: "2.5", wallet: cash}',
        Happening("a basket of 50.00", 5000),
        "125 cash",
    ),
    "stamps": (
        "{kind: stamps, wallet: stamps, per: item, lines: {category: [coffee]}}",
        Happening("two coffees", 2000, category="coffee", quantity=2000),
        "2 stamps",
    ),
    "multiplier": (
        "{kind: multiplier, times: 3, of: [base]}",
        Happening("a basket of 12.00, for which `base` gives 12 points", 1200),
        "24 points",
    ),
    "issue_reward": (
        "{kind: issue_reward, reward: coffee}",
        Happening("any purchase"),
        "reward coffee",
    ),
    "set_tier": (
        "{kind: set_tier, tier: silver, lasts: P3M}",
        Happening("any purchase"),
        "tier silver",
    ),
    "extend_tier": (
        "{kind: extend_tier, by: P6M}",
        Happening("any purchase"),
        "tier_extension status",
    ),
    "badge": (
        "{kind: badge, badge: early-bird}",
        Happening("any purchase"),
        "badge early-bird",
    ),
    "attribute": (
        "{kind: attribute, id: plan, value: trial}",
        Happening("any purchase"),
        "attribute plan",
    ),
}
"""By kind. What is given is in the wallet's smallest unit: 125 cash are 1.25."""

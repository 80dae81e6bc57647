"""Programs under which the machine is run: every window, every end, every return policy, limits, levels and rewards."""

from __future__ import annotations

from tests.model.days import Term
from tests.model.programs import Policy, Purse
from tests.model_of_orders.programs import Ladder, Level, Limit, Offer, Rule, Version

RULES = (
    Rule("base", "rate", 1, by_level=(("silver", 2), ("gold", 3))),
    Rule("books", "times", 3, category="books"),
    Rule("bonus", "fixed", 50, at_least=50_00, limit="month"),
    Rule("welcome", "fixed", 20, limit="once"),
    Rule("coffee", "stamps", 1, category="coffee"),
    Rule("threshold", "gift", at_least=60_00, reward="voucher"),
    Rule("cake", "gift", level="gold", limit="often", reward="cake"),
)

LIFTING = (*RULES, Rule("lift", "lift", at_least=120_00, reward="gold"))

LIMITS = (
    Limit("month", "month", units=120),
    Limit("once", "ever", times=1),
    Limit("often", "month", times=2),
    Limit("day", "day", units=90),
)

OFFERS = (
    Offer("voucher", life=Term(days=30), worth=5_00),
    Offer("cake", life=Term(days=10), worth=3_00),
    Offer("full", life=Term(days=60), worth=4_00),
    Offer("mug", price=25, for_level=(("gold", 20),), life=Term(days=20), stock=2),
    Offer("tea", price=10, a_month=1, life=Term(months=1)),
    Offer("cash", step=10, life=Term(days=5)),
    Offer("badge", price=0),
)

LEVELS = (
    Level("base"),
    Level("silver", (("spend", 100_00), ("purchases", 6))),
    Level("gold", (("spend", 250_00),)),
)

BY_POINTS = (Level("base"), Level("silver", (("points", 90),)), Level("gold", (("points", 260), ("spend", 300_00))))

CREDIT = Purse("credit", "debt")


def _purses(policy: Policy, **points: object) -> tuple[Purse, ...]:
    stamps = Purse("stamps", "debt" if policy == "debt" else "within_balance", grace=Term(days=5))
    return Purse("points", policy, **points), stamps, CREDIT  # type: ignore[arg-type]  # fields of Purse


YEARLY = Ladder(LEVELS, "calendar_year", "end_of_year", years=1, return_window=Term(days=30))


def _owed(*rewards: str) -> tuple[Offer, ...]:
    """Where these were used already when their order comes back, their worth is owed."""
    return tuple(offer._replace(owed=offer.id in rewards) for offer in OFFERS)


VARIANTS: tuple[Version, ...] = (
    Version("UTC", _purses("debt", expiry=Term(months=12)), RULES, YEARLY, OFFERS, LIMITS),
    Version(
        "Asia/Kuala_Lumpur",
        _purses("within_balance", expiry=Term(days=40), pending=Term(days=3), grace=Term(days=10)),
        LIFTING,
        Ladder(
            LEVELS, "rolling", "duration", term=Term(months=2), rolls=3, one_level=True, return_window=Term(days=10)
        ),
        _owed("cake"),
        LIMITS,
    ),
    Version(
        "America/New_York",
        _purses("debt", pending=Term(days=2), debt_limit=60),
        (RULES[0]._replace(limit="day"), *RULES[1:]),
        Ladder(BY_POINTS, "rolling", "end_of_month", month=3, rolls=2, grace=Term(days=14), at_once=True),
        _owed("voucher"),
        LIMITS,
    ),
    Version(
        "Asia/Kolkata",
        _purses("only_pending", expiry=Term(months=2), pending=Term(days=5)),
        (*LIFTING, Rule("again", "gift", at_least=90_00, reward="voucher")),
        Ladder(LEVELS, "calendar_year", "end_of_month", years=0, month=6, one_level=True, grace=Term(days=5)),
        OFFERS,
        LIMITS,
    ),
    Version(
        "UTC",
        _purses("within_balance"),
        (RULES[0]._replace(limit="day"), *RULES[1:]),
        Ladder(BY_POINTS, "lifetime", "for_ever", at_once=True, return_window=Term(days=3)),
        OFFERS,
        LIMITS,
        card=(4, 7),
        earns_at="fulfilled",
    ),
    Version(
        "UTC",
        _purses("debt", expiry=Term(days=25)),
        RULES,
        Ladder(
            LEVELS, "calendar_year", "duration", term=Term(days=50), one_level=True, grace=Term(days=7), at_once=True
        ),
        _owed("voucher", "cake"),
        LIMITS,
        card=(3, 6),
    ),
)

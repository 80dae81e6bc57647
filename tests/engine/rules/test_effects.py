"""Every kind of effect: what it gives of which wallet, and on what it was reckoned."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.purchase import Purchase
from setia.engine.rules.facts import Event
from setia.engine.rules.verdict import Gain, Gift
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import SILVER_GOLD, basket, gains, gave, item, judged, program

COFFEE = item(450, category="coffee", quantity=3000)
CAKE = item(620, category="cake", brand="Oven")
GRAPES = item(700, category="fruit", quantity=750, unit="kg")
CARD = item(5000, tags=("gift_card",))


def per_item(**fields: Any) -> dict[str, Any]:
    return {"kind": "points_per_item", "points": 2, **fields}


def cashback(percent: int | str, **fields: Any) -> dict[str, Any]:
    return {"kind": "cashback", "percent": percent, "wallet": "cash", **fields}


def stamps(**fields: Any) -> dict[str, Any]:
    return {"kind": "stamps", "wallet": "stamps", **fields}


FIXED = {"kind": "fixed_points", "points": 50}
OF_COFFEE = {"lines": {"category": ["coffee"]}}

ROWS: dict[str, tuple[dict[str, Any], Purchase, dict[str, int]]] = {
    "fixed points, whatever is bought": (FIXED, receipt(1), {"points": 50}),
    "fixed points for a free item": (FIXED, receipt(0), {"points": 50}),
    "points for every item": (per_item(), basket(COFFEE, CAKE), {"points": 8}),
    "points for every item of some goods": (per_item(**OF_COFFEE), basket(COFFEE, CAKE), {"points": 6}),
    "points for every two items": (per_item(points=1, per=2), basket(COFFEE, CAKE, CAKE), {"points": 2}),
    "points for every half kilogram": (per_item(points=1, per="0.500"), basket(GRAPES), {"points": 1}),
    "points for a quarter rounded up": (per_item(points=1, rounding="up"), basket(GRAPES), {"points": 1}),
    "a fraction of a point for every item": (per_item(points="0.75"), basket(COFFEE), {"points": 2}),
    "an item brought back takes its points": (
        per_item(),
        basket(COFFEE, item(-620, quantity=-1000)),
        {"points": 4},
    ),
    "more brought back than bought gives nothing": (per_item(), basket(CAKE, item(0, quantity=-5000)), {}),
    "2.5 % of 10.70 is 0.26": (cashback("2.5"), basket(COFFEE, CAKE), {"cash": 26}),
    "2.5 % of 10.70 to the nearest is 0.27": (cashback("2.5", rounding="nearest"), basket(COFFEE, CAKE), {"cash": 27}),
    "10 % of some goods": (cashback(10, **OF_COFFEE), basket(COFFEE, CAKE), {"cash": 45}),
    "all of it": (cashback(100), basket(COFFEE, CAKE), {"cash": 1070}),
    "a thousandth of a per cent": (cashback("0.001"), receipt(10_000_000), {"cash": 100}),
    "a stamp for a purchase": (stamps(), basket(COFFEE, CAKE), {"stamps": 1}),
    "two stamps for a purchase of some goods": (stamps(stamps=2, **OF_COFFEE), basket(COFFEE), {"stamps": 2}),
    "no stamp without those goods": (stamps(**OF_COFFEE), basket(CAKE), {}),
    "a stamp for every item": (stamps(per="item", **OF_COFFEE), basket(COFFEE, COFFEE, CAKE), {"stamps": 6}),
    "no stamp for less than an item": (stamps(per="item"), basket(GRAPES), {}),
    "no stamp for what is brought back": (stamps(), basket(item(-450, quantity=-1000)), {}),
    "1.25 points for every dollar": (effect(points="1.25"), receipt(1000), {"points": 12}),
    "1.25 points for every dollar, to the nearest": (
        effect(points="1.25", rounding="nearest"),
        receipt(1000),
        {"points": 13},
    ),
}


@pytest.mark.parametrize(("given", "purchase", "expected"), ROWS.values(), ids=ROWS.keys())
def test_an_effect_gives(given: dict[str, Any], purchase: Purchase, expected: dict[str, int]) -> None:
    assert gave(program(rule(given)), purchase) == expected


def test_what_it_was_reckoned_on_is_told() -> None:
    compiled = program(rule(per_item(points="1.5", per=2), cashback(5), FIXED, stamps()))
    assert gains(compiled, basket(COFFEE, CAKE)) == [
        Gain("points", 3, 3, value=4000, points=3, per=4000, effect=0, reckoned_on="quantity"),
        Gain("cash", 53, 53, value=1070, points=5, per=100, effect=1),
        Gain("points", 50, 50, effect=2),
        Gain("stamps", 1, 1, effect=3),
    ]


TO_NEXT = [
    (per_item(points=1, per=2), basket(COFFEE), 1000),  # 3 items give 1, a fourth gives the second
    (cashback("2.5"), basket(COFFEE, CAKE), 10),  # 10.70 gives 0.26, 10.80 gives 0.27
    (cashback("2.5", rounding="nearest"), basket(COFFEE, CAKE), 30),  # 0.27 now, 11.00 gives 0.275, which is 0.28
    (cashback("2.5", rounding="up"), basket(COFFEE, CAKE), 11),  # 0.27 now, 10.81 gives a beginning of 0.28
    (FIXED, receipt(100), None),
    (stamps(), receipt(100), None),
]


@pytest.mark.parametrize(("given", "purchase", "missing"), TO_NEXT)
def test_what_is_missing_for_the_next_unit_is_told_where_a_rate_says_so(
    given: dict[str, Any], purchase: Purchase, missing: int | None
) -> None:
    (gain,) = gains(program(rule(given)), purchase)
    assert gain.to_next() == missing


TIERS = {"tiers": [SILVER_GOLD]}
GIFTS: dict[str, tuple[dict[str, Any], dict[str, Any], Gift]] = {
    "a reward": (
        {"kind": "issue_reward", "reward": "voucher"},
        {"rewards": [{"id": "voucher"}]},
        Gift("reward", "voucher", True),
    ),
    "a level": ({"kind": "set_tier", "tier": "gold"}, TIERS, Gift("tier", "gold", True, "status:")),
    "a level for three months": (
        {"kind": "set_tier", "tier": "gold", "lasts": "P3M"},
        TIERS,
        Gift("tier", "gold", True, "status:P3M"),
    ),
    "more of a level": ({"kind": "extend_tier", "by": "P1M"}, TIERS, Gift("tier_extension", "status", True, "P1M")),
    "a badge": ({"kind": "badge", "badge": "explorer"}, {}, Gift("badge", "explorer", True)),
    "an attribute": (
        {"kind": "attribute", "id": "likes", "value": "coffee"},
        {},
        Gift("attribute", "likes", True, "coffee"),
    ),
}


@pytest.mark.parametrize(("given", "fields", "gift"), GIFTS.values(), ids=GIFTS.keys())
def test_an_effect_gives_something_other_than_units(given: dict[str, Any], fields: dict[str, Any], gift: Gift) -> None:
    (verdict,) = judged(program(rule(given), **fields), receipt(100))
    assert (verdict.gains, verdict.gifts) == ((), (gift,))


def test_a_rule_gives_nothing_of_all_this_where_its_condition_does_not_hold() -> None:
    effects = [FIXED, per_item(), cashback(5), stamps(), {"kind": "badge", "badge": "explorer"}]
    (verdict,) = judged(program(rule(*effects, when=[{"kind": "first_purchase"}])), receipt(100), visit=2)
    assert (verdict.holds, verdict.gains, verdict.gifts) == (False, (), ())


def test_an_event_gives_what_needs_no_goods() -> None:
    effects = [FIXED, effect(), per_item(rounding="up"), cashback(5), stamps(stamps=3), stamps(per="item")]
    compiled = program(rule(*effects, trigger="visit"), rule(effect(), id="other"), events=[{"id": "visit"}])
    verdicts = judged(compiled, Event("visit"))
    assert [(gain.wallet, gain.gave) for one in verdicts for gain in one.gains] == [
        ("points", 50),
        ("points", 0),
        ("points", 0),
        ("cash", 0),
        ("stamps", 3),
        ("stamps", 1),
    ]


@pytest.mark.parametrize(
    "bought",
    [basket(CARD), basket(item(900, tags=("alcohol",))), basket(item(-450, quantity=-1000)), receipt()],
    ids=["a gift card", "excluded goods", "only a return", "nothing"],
)
def test_what_is_nothing_that_counts_gives_nothing_at_all(bought: Purchase) -> None:
    """Fixed points for a basket of excluded goods alone would be points for excluded goods."""
    effects = [FIXED, effect(rounding="up"), stamps(), {"kind": "badge", "badge": "explorer"}]
    (verdict,) = judged(program(rule(*effects), never=[{"tag": "alcohol"}]), bought)
    assert (verdict.holds, verdict.gains, verdict.gifts) == (False, (), ())
    assert [(one.kind, one.holds) for one in verdict.checks] == [("counts", False)]

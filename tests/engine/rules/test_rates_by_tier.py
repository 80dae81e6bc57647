"""Rates by level, and which level judges the purchase that reaches a higher one (S5)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import strategies as st

from setia.engine.purchase import Purchase
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import SILVER_GOLD, basket, gains, gave, item, program

SILVER: dict[str, Any] = {"tiers": {"status": "silver"}}
TO_GOLD: dict[str, Any] = {**SILVER, "crossings": {"status": (("silver", 5_000), ("gold", None))}}
"""950 were spent: 50.00 more are silver's, what is beyond is gold's."""
TO_BLACK: dict[str, Any] = {
    **SILVER,
    "crossings": {"status": (("silver", 5_000), ("gold", 405_000), ("black", None))},
}


def judging(when: str, **fields: Any) -> Any:
    given = effect(by_tier={"gold": 2, "black": 3}, tier_at=when, **fields)
    return program(rule(given), tiers=[SILVER_GOLD])


@pytest.mark.parametrize(("when", "points"), [("before", 200), ("after", 400), ("split", 350)])
def test_s5_the_purchase_that_reaches_gold(when: str, points: int) -> None:
    assert gave(judging(when), receipt(20_000), **TO_GOLD) == {"points": points}


@pytest.mark.parametrize("when", ["before", "after", "split"])
def test_s5_the_next_ten_earn_twenty(when: str) -> None:
    assert gave(judging(when), receipt(1_000), tiers={"status": "gold"}) == {"points": 20}


def test_a_level_without_a_rate_of_its_own_has_the_plain_one() -> None:
    assert gave(judging("before"), receipt(1_000), **SILVER) == {"points": 10}
    assert gave(judging("before"), receipt(1_000)) == {"points": 10}


def test_a_purchase_may_pass_several_levels() -> None:
    """50 at one, 4,000 at two, 950 at three: 50 + 8,000 + 2,850."""
    assert gave(judging("split"), receipt(500_000), **TO_BLACK) == {"points": 10_900}
    assert gave(judging("after"), receipt(500_000), **TO_BLACK) == {"points": 15_000}


@pytest.mark.parametrize(
    ("purchase", "points"),
    [
        (receipt(5_000), 50),  # all of it silver's
        (receipt(5_001), 50),
        (receipt(5_050), 51),
        (receipt(4_000), 40),  # partly returned since: the first part is silver's still
        (receipt(0), 0),
    ],
)
def test_what_is_left_of_it_is_divided_at_the_same_value(purchase: Purchase, points: int) -> None:
    assert sum(gave(judging("split"), purchase, **TO_GOLD).values()) == points


def test_a_rule_of_some_lines_shares_the_parts_in_proportion() -> None:
    """Of 200.00 a quarter is silver's: 80.00 of food gives 20 and, doubled, 120."""
    purchase = basket(item(8_000, category="food"), item(12_000))
    assert gave(judging("split", lines={"category": ["food"]}), purchase, **TO_GOLD) == {"points": 140}


def test_fractions_of_points_are_exact() -> None:
    """1, 1.25 and 1.5 points a dollar: 50 at one and 150 at 1.25 are 237.5."""
    given = effect(by_tier={"gold": "1.25", "black": "1.5"}, tier_at="split")
    compiled = program(rule(given), tiers=[SILVER_GOLD])
    assert gave(compiled, receipt(20_000), **TO_GOLD) == {"points": 237}
    assert gave(compiled, receipt(10_000), tiers={"status": "black"}) == {"points": 150}
    nearest = program(rule({**given, "rounding": "nearest"}), tiers=[SILVER_GOLD])
    assert gave(nearest, receipt(20_000), **TO_GOLD) == {"points": 238}


def test_the_rate_is_told() -> None:
    (gain,) = gains(judging("before"), receipt(1_050), tiers={"status": "gold"})
    assert (gain.points, gain.per, gain.gave, gain.to_next()) == (2, 100, 21, 50)


def test_of_several_tier_sets_the_named_one_judges() -> None:
    club = {**SILVER_GOLD, "id": "club"}
    compiled = program(rule(effect(by_tier={"gold": 2}, set="club")), tiers=[SILVER_GOLD, club])
    assert gave(compiled, receipt(1_000), tiers={"status": "gold", "club": "silver"}) == {"points": 10}
    assert gave(compiled, receipt(1_000), tiers={"status": "silver", "club": "gold"}) == {"points": 20}


@always(st.integers(0, 10**6), st.integers(1, 10**6))
def test_split_lies_between_before_and_after_and_is_the_sum_of_its_parts(cents: int, up_to: int) -> None:
    frame: dict[str, Any] = {**SILVER, "crossings": {"status": (("silver", up_to), ("gold", None))}}
    before, split, after = (
        sum(gave(judging(when), receipt(cents), **frame).values()) for when in ("before", "split", "after")
    )
    assert before <= split <= after
    silver = min(cents, up_to)
    assert split == (silver + 2 * (cents - silver)) // 100

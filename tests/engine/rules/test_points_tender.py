"""Points at the till: steps, the least and the most, goods that they cannot pay."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.adjusted import adjusted
from setia.engine.purchase import Line
from setia.engine.rules.points_tender import PointsOffer, misfit, offers
from tests.engine.rules.judging import basket, told
from tests.engine.rules.pricing import TEN_PERCENT, line, priced_by, verdicts

TENDER = {"step": 100, "worth": 1}
PLENTY = 10**9


def offer(lines: list[Line], available: int = PLENTY, unit: int = 1, **fields: Any) -> PointsOffer:
    """What points can pay of these goods."""
    compiled = priced_by({"effect": TEN_PERCENT}, points_tenders=[{**TENDER, **fields}], never=[{"tag": "alcohol"}])
    sold = basket(*lines)
    paid = adjusted(sold, compiled.pricing, verdicts(compiled, sold))
    (found,) = offers(compiled.pricing.paying, paid, {"points": available}, unit)
    return found


def test_of_food_and_beer_less_ten_percent_points_pay_the_food_alone() -> None:
    """S20: 600 of food and 400 of beer; 60.00 comes off the food, and points may pay at most 540."""
    found = offer([line(60_000), line(40_000, tags=("alcohol",))])
    assert (found.most, found.worth) == (54_000, 540_00)


CASES: dict[str, tuple[dict[str, Any], int, int, int]] = {
    "whole steps of what is there": ({}, 1_999, 1_900, 19_00),
    "none where there are fewer than the least": ({"least": 2_000}, 1_999, 0, 0),
    "as many as the least": ({"least": 2_000}, 2_000, 2_000, 20_00),
    "half of the goods, which are 90.00": ({"most_percent": 50}, PLENTY, 4_500, 45_00),
    "a third of them is 30.00": ({"most_percent": "33.34"}, PLENTY, 3_000, 30_00),
    "a step that is worth more than its share": ({"worth": 100}, PLENTY, 0, 0),
    "nothing of goods that they cannot pay": ({"not_for": ["voucher"]}, PLENTY, 0, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_how_much_points_pay(case: str) -> None:
    fields, available, most, worth = CASES[case]
    found = offer([line(10_000, tags=("voucher",))], available, **fields)
    assert (found.most, found.worth) == (most, worth)


@pytest.mark.parametrize(
    ("units", "fits"), [(500, True), (2_000, True), (400, False), (550, False), (2_100, False), (0, False)]
)
def test_only_whole_steps_between_the_least_and_the_most_fit(units: int, fits: bool) -> None:
    refusal = misfit(PointsOffer("points", 2_000, 20_00, 100, 500), units)
    assert (refusal is None) == fits
    if refusal is not None:
        assert refusal.numbers == {"wallet": "points", "amount": units, "max": 2_000, "step": 100, "least": 500}


def test_what_makes_no_sense_is_a_fault() -> None:
    wrong = [{"step": 0, "worth": 0, "wallet": "miles", "least": 0, "most_percent": 101}, TENDER, TENDER]
    assert set(told(points_tenders=wrong)) == {
        ("points_tenders.0.wallet", "unknown_wallet"),
        ("points_tenders.0.step", "out_of_range"),
        ("points_tenders.0.worth", "out_of_range"),
        ("points_tenders.0.least", "out_of_range"),
        ("points_tenders.0.most_percent", "out_of_range"),
        ("points_tenders.2.wallet", "duplicate_id"),
    }

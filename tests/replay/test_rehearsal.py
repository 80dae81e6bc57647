"""What recorded purchases say of a document that is not in force; figures worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from setia.engine.rules.advice import Advice
from setia.replay import rehearsal
from setia.replay.rehearsal import rehearse
from setia.services.documents import read_program
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("database")

HEAD = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, returns: {policy: POLICY}}
rules:
"""
OLD = HEAD.replace("POLICY", "within_balance") + (
    "  - {id: base, effects: [{kind: points_per_amount, points: 1, per: 1.00}]}\n"
)


def said(shop: Shop, rules: str, policy: str = "within_balance") -> list[Advice]:
    compiled = read_program(HEAD.replace("POLICY", policy) + rules)
    purchases, advice = rehearse(shop.program, compiled)
    assert purchases == 4
    return advice


@pytest.fixture
def shop() -> Shop:
    """Three baskets of Siti's and one of Budi's: 19.00, 19.00, 19.00 and 30.00."""
    shop = Shop(OLD)
    shop.day_is("2018-01-06")
    for member, cents, when in (
        ("Siti", 19_00, "2018-01-03T10:00"),
        ("Siti", 19_00, "2018-01-03T18:00"),
        ("Siti", 19_00, "2018-01-04T10:00"),
        ("Budi", 30_00, "2018-01-05T10:00"),
    ):
        shop.buys(member, cents, when)
    return shop


def test_what_rounding_down_takes(shop: Shop) -> None:
    """1 for every 10: 1 + 1 + 1 + 3 of 8.7 exactly; 2.7 of 8.7 are lost, 31 %."""
    per_ten = "  - {id: base, effects: [{kind: points_per_amount, points: 1, per: 10.00}]}\n"
    [advice] = said(shop, per_ten)
    assert (advice.path, advice.code) == (("rules", 0), "rounding_loses")
    assert advice.numbers == {"rule": "base", "lost_tenths_of_percent": 310, "exact": 8, "gave": 6}
    assert said(shop, per_ten.replace("per: 10.00", "per: 10.00, rounding: nearest")) == []
    assert said(shop, per_ten.replace("per: 10.00", "per: 10.00, carry: ever")) == []
    assert said(shop, per_ten.replace("10.00", "1.00")) == []


@pytest.mark.parametrize(
    ("cents", "loses"), [(20_00, False), (19_90, False), (18_90, False), (1_06, True), (1_05, False)]
)
def test_five_percent_is_the_bound(cents: int, loses: bool) -> None:
    """Of 1.05 one point is given and 0.05 lost, 4.8 %; of 1.06 it is 5.7 %; of 18.90, 0.90 of it are 4.8 %."""
    shop = Shop(OLD)
    shop.buys("Siti", cents, "2018-01-01T10:00")
    _, advice = rehearse(shop.program, read_program(OLD))
    assert [one.code for one in advice] == ["rounding_loses"] * loses


def test_a_rule_that_no_purchase_met(shop: Shop) -> None:
    sunday = "  - {id: sunday, when: [{kind: weekday, any_of: [sunday]}], effects: [{kind: fixed_points, points: 5}]}\n"
    [advice] = said(shop, sunday)
    assert (advice.code, advice.numbers) == ("rule_never_held", {"rule": "sunday", "purchases": 4})
    assert said(shop, sunday.replace("sunday]", "wednesday]")) == []


@pytest.mark.parametrize(
    ("limit", "used"),
    [
        ("units: 11, every: day", 10),  # Siti twice on 3 January
        ("units: 16, every: month", 15),
        ("units: 21, every: ever, per: program", 20),
        ("times: 4, every: year", 3),
        ("units: 15, every: month", None),
        ("times: 3, every: year", None),
    ],
)
def test_limits_that_nobody_came_near(shop: Shop, limit: str, used: int | None) -> None:
    rules = (
        "  - {id: each, limits: [most], effects: [{kind: fixed_points, points: 5}]}\n"
        f"limits: [{{id: most, {limit}}}]\n"
    )
    advice = said(shop, rules)
    assert [one.code for one in advice] == ["limit_not_reached"] * (used is not None)
    if used is not None:
        assert advice[0].numbers["most"] == used


def test_how_many_members_debt_would_put_below_zero(shop: Shop) -> None:
    """Budi spends all his 40 points and returns what earned 10: within the balance they are forgiven, as debt owed."""
    bought = shop.buys("Budi", 10_00, "2018-01-05T11:00")
    shop.redeems("Budi", 40)
    shop.returns("Budi", bought)
    base = "  - {id: base, effects: [{kind: points_per_amount, points: 1, per: 1.00}]}\n"
    _, advice = rehearse(shop.program, read_program(HEAD.replace("POLICY", "debt") + base))
    assert [(one.code, one.numbers) for one in advice] == [
        ("debt_below_zero", {"wallet": "points", "members": 1, "units": 10})
    ]
    _, advice = rehearse(shop.program, read_program(HEAD.replace("POLICY", "within_balance") + base))
    assert advice == []


def test_only_the_last_purchases_are_judged(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "PURCHASES_MAX", 1)
    told: list[int] = []
    on_progress: Callable[[int], None] = told.append
    compiled = read_program(OLD)
    assert rehearse(shop.program, compiled, on_progress)[0] == 1
    assert told == [1]


def test_nothing_recorded_says_nothing() -> None:
    shop = Shop(OLD)
    assert rehearse(shop.program, read_program(OLD)) == (0, [])

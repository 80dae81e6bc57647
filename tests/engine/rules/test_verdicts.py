"""Verdicts as they are stored, and the units of each wallet spread over the lines of the receipt."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.purchase import Purchase
from setia.engine.rules.evaluate import evaluate, why
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import Check, Gain, Gift, Verdict, Why, awarded, from_json, to_json
from tests.engine.programs import effect, rule
from tests.engine.receipts import NOON, receipt
from tests.engine.rules.judging import SILVER_GOLD, basket, item, program

FIXED = {"kind": "fixed_points", "points": 10}
FRAME = Frame(
    NOON,
    visit=3,
    days_since=12,
    tiers={"status": "silver"},
    crossings={"status": (("silver", 5_000), ("gold", None))},
    attributes={"likes": "coffee"},
    segments=("local",),
)


def told(purchase: Purchase | None, *rules: dict[str, Any], event: Event | None = None, **fields: Any) -> Why:
    compiled = program(*rules, **fields)
    facts = Facts(compiled.scene, purchase, FRAME, event)
    return why(compiled, facts, evaluate(compiled, facts))


def test_a_verdict_of_every_kind_is_stored_without_loss() -> None:
    found = told(
        receipt(20_000),
        rule(
            effect(by_tier={"gold": "1.5"}, tier_at="split", rounding="nearest"),
            {"kind": "attribute", "id": "likes", "value": "tea"},
            limits=["daily"],
            when=[
                {"kind": "any", "of": [{"kind": "first_purchase"}, {"kind": "not", "of": {"kind": "first_purchase"}}]},
                {"kind": "tier", "any_of": ["silver"]},
                {"kind": "date_window", "from": "2018-01-01"},
            ],
        ),
        rule({"kind": "points_per_item", "points": 1}, id="items", when=[{"kind": "basket_total", "at_least": 500}]),
        tiers=[SILVER_GOLD],
        limits=[{"id": "daily", "every": "day", "units": 100}],
    )
    assert from_json(to_json(found)) == found
    base, items = found.verdicts
    # 50 at 1 and 150 at 1.5 are 275, of which 100 are left
    assert [(one.asked, one.gave, one.cut_by) for one in base.gains] == [(275, 100, ("daily",))]
    assert items.checks == (Check("basket_total", False, 50_000, 20_000, 30_000),)


PARTS = [
    Check("tier", True, ("gold",), "gold"),
    Check("quantity", False, 2_000, 1_000, 1_000),
    Check("days_since_last_visit", False, 60, None),
    Check("any", False, parts=(Check("store", False, (), ""), Check("not", False, parts=(Check("tag", True),)))),
]


@pytest.mark.parametrize("check", PARTS)
def test_a_check_is_stored_without_loss(check: Check) -> None:
    found = Why((Verdict("base", check.holds, (check,)),), FRAME)
    assert from_json(to_json(found)) == found


GAINS = [
    Gain("points", 5, 5),
    Gain("points", 5, -1, value=100, points=3, per=7, rounding="up", cut_by=("a", "b"), carried=9, effect=2),
    Gain("points", 5, 0, reckoned_on="quantity"),
]


@pytest.mark.parametrize("gain", GAINS)
def test_a_gain_is_stored_without_loss(gain: Gain) -> None:
    gifts = (Gift("reward", "voucher", True), Gift("tier", "gold", False, "status:P3M", ("granted",)))
    found = Why((Verdict("base", True, (), (gain,), gifts),), lines={"points": (1, 2)}, counted=True, spend=5)
    assert from_json(to_json(found)) == found


def test_nothing_said_is_nothing_stored() -> None:
    assert from_json("") == Why()


LINES: list[tuple[str, Purchase, tuple[dict[str, Any], ...], dict[str, tuple[int, ...]]]] = [
    ("even shares", receipt(1_000, 1_000), (effect(),), {"points": (10, 10)}),
    # 19 points over 9.00, 6.00 and 4.99: 8.55, 5.70 and 4.74, so the two left over go to the second and the third
    ("by largest remainder", receipt(900, 600, 499), (effect(),), {"points": (8, 6, 5)}),
    ("ties to the earlier line", receipt(50, 50, 50), (effect(points=2),), {"points": (1, 1, 1)}),
    ("ties to the earlier line when one is left", receipt(50, 50), (effect(),), {"points": (1, 0)}),
    (
        "wallet by wallet",
        receipt(300, 100),
        (effect(), {"kind": "stamps", "wallet": "stamps"}),
        {"points": (3, 1), "stamps": (1, 0)},
    ),
    ("what comes back has none", receipt(1_000, -400), (effect(),), {"points": (6, 0)}),
    ("free lines share alike", receipt(0, 0, 0), (FIXED,), {"points": (4, 3, 3)}),
    (
        "what does not count has none",
        basket(item(500), item(500, tags=("gift_card",))),
        (effect(),),
        {"points": (5, 0)},
    ),
    ("nor when nothing is worth anything", basket(item(0, tags=("deposit",)), item(0)), (FIXED,), {"points": (0, 10)}),
    ("nothing given", receipt(50), (effect(),), {}),
]


@pytest.mark.parametrize(("purchase", "effects", "lines"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_units_are_spread_over_the_lines(
    purchase: Purchase, effects: tuple[dict[str, Any], ...], lines: dict[str, tuple[int, ...]]
) -> None:
    assert told(purchase, rule(*effects)).lines == lines


def test_an_event_has_no_lines_to_spread_over() -> None:
    found = told(None, rule(FIXED, trigger="visit"), event=Event("visit"), events=[{"id": "visit"}])
    assert (awarded(found.verdicts), found.lines) == ({"points": 10}, {})


ITEM = st.builds(
    item,
    st.integers(-5_000, 20_000),
    quantity=st.integers(-2_000, 5_000),
    category=st.sampled_from(["food", "soap"]),
    tags=st.sampled_from([(), ("alcohol",), ("gift_card",), ("new",)]),
)


@given(st.lists(ITEM, max_size=6))
def test_the_lines_add_up_to_the_total_and_none_is_below_nothing(lines: list[Any]) -> None:
    found = told(
        basket(*lines),
        rule(effect(points="1.25"), {"kind": "cashback", "percent": "2.5", "wallet": "cash", "base": "paid"}),
        rule({"kind": "multiplier", "times": 3, "of": ["base"], "lines": {"tag": ["new"]}}, id="new"),
        rule({"kind": "points_per_item", "points": 2, "lines": {"category": ["food"]}}, FIXED, id="items"),
        never=[{"tag": "alcohol"}],
    )
    totals = awarded(found.verdicts)
    assert {wallet: sum(parts) for wallet, parts in found.lines.items()} == totals
    excluded = [i for i, line in enumerate(lines) if {"alcohol", "gift_card"} & set(line.tags)]
    for parts in found.lines.values():
        assert len(parts) == len(lines)
        assert all(part >= 0 for part in parts)
        assert all(parts[i] == 0 for i in excluded)

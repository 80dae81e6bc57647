"""Members who are held out of an offer, so that what it brings can be measured (S29)."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from setia.engine.rules.verdict import from_json
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage import programs
from setia.storage.models import Transaction
from tests.cli.terminal import setia
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("database")

MEMBERS = 300
SHARE = 10

DOCUMENT = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: saturday
    offer: true
    when: [{kind: weekday, any_of: [saturday]}]
    effects: [{kind: multiplier, of: [base], times: 2}]
experiments:
  - {id: double-saturday, hold_out_percent: 10, rules: [saturday]}
"""
SATURDAY = "2018-01-06T10:00"


def everybody_buys(shop: Shop, when: str) -> dict[str, int]:
    """Points of each member for 40 dollars."""
    return {name: shop.buys(name, 40_00, when).awarded["points"] for name in (f"m{n}" for n in range(MEMBERS))}


def test_double_saturday_with_a_tenth_held_out() -> None:
    shop = Shop(DOCUMENT)
    shop.day_is("2018-01-06")
    shop.moves_clock(36_000_000_000)
    points = everybody_buys(shop, SATURDAY)
    held_out = {name for name, got in points.items() if got == 40}
    assert set(points.values()) == {40, 80}
    # Five standard errors: chance alone fails this once in a million runs.
    expected = MEMBERS * SHARE / 100
    assert abs(len(held_out) - expected) <= 5 * sqrt(expected * (1 - SHARE / 100))

    siti = min(held_out)
    [told] = [from_json(one.why) for one in Transaction.objects.filter(account_id=shop._account(siti), kind="earn")]
    [saturday] = [verdict for verdict in told.verdicts if verdict.rule == "saturday"]
    assert not saturday.holds
    assert [(check.kind, check.holds) for check in saturday.checks] == [("held_out", False), ("weekday", True)]

    # A member stays on the same side, whatever else the document comes to say.
    text = DOCUMENT.replace("2017-01-01", "2018-01-07").replace("times: 2", "times: 3")
    apply_program(read_program(text), text, "owner")
    shop.program = programs.load()
    shop.day_is("2018-01-14")
    again = everybody_buys(shop, "2018-01-13T10:00")
    assert {name for name, got in again.items() if got == 40} == held_out
    assert set(again.values()) == {40, 120}
    assert shop.differences() == 0
    assert shop.findings() == []


def test_a_return_is_judged_on_the_side_on_which_the_purchase_was() -> None:
    shop = Shop(DOCUMENT.replace("hold_out_percent: 10", "hold_out_percent: 50"))
    shop.day_is("2018-01-07")
    bought = {name: shop.buys(name, 40_00, SATURDAY) for name in ("a", "b", "c", "d", "e", "f", "g", "h")}
    for name, outcome in bought.items():
        whole = outcome.awarded["points"]
        shop.returns(name, outcome, 10_00)
        assert shop.points(name) == whole * 3 // 4
    assert shop.differences() == 0


def test_nobody_is_told_of_an_offer_that_she_is_held_out_of_but_her_shop(tmp_path: Path) -> None:
    """Siti earns 40; what she and the till read names no such rule, what the author reads says that she is held out."""
    text = DOCUMENT.replace("- id: saturday", "- id: saturday\n    name: {en: Double Saturday}")
    shop = Shop(text.replace("hold_out_percent: 10", "hold_out_percent: 50"))
    shop.day_is("2018-01-07")
    bought = {name: shop.buys(name, 40_00, SATURDAY) for name in (f"m{n}" for n in range(40))}
    siti = next(name for name, outcome in bought.items() if outcome.awarded["points"] == 40)
    other = next(name for name, outcome in bought.items() if outcome.awarded["points"] == 80)
    told = {
        (name, whom): setia("member", "why", name, str(bought[name].seq), "--for", whom).told
        for name in (siti, other)
        for whom in ("member", "till", "author")
    }
    assert [name for name in told if "Double Saturday" in told[name]] == [
        (siti, "author"),
        *((other, whom) for whom in ("member", "till", "author")),
    ]
    assert "held out" in told[siti, "author"]
    assert not any("held out" in told[siti, whom] for whom in ("member", "till"))

    path = tmp_path / "base.yaml"
    path.write_text(
        DOCUMENT.replace("rules: [saturday]", "rules: [base]").replace("- id: base", "- id: base\n    offer: true")
    )
    answer = setia("program", "validate", path)
    line = next(n for n, line in enumerate(path.read_text().splitlines(), 1) if "hold_out_percent" in line)
    assert (answer.code, f"base.yaml:{line}:" in answer.err) == (2, True), answer.err

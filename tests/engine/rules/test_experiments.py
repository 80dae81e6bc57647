"""Who is held out, and what nobody can be held out of."""

from __future__ import annotations

import pytest

from setia.engine.rules.experiment import Arm, held_out
from setia.services.documents import BadDocument, read_program

HEAD = """format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}}
tiers:
  - id: level
    levels: [{id: member}, {id: gold, qualify: [{measure: spend, at_least: 100}]}]
rules:
  - id: base
    offer: OFFER
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: promised
    effects: [{kind: fixed_points, points: 5}]
  - id: extra
    offer: true
    effects: [{kind: multiplier, of: [base], times: 2}]
  - id: of-gold
    offer: true
    when: [{kind: any, of: [{kind: tier, any_of: [gold]}, {kind: first_purchase}]}]
    effects: [{kind: fixed_points, points: 5}]
experiments:
"""


def faults_of(experiments: str, offer: str = "true") -> list[tuple[str, str, int]]:
    try:
        read_program(HEAD.replace("OFFER", offer) + experiments)
    except BadDocument as bad:
        return [(fault.path, fault.code, fault.line) for fault in bad.faults]
    return []


@pytest.mark.parametrize(
    ("experiments", "offer", "expected"),
    [
        ("  - {id: x, hold_out_percent: 10, rules: [extra]}\n", "true", None),
        ('  - {id: x, hold_out_percent: "0.01", rules: [extra]}\n', "true", None),
        ('  - {id: x, hold_out_percent: "99.99", rules: [extra]}\n', "true", None),
        ('  - {id: x, hold_out_percent: "99.995", rules: [extra]}\n', "true", ("hold_out_percent", "out_of_range")),
        ("  - {id: x, hold_out_percent: 100, rules: [extra]}\n", "true", ("hold_out_percent", "out_of_range")),
        ("  - {id: x, hold_out_percent: 0, rules: [extra]}\n", "true", ("hold_out_percent", "out_of_range")),
        ("  - {id: x, hold_out_percent: 10, rules: []}\n", "true", ("rules", "empty_list")),
        ("  - {id: x, hold_out_percent: 10, rules: [extar]}\n", "true", ("rules[0]", "unknown_rule")),
        ("  - {id: x, hold_out_percent: 10, rules: [base]}\n", "true", ("rules[0]", "held_out_base")),
        ("  - {id: x, hold_out_percent: 10, rules: [base]}\n", "false", ("rules[0]", "held_out_promise")),
        ("  - {id: x, hold_out_percent: 10, rules: [extra, promised]}\n", "true", ("rules[1]", "held_out_promise")),
        ("  - {id: x, hold_out_percent: 10, rules: [of-gold]}\n", "true", ("rules[0]", "held_out_tier_benefit")),
        ("  - {id: x, hold_out_percent: 10, rules: [extra, extra]}\n", "true", ("rules[1]", "held_out_twice")),
    ],
)
def test_what_may_be_held_out(experiments: str, offer: str, expected: tuple[str, str] | None) -> None:
    line = HEAD.count("\n") + 1
    expects = [] if expected is None else [(f"experiments[0].{expected[0]}", expected[1], line)]
    assert faults_of(experiments, offer) == expects


def test_sides_of_two_experiments_are_independent() -> None:
    arms = {"a": Arm("a", 5_000), "b": Arm("b", 5_000)}
    sides = [held_out(n.to_bytes(16, "big"), arms) for n in range(4_000)]
    for side in ((), ("a",), ("b",), ("a", "b")):
        assert 850 <= sides.count(side) <= 1_150  # 1,000 expected, standard error 27


def test_a_larger_share_holds_out_everybody_whom_a_smaller_one_did() -> None:
    keys = [n.to_bytes(16, "big") for n in range(2_000)]
    few = {key for key in keys if held_out(key, {"a": Arm("a", 500)})}
    more = {key for key in keys if held_out(key, {"a": Arm("a", 2_000)})}
    assert few < more

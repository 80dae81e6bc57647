"""Lanes: rules that add up, multiply one another or compete, lane by lane in the document's order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.programs import effect, rule, wallet
from tests.engine.receipts import receipt
from tests.engine.rules.judging import WALLETS, basket, by_rule, gave, item, judged, program

HUNDRED = receipt(10_000)
"""100.00: 100 points at one for a dollar."""


def times(factor: int | str, *of: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "multiplier", "times": factor, "of": list(of) or ["base"], **fields}


def fixed(points: int, **fields: Any) -> dict[str, Any]:
    return {"kind": "fixed_points", "points": points, **fields}


def lanes(**combined: str) -> list[dict[str, str]]:
    return [{"id": id_, "combine": how} for id_, how in combined.items()]


BASE, DOUBLE, TRIPLE = rule(effect(), lane="base"), rule(times(2), id="double"), rule(times(3), id="triple")


def in_lane(one: dict[str, Any], lane: str) -> dict[str, Any]:
    return {**one, "lane": lane}


def test_rules_of_a_lane_that_adds_give_all_of_it() -> None:
    compiled = program(rule(effect()), rule(fixed(7), id="seven"))
    assert by_rule(judged(compiled, HUNDRED)) == {"base": 100, "seven": 7}


def test_two_and_three_times_add_up_to_four() -> None:
    bonus = [in_lane(DOUBLE, "bonus"), in_lane(TRIPLE, "bonus")]
    compiled = program(BASE, *bonus, lanes=lanes(base="add", bonus="add"))
    assert by_rule(judged(compiled, HUNDRED)) == {"base": 100, "double": 100, "triple": 200}
    assert gave(compiled, HUNDRED) == {"points": 400}


@pytest.mark.parametrize("order", [[DOUBLE, TRIPLE], [TRIPLE, DOUBLE]])
def test_two_and_three_times_multiply_to_six_in_either_order(order: list[dict[str, Any]]) -> None:
    bonus = [in_lane(one, "bonus") for one in order]
    compiled = program(BASE, *bonus, lanes=lanes(base="add", bonus="multiply"))
    assert gave(compiled, HUNDRED) == {"points": 600}


def test_in_one_lane_with_its_base_a_multiplier_adds_up_too() -> None:
    compiled = program(rule(effect()), DOUBLE, TRIPLE)
    assert gave(compiled, HUNDRED) == {"points": 400}


def test_a_multiplier_works_on_what_is_exact_and_is_rounded_once() -> None:
    """19.99 gives 19 and, at 1.5 times, half of 19.99 on top: 9.995, which is 9 and not half of 19."""
    compiled = program(rule(effect()), rule(times("1.5"), id="half"), rule(times(2), id="double"))
    assert by_rule(judged(compiled, receipt(1999))) == {"base": 19, "half": 9, "double": 19}
    assert by_rule(judged(compiled, receipt(50))) == {"base": 0, "half": 0, "double": 0}
    nearest = program(rule(effect()), rule(times("1.5", rounding="nearest"), id="half"))
    assert by_rule(judged(nearest, receipt(1999))) == {"base": 19, "half": 10}


SOAP, MILK = item(4_000, brand="Blanc"), item(6_000, brand="Alpina")


def test_a_multiplier_of_some_lines_multiplies_what_they_gave() -> None:
    """Of 40.00 soap and 60.00 milk the soap counts double."""
    compiled = program(rule(effect()), rule(times(2, lines={"brand": ["Blanc"]}), id="soap"))
    assert by_rule(judged(compiled, basket(SOAP, MILK))) == {"base": 100, "soap": 40}
    assert by_rule(judged(compiled, basket(MILK))) == {"base": 60, "soap": 0}


def test_fixed_points_are_multiplied_whole_but_belong_to_no_line() -> None:
    compiled = program(
        rule(fixed(30)), rule(times("1.5"), id="half"), rule(times(2, lines={"brand": ["Blanc"]}), id="soap")
    )
    assert by_rule(judged(compiled, basket(SOAP, MILK))) == {"base": 30, "half": 15, "soap": 0}


def test_several_rules_are_multiplied_together_wallet_by_wallet() -> None:
    """1.50 at 1 for a dollar and at 1 for 2 dollars: 1.5 + 0.75 = 2.25 on top, of which 2 are whole."""
    compiled = program(
        rule(effect()),
        rule(effect(per=2), effect(wallet="stars", per=3), id="other"),
        rule(times(2, "base", "other"), id="double"),
        wallets=[*WALLETS, wallet(id="stars")],
    )
    verdicts = judged(compiled, receipt(150))
    assert [(one.wallet, one.gave) for one in verdicts[2].gains] == [("points", 2), ("stars", 0)]
    assert gave(compiled, receipt(300)) == {"points": 3 + 1 + 4, "stars": 2}


def test_what_does_not_hold_is_not_multiplied() -> None:
    never = [{"kind": "first_purchase"}]
    compiled = program(rule(effect(), when=never), DOUBLE, rule(effect(), id="other"))
    assert by_rule(judged(compiled, HUNDRED, visit=2)) == {"base": 0, "double": 0, "other": 100}


def test_a_multiplier_that_does_not_hold_multiplies_nothing() -> None:
    never = [{"kind": "first_purchase"}]
    bonus = [{**DOUBLE, "lane": "bonus", "when": never}, in_lane(TRIPLE, "bonus")]
    compiled = program(BASE, *bonus, lanes=lanes(base="add", bonus="multiply"))
    assert by_rule(judged(compiled, HUNDRED, visit=2)) == {"base": 100, "double": 0, "triple": 200}


def competing(*rules: dict[str, Any]) -> Any:
    return program(*rules, lanes=lanes(best="best"))


def test_the_best_rule_wins_and_the_others_say_which_one_it_was() -> None:
    compiled = competing(rule(fixed(90), id="ninety"), rule(effect()), rule(fixed(99), id="most"))
    verdicts = judged(compiled, HUNDRED)
    assert by_rule(verdicts) == {"ninety": 0, "base": 100, "most": 0}
    assert [(gain.asked, gain.cut_by) for one in verdicts for gain in one.gains] == [
        (90, ("rule:base",)),
        (100, ()),
        (99, ("rule:base",)),
    ]
    assert by_rule(judged(compiled, receipt(9_800))) == {"ninety": 0, "base": 0, "most": 99}


def test_of_equals_the_first_by_id_wins() -> None:
    compiled = competing(rule(fixed(100), id="b"), rule(fixed(100), id="a"), rule(fixed(100), id="c"))
    assert by_rule(judged(compiled, HUNDRED)) == {"b": 0, "a": 100, "c": 0}


def test_what_does_not_hold_does_not_compete() -> None:
    compiled = competing(rule(fixed(1000), id="a", when=[{"kind": "first_purchase"}]), rule(effect()))
    assert by_rule(judged(compiled, HUNDRED, visit=2)) == {"a": 0, "base": 100}
    assert by_rule(judged(compiled, HUNDRED, visit=1)) == {"a": 1000, "base": 0}


def test_all_effects_of_a_rule_compete_together() -> None:
    compiled = competing(rule(fixed(60), fixed(60), id="two"), rule(effect()))
    assert by_rule(judged(compiled, HUNDRED)) == {"two": 120, "base": 0}


def test_the_best_multiplier_wins() -> None:
    bonus = [in_lane(DOUBLE, "bonus"), in_lane(TRIPLE, "bonus")]
    compiled = program(BASE, *bonus, lanes=lanes(base="add", bonus="best"))
    assert by_rule(judged(compiled, HUNDRED)) == {"base": 100, "double": 0, "triple": 200}


def test_a_later_lane_multiplies_the_winner_alone() -> None:
    rules = [rule(effect(), lane="best"), rule(fixed(90), id="ninety", lane="best")]
    double = rule(times(2, "base", "ninety"), id="double", lane="bonus")
    compiled = program(*rules, double, lanes=lanes(best="best", bonus="add"))
    assert by_rule(judged(compiled, HUNDRED)) == {"base": 100, "ninety": 0, "double": 100}
    assert by_rule(judged(compiled, receipt(5_000))) == {"base": 0, "ninety": 90, "double": 90}


def test_rules_are_told_lane_by_lane_and_those_of_no_lane_are_in_the_first() -> None:
    rules = [
        rule(fixed(1), id=id_, lane=lane) for id_, lane in (("a", "late"), ("b", ""), ("c", "early"), ("d", "late"))
    ]
    verdicts = judged(program(*rules, lanes=lanes(early="add", late="add")), HUNDRED)
    assert [one.rule for one in verdicts] == ["b", "c", "a", "d"]


def test_rules_that_multiply_all_rules_before_them_are_made_ready_in_no_time() -> None:
    """Forty of them name each other in 2 ** 40 chains; each has to be looked at once."""
    names = ["base"]
    chain = [rule(effect())]
    for number in range(40):
        chain.append(rule(times(2, *names), id=f"more-{number}"))
        names.append(f"more-{number}")
    assert len(program(*chain).tracks[0].judges) == 41

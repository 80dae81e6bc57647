"""Verdicts read aloud: what every effect gave, what cut it, and how much more would have given the next unit."""

from __future__ import annotations

from typing import Any

import pytest

from setia.cli.units import Units
from setia.cli.verdicts import Explainer
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.verdict import Verdict, Why
from setia.engine.rules.versions import Version, Versions
from setia.storage.programs import LoadedProgram
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import basket, item, judged, program

BREAD = basket(item(57_43, category="bread", quantity=2500), item(12_00, category="cake"))
"""69.43, of which 12.00 is cake."""


def explainer(compiled: Compiled) -> Explainer:
    loaded = LoadedProgram(1, "test", b"", Versions((Version(1, 0, compiled),)))
    return Explainer(compiled.program, Units(loaded))


def told(compiled: Compiled, standing: Standing | None = None) -> tuple[list[str], list[str], list[str]]:
    """In short, in full, and what more would have needed: of a basket of bread and cake."""
    why = Why(judged(compiled, BREAD, standing), counted=True)
    speaks = explainer(compiled)
    return speaks.gave(why), [words for one in speaks.told(why) for words in one.gave], speaks.missed(why)


GAINS: list[tuple[dict[str, Any], str, str, list[str]]] = [
    (
        effect(),
        "69 for 69.43 USD",
        "gave 69 points for 69.43 USD: 1 point for every 1.00 USD, rounded down",
        ["0.57 USD more for the next point"],
    ),
    (
        effect(points=3, per="2.00", rounding="nearest"),
        "104 for 69.43 USD",  # 104.145
        "gave 104 points for 69.43 USD: 3 points for every 2.00 USD, rounded to the nearest",
        ["0.24 USD more for the next point"],  # 104.5 points are 69.666..., of which 69.67 is the first
    ),
    (
        effect(points="0.1", per="1.00", rounding="up"),
        "7 for 69.43 USD",  # 6.943
        "gave 7 points for 69.43 USD: 1 point for every 10.00 USD, rounded up",
        ["0.58 USD more for the next point"],  # more than 70.00
    ),
    (
        effect(lines={"category": ["cake"]}),
        "12 for 12.00 USD",
        "gave 12 points for 12.00 USD: 1 point for every 1.00 USD, rounded down",
        [],
    ),
    (
        {"kind": "points_per_item", "points": 2, "lines": {"category": ["bread"]}},
        "5 for 2.5 items",
        "gave 5 points for 2.5 items: 2 points for every 1 item, rounded down",
        [],
    ),
    (
        {"kind": "cashback", "percent": "2.5", "wallet": "cash"},
        "1.73 for 69.43 USD",  # 1.73575
        "gave 1.73 dollars for 69.43 USD: 2.5 % of it, rounded down",
        [],
    ),
    ({"kind": "fixed_points", "points": 5}, "5", "gave 5 points", []),
    ({"kind": "stamps", "wallet": "stamps"}, "1", "gave 1 stamp", []),
]


@pytest.mark.parametrize(("given", "short", "full", "missed"), GAINS, ids=[short for _, short, _, _ in GAINS])
def test_units_are_said_with_what_they_were_reckoned_on(
    given: dict[str, Any], short: str, full: str, missed: list[str]
) -> None:
    found = told(program(rule(given, name={"en": "The rule"})))
    more = [f"{words.replace(' for ', ' would have given ', 1)}" for words in missed]
    assert found == ([f"The rule: {short}"], [full, *more], missed)


def test_a_multiplier_says_how_much_more_it_gave_of_what() -> None:
    base = rule(effect(), name={"en": "A point a dollar"})
    double = rule({"kind": "multiplier", "times": 3, "of": ["base"], "lines": {"category": ["cake"]}}, id="triple")
    short, full, missed = told(program(base, double))
    assert short == ["A point a dollar: 69 for 69.43 USD", "triple: 24 more"]
    assert full[2] == "gave 24 points more: 3 times what “A point a dollar” gives of category cake, rounded down"
    assert missed == ["0.57 USD more for the next point"]


CUTS: list[tuple[dict[str, Any], str]] = [
    ({"every": "month", "units": 500}, "the limit of 500 points a month"),
    ({"every": "day", "units": 500}, "the limit of 500 points a day"),
    ({"every": "ever", "units": 500, "per": "program"}, "the budget of 500 points altogether"),
]


@pytest.mark.parametrize(("limit", "words"), CUTS, ids=[words for _, words in CUTS])
def test_what_a_limit_cut_is_said_with_the_limit(limit: dict[str, Any], words: str) -> None:
    compiled = program(rule(effect(), limits=["most"]), limits=[{"id": "most", **limit}])
    short, full, missed = told(compiled, Standing(room={"most": 20}))
    assert short == [f"base: 20 for 69.43 USD, cut from 69 by {words}"]
    assert full[0].endswith(f"rounded down, cut from 69 by {words}")
    assert missed == []  # more would have given nothing


@pytest.mark.parametrize(("times", "words"), [(1, "once a day"), (3, "3 times a day")])
def test_a_gift_that_a_limit_kept_back_is_said_so(times: int, words: str) -> None:
    gifts = [{"kind": "issue_reward", "reward": "mug"}, {"kind": "badge", "badge": "fan"}]
    limits = [{"id": "few", "every": "day", "times": times}]
    rewards = [{"id": "mug", "name": {"en": "A mug"}}]
    compiled = program(rule(*gifts, limits=["few"]), limits=limits, rewards=rewards)
    short, full, _ = told(compiled)
    assert (short, full) == ([], ["gave a mug", "gave the badge fan"])
    short, full, _ = told(compiled, Standing(room={"few": 0}))
    by = f"cut by the limit of {words}"
    assert short == [f"base: not a mug, {by}", f"base: not the badge fan, {by}"]
    assert full == [f"gave nothing: a mug was {by}", f"gave nothing: the badge fan was {by}"]


def test_of_rules_that_compete_the_one_that_lost_names_the_one_that_won() -> None:
    rules = [rule(effect(), name={"en": "Plain"}), rule(effect(points=2), id="better", name={"en": "Better"})]
    short, full, _ = told(program(*rules, lanes=[{"id": "main", "combine": "best"}]))
    assert short == ["Better: 138 for 69.43 USD"]
    assert full[0].startswith("gave nothing for 69.43 USD")
    assert full[0].endswith(", because “Better” was better")


def test_what_waited_from_before_is_said() -> None:
    compiled = program(rule(effect(per="10.00", carry="month")))
    (carry,) = [carry.counter for _, _, carry in compiled.carries]
    short, _, missed = told(compiled, Standing(carried={carry: 4_00}))
    assert short == ["base: 7 for 69.43 USD and 4.00 USD that waited"]
    assert missed == ["6.57 USD more for the next point"]


def test_a_return_says_what_is_left_and_what_it_gave_before() -> None:
    compiled = program(rule(effect()), rule({"kind": "fixed_points", "points": 5}, id="bonus"))
    before = Why(judged(compiled, BREAD), counted=True)
    now = Why(judged(compiled, basket(item(12_00))), counted=True)
    base, bonus = explainer(compiled).told(now, before)
    assert base.gave == (
        "gives 12 points for 12.00 USD: 1 point for every 1.00 USD, rounded down",
        "gave 69 points before",
    )
    assert bonus.gave == ("gives 5 points",)
    nothing = explainer(compiled).told(Why((Verdict("base", False),)), before)
    assert [(one.conditions, one.gave) for one in nothing] == [((), ("gave 69 points before",))]


def test_a_rule_that_the_document_no_longer_has_is_told_by_its_id() -> None:
    verdicts = judged(program(rule(effect(), id="gone", when=[{"kind": "channel", "any_of": ["web"]}])), BREAD)
    (one,) = explainer(program(rule(effect()))).told(Why(verdicts, counted=True))
    assert (one.name, one.conditions) == ("gone", ((False, "channel: it was not said"),))

"""Verdicts read aloud: what every effect gave, what cut it, and how much more would have given the next unit."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.verdict import Verdict, Why
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import basket, item, judged, program
from tests.wording.saying import asked, explainer, gave, texts

BREAD = basket(item(57_43, category="bread", quantity=2500), item(12_00, category="cake"))
"""69.43, of which 12.00 is cake."""


def told(compiled: Compiled, standing: Standing | None = None) -> tuple[list[str], list[str], list[str]]:
    """In short, in full, and what more would need: of a basket of bread and cake."""
    why = Why(judged(compiled, BREAD, standing), counted=True)
    said = explainer(compiled, "en", "staff")
    return texts(said.in_short(why)), [words for one in said.rules(why) for words in gave(one)], texts(said.needs(why))


GAINS: list[tuple[dict[str, Any], str, str, str]] = [
    (
        effect(),
        "69 for 69.43 USD",
        "It gives 69 points for 69.43 USD. That is 1 point for every 1.00 USD. It is rounded down.",
        "0.57 USD",
    ),
    (
        effect(points=3, per="2.00", rounding="nearest"),
        "104 for 69.43 USD",  # 104.145
        "It gives 104 points for 69.43 USD. That is 3 points for every 2.00 USD. It is rounded to the nearest.",
        "0.24 USD",  # 104.5 points are 69.666..., of which 69.67 is the first
    ),
    (
        effect(points="0.1", per="1.00", rounding="up"),
        "7 for 69.43 USD",  # 6.943
        "It gives 7 points for 69.43 USD. That is 1 point for every 10.00 USD. It is rounded up.",
        "0.58 USD",  # more than 70.00
    ),
    (
        effect(lines={"category": ["cake"]}),
        "12 for 12.00 USD",
        "It gives 12 points for 12.00 USD. That is 1 point for every 1.00 USD. It is rounded down.",
        "",
    ),
    (
        {"kind": "points_per_item", "points": 2, "lines": {"category": ["bread"]}},
        "5 for 2.5 items",
        "It gives 5 points for 2.5 items. That is 2 points for every 1 item. It is rounded down.",
        "",
    ),
    (
        {"kind": "cashback", "percent": "2.5", "wallet": "cash"},
        "1.73 for 69.43 USD",  # 1.73575
        "It gives 1.73 dollars for 69.43 USD. That is 2.5 % of it. It is rounded down.",
        "",
    ),
    ({"kind": "fixed_points", "points": 5}, "5", "It gives 5 points.", ""),
    ({"kind": "stamps", "wallet": "stamps"}, "1", "It gives 1 stamp.", ""),
]


@pytest.mark.parametrize(("given", "short", "full", "more"), GAINS, ids=[short for _, short, _, _ in GAINS])
def test_units_are_said_with_what_they_were_reckoned_on(
    given: dict[str, Any], short: str, full: str, more: str
) -> None:
    found = told(program(rule(given, name={"en": "The rule"})))
    would = f" {more} more would give the next point." if more else ""
    needs = [f"{more} more for the next point."] if more else []
    assert found == ([f"The rule: {short}"], [full + would], needs)


def test_a_multiplier_says_how_much_more_it_gave_of_what() -> None:
    base = rule(effect(), name={"en": "A point a dollar"})
    triple = {"kind": "multiplier", "times": 3, "of": ["base"], "lines": {"category": ["cake"]}}
    short, full, needs = told(program(base, rule(triple, id="triple", name={"en": "Triple"})))
    assert short == ["A point a dollar: 69 for 69.43 USD", "Triple: 24 more"]
    assert full[1] == (
        "It gives 24 points more: 3 times what “A point a dollar” gives for certain goods (category cake)."
    )
    assert needs == ["0.57 USD more for the next point."]


CUTS: list[tuple[dict[str, Any], str]] = [
    ({"every": "month", "units": 500}, "the limit of 500 points a month"),
    ({"every": "day", "units": 500}, "the limit of 500 points a day"),
    ({"every": "ever", "units": 500, "per": "program"}, "the budget of 500 points for all members together"),
]


@pytest.mark.parametrize(("limit", "words"), CUTS, ids=[words for _, words in CUTS])
def test_what_a_limit_cut_is_said_with_the_limit(limit: dict[str, Any], words: str) -> None:
    compiled = program(rule(effect(), name={"en": "The rule"}, limits=["most"]), limits=[{"id": "most", **limit}])
    short, full, needs = told(compiled, Standing(room={"most": 20}))
    assert short == ["The rule: 20 for 69.43 USD", f"cut from 69 by {words}"]
    assert full[0].endswith(f" It was cut from 69 points by {words}.")
    assert needs == []  # more would have given nothing


@pytest.mark.parametrize(("times", "words"), [(1, "once a day"), (3, "3 times a day")])
def test_a_gift_that_a_limit_kept_back_is_said_so(times: int, words: str) -> None:
    gifts = [{"kind": "issue_reward", "reward": "mug"}, {"kind": "badge", "badge": "fan"}]
    limits = [{"id": "few", "every": "day", "times": times}]
    rewards = [{"id": "mug", "name": {"en": "A mug"}}]
    compiled = program(rule(*gifts, name={"en": "Gifts"}, limits=["few"]), limits=limits, rewards=rewards)
    short, full, _ = told(compiled)
    assert (short, full) == ([], ["It gives a mug.", "It gives a badge."])
    short, full, _ = told(compiled, Standing(room={"few": 0}))
    limit = f"the limit of {words}"
    assert short == [f"Gifts: not a mug, cut by {limit}", f"Gifts: not a badge, cut by {limit}"]
    assert full == [f"Not given, because of {limit}: a mug.", f"Not given, because of {limit}: a badge."]


def test_of_rules_that_compete_the_one_that_lost_names_the_one_that_won() -> None:
    rules = [rule(effect(), name={"en": "Plain"}), rule(effect(points=2), id="better", name={"en": "Better"})]
    short, full, _ = told(program(*rules, lanes=[{"id": "main", "combine": "best"}]))
    assert short == ["Better: 138 for 69.43 USD"]
    assert full[0] == "It gives nothing, because “Better” is better for the member."


def test_what_waited_from_before_is_said() -> None:
    compiled = program(rule(effect(per="10.00", carry="month"), name={"en": "The rule"}))
    (carry,) = [carry.counter for _, _, carry in compiled.carries]
    short, full, needs = told(compiled, Standing(carried={carry: 4_00}))
    assert short == ["The rule: 7 for 69.43 USD and 4.00 USD that waited"]
    assert full[0].startswith("It gives 7 points for 69.43 USD, and 4.00 USD that waited from before.")
    assert needs == ["6.57 USD more for the next point."]


def test_a_return_says_what_is_left_and_what_it_gave_before() -> None:
    compiled = program(rule(effect()), rule({"kind": "fixed_points", "points": 5}, id="bonus"))
    before = Why(judged(compiled, BREAD), counted=True)
    now = Why(judged(compiled, basket(item(12_00))), counted=True)
    said = explainer(compiled, "en", "member")
    assert texts(said.totals(now, "purchase", before)) == [
        "This purchase now earns 17 points; before, it was 74 points."
    ]
    base, bonus = said.rules(now, before)
    assert gave(base) == [
        "It gives 12 points for 12.00 USD. That is 1 point for every 1.00 USD.",
        "Before, it gave 69 points.",
    ]
    assert gave(bonus) == ["It gives 5 points."]
    over = Why((Verdict("base", False),))
    assert texts(said.totals(over, "purchase", before)) == [
        "This purchase now earns nothing; before, it was 74 points.",
        "It gives nothing now: it is not paid for, or all of it has come back.",
    ]
    assert [(one.conditions, gave(one)) for one in said.rules(over, before)] == [((), ["Before, it gave 69 points."])]


def test_a_rule_that_the_document_no_longer_has_is_told_by_its_id_to_its_author_alone() -> None:
    verdicts = judged(program(rule(effect(), id="gone", when=[{"kind": "channel", "any_of": ["web"]}])), BREAD)
    compiled = program(rule(effect()))
    (one,) = explainer(compiled).rules(Why(verdicts, counted=True))
    assert (one.name, asked(one)) == ("gone", [(False, "The condition channel must hold. This time there is none.")])
    (two,) = explainer(compiled, "en", "staff").rules(Why(verdicts, counted=True))
    assert (two.id, two.name) == ("", "a rule of this program")

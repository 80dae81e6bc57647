"""Whether a change is better or worse for members, as a document alone says; none of it needs a database."""

from __future__ import annotations

import pytest

from setia.services.compare_programs import differences
from setia.services.documents import read_program
from setia.services.for_members import effect_of, worst
from tests.architecture.sources import ROOT

TEXT = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
BEFORE = read_program(TEXT).program


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("per: 1.00", "per: 2.00", "worse"),
        ("points: 1, per", "points: 2, per", "better"),
        ("times: 2,", "times: 3,", "better"),
        ("stamps: 1}", "stamps: 2}", "better"),
        ("after: P12M", "after: P6M", "worse"),
        ("after: P12M, ", "", "better"),
        ("{policy: within_balance}\n  # Stamps", "{policy: debt}\n  # Stamps", "worse"),
        ("{policy: within_balance}\n  # Stamps", "{policy: only_pending}\n  # Stamps", "better"),
        ("at_least: 1000.00", "at_least: 1500.00", "worse"),
        ("at_least: 1000.00", "at_least: 999.99", "better"),
        ("years: 1}", "years: 2}", "better"),
        ("- {amount: 500}", "- {amount: 600}", "worse"),
        ("value: 5.00", "value: 6.00", "better"),
        ("amount: 10, reward", "amount: 12, reward", "worse"),
        ("any_of: [saturday, sunday]", "any_of: [monday]", "either"),
        ("en: Silver", "en: Bronze", "neutral"),
        ("step: 100, worth: 1.00", "step: 100, worth: 1.10", "better"),
        ("return_window: P30D", "return_window: P60D", "worse"),
    ],
)
def test_what_a_change_means_for_members(before: str, after: str, effect: str) -> None:
    assert before in TEXT
    found = differences(BEFORE, read_program(TEXT.replace(before, after, 1)).program)
    assert {effect_of(one) for one in found} == {effect}


def test_a_reward_that_is_new_is_better_and_one_that_is_gone_is_worse() -> None:
    tea = "  - {id: tea, value: 1.00, prices: [{amount: 100}]}\n\nconversions:"
    after = read_program(TEXT.replace("\nconversions:", tea)).program
    assert [effect_of(one) for one in differences(BEFORE, after)] == ["better"]
    assert [effect_of(one) for one in differences(after, BEFORE)] == ["worse"]


def test_the_worst_of_several_is_told() -> None:
    assert worst(["better", "neutral", "either"]) == "either"
    assert worst(["worse", "either", "better"]) == "worse"
    assert worst([]) == "neutral"

"""All, any and not: what joins conditions, and what is told of those inside."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.verdict import Check
from tests.engine.programs import effect, rule
from tests.engine.receipts import receipt
from tests.engine.rules.judging import check, judged, program

YES = {"kind": "basket_total", "at_least": 1}
NO = {"kind": "basket_total", "at_least": 100}
YES_CHECK = Check("basket_total", True, 100, 500)
NO_CHECK = Check("basket_total", False, 10_000, 500, 9_500)


def both(*of: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "all", "of": list(of)}


def either(*of: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "any", "of": list(of)}


def neither(of: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "not", "of": of}


ROWS = [
    (both(YES, YES), True),
    (both(YES, NO), False),
    (both(NO, NO), False),
    (either(YES, NO), True),
    (either(NO, NO), False),
    (neither(NO), True),
    (neither(YES), False),
    (neither(either(NO, both(YES, NO))), True),
    (both(either(NO, YES), neither(NO)), True),
]


@pytest.mark.parametrize(("condition", "holds"), ROWS)
def test_conditions_are_joined(condition: dict[str, Any], holds: bool) -> None:
    assert check(condition, receipt(500), {}).holds == holds


def test_what_is_inside_is_told_whether_it_holds_or_not() -> None:
    assert check(either(YES, NO), receipt(500), {}) == Check("any", True, parts=(YES_CHECK, NO_CHECK))
    assert check(neither(both(YES)), receipt(500), {}) == Check(
        "not", False, parts=(Check("all", True, parts=(YES_CHECK,)),)
    )


def test_all_conditions_of_a_rule_must_hold_and_all_are_told() -> None:
    compiled = program(rule(effect(), when=[NO, YES, neither(YES)]))
    (verdict,) = judged(compiled, receipt(500))
    assert not verdict.holds
    assert [one.holds for one in verdict.checks] == [False, True, False]
    assert (verdict.gains, verdict.gifts) == ((), ())

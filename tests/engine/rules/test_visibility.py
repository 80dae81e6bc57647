"""Who may be told of a condition: by kind, by what the document says, and by what is inside."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from setia.engine.rules.conditions import Condition
from setia.engine.rules.conditions.visibility import Visible, may_see, visible_to
from setia.engine.rules.documents import from_json, to_json
from setia.engine.rules.program import Program
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import basket, item, judged, program

VIP: dict[str, Any] = {"kind": "segment", "any_of": ["vip"]}
STUDENT: dict[str, Any] = {"kind": "attribute", "id": "status", "any_of": ["student"]}
FIRST: dict[str, Any] = {"kind": "first_purchase"}


def document(*conditions: dict[str, Any]) -> Program:
    return program(rule(effect(), when=list(conditions))).program


@pytest.mark.parametrize(
    ("condition", "audience"),
    [
        (FIRST, "member"),
        ({"kind": "weekday", "any_of": ["monday"]}, "member"),
        (VIP, "author"),
        (STUDENT, "author"),
        ({**FIRST, "visible_to": "staff"}, "staff"),
        ({**FIRST, "visible_to": "author"}, "author"),
        ({**VIP, "visible_to": "member"}, "member"),
        ({"kind": "any", "of": [FIRST, FIRST]}, "member"),
        ({"kind": "any", "of": [FIRST, VIP]}, "author"),
        ({"kind": "not", "of": VIP}, "author"),
        ({"kind": "not", "of": {"kind": "all", "of": [FIRST, {**FIRST, "visible_to": "staff"}]}}, "staff"),
        ({"kind": "any", "of": [FIRST, VIP], "visible_to": "member"}, "member"),
    ],
)
def test_a_condition_is_as_secret_as_its_kind_its_document_or_what_it_joins(
    condition: dict[str, Any], audience: str
) -> None:
    (found,) = document(condition).rules[0].when
    assert visible_to(found) == audience


def test_who_is_told_more_is_told_all_that_others_are() -> None:
    conditions = document(FIRST, {**FIRST, "visible_to": "staff"}, VIP).rules[0].when
    seen = {who: [may_see(who, one) for one in conditions] for who in ("member", "staff", "author")}
    assert seen == {
        "member": [True, False, False],
        "staff": [True, True, False],
        "author": [True, True, True],
    }


def test_every_kind_can_say_who_may_be_told_of_it() -> None:
    assert [kind for kind in get_args(Condition) if not issubclass(kind, Visible)] == []


def test_a_document_that_says_nothing_of_it_is_stored_as_it_was_before_there_was_such_a_field() -> None:
    said = document({**FIRST, "visible_to": "staff"})
    assert b"visible_to" not in to_json(document(FIRST, VIP))
    assert b'"visible_to":"staff"' in to_json(said)
    assert from_json(to_json(said)) == said


def test_what_is_stored_of_a_judgement_does_not_know_of_it() -> None:
    told, secret = (
        judged(program(rule(effect(), when=[one])), basket(item(1_00)), visit=1)
        for one in (FIRST, {**FIRST, "visible_to": "author"})
    )
    assert told == secret

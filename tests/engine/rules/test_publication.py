"""What of a document every member may be told: nothing of a rule that only some can have, or of what is the staff's."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.documents import from_plain
from setia.engine.rules.program import Program
from setia.engine.rules.publication import held_out_of, published
from tests.engine.programs import document, effect, rule, wallet

SATURDAY = {"kind": "weekday", "any_of": ["saturday"]}
FIXED = {"kind": "fixed_points", "points": 5}


def program(**fields: Any) -> Program:
    return from_plain(document(**fields))


def extra(**fields: Any) -> dict[str, Any]:
    return {"id": "extra", "effects": [FIXED], **fields}


def rules_of(one: Program) -> list[str]:
    return [found.id for found in one.rules]


@pytest.mark.parametrize(
    ("conditions", "is_told"),
    [
        ([SATURDAY], True),
        ([{"kind": "segment", "any_of": ["lapsed"]}], False),
        ([SATURDAY, {"kind": "segment", "any_of": ["lapsed"]}], False),
        ([{"kind": "segment", "any_of": ["club"], "visible_to": "member"}], True),
        ([{**SATURDAY, "visible_to": "staff"}], False),
        ([{"kind": "not", "of": {"kind": "attribute", "id": "size", "any_of": ["l"]}}], False),
        ([{"kind": "currency", "any_of": ["SGD"]}], False),
        ([{"kind": "all", "of": [SATURDAY, {"kind": "currency", "any_of": ["SGD"]}]}], False),
        ([{"kind": "currency", "any_of": ["SGD", "USD"]}], True),
    ],
)
def test_a_rule_that_only_some_can_have_is_left_out(conditions: list[dict[str, Any]], *, is_told: bool) -> None:
    found = published(program(rules=[rule(effect()), extra(when=conditions)]))
    assert rules_of(found) == (["base", "extra"] if is_told else ["base"])


def test_a_rule_that_somebody_is_held_out_of_is_told_to_nobody() -> None:
    rules = [rule(effect()), extra(offer=True)]
    tried = program(rules=rules, experiments=[{"id": "try", "hold_out_percent": 10, "rules": ["extra"]}])
    plain = program(rules=rules)
    secret = held_out_of(plain, tried)
    for one in (plain, tried):
        assert rules_of(published(one, secret)) == ["base"]
        assert published(one, secret).experiments == ()
    assert rules_of(published(plain)) == ["base", "extra"]


def test_what_is_the_shops_own_matter_is_left_out() -> None:
    limits = [{"id": "budget", "every": "month", "units": 9_000, "per": "program"},
              {"id": "mine", "every": "month", "units": 90}]  # fmt: skip
    found = published(
        program(rules=[rule(effect(), limits=["budget", "mine"])], limits=limits, wallets=[wallet(adjust_most=7)])
    )
    assert found.rules[0].limits == ("mine",)
    assert [one.id for one in found.limits] == ["mine"]
    assert found.wallets[0].adjust_most is None
    notes = extra(effects=[{"kind": "attribute", "id": "seen", "value": "yes"}])
    assert rules_of(published(program(rules=[rule(effect()), notes]))) == ["base"]


def test_what_only_a_secret_rule_gives_or_goes_by_is_left_out_with_it() -> None:
    secret = extra(
        effects=[{"kind": "issue_reward", "reward": "cake"}],
        when=[{"kind": "segment", "any_of": ["lapsed"]}, {"kind": "calendar", "during": "fair"}],
    )
    rewards = [{"id": "cake"}, {"id": "tea", "prices": [{"amount": 5}]}]
    calendars = [{"id": "fair", "dates": [{"from": "2018-03-01"}]}]
    found = published(program(rules=[rule(effect()), secret], rewards=rewards, calendars=calendars))
    assert [one.id for one in found.rewards] == ["tea"]
    assert found.calendars == ()
    open_ = {**secret, "when": [{"kind": "calendar", "during": "fair"}]}
    told = published(program(rules=[rule(effect()), open_], rewards=rewards, calendars=calendars))
    assert [one.id for one in told.rewards] == ["cake", "tea"]
    assert [one.id for one in told.calendars] == ["fair"]


def test_a_price_that_takes_a_code_is_for_who_was_given_one() -> None:
    off = {"effect": {"kind": "amount_off", "amount": 5}}
    found = published(program(price_rules=[{"id": "five", "by_code": True, **off}, {"id": "open", **off}]))
    assert [one.id for one in found.price_rules] == ["open"]

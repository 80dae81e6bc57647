"""What a member, a till and an author are told of a judgement: in the spirit of S29, names that are nobody's business.

The member's and the till's answer leave out rules that the member cannot have, and say no internal name.
"""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import parse_instant
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.visibility import AUDIENCES, Audience
from setia.engine.rules.verdict import Why
from setia.wording.explanation import ToldRule
from setia.wording.languages import LANGUAGES, Language
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import SILVER_GOLD, basket, item, judged, program
from tests.wording.saying import all_of, asked, explainer

SATURDAY = parse_instant("2027-01-09T10:00:00Z", "UTC")
BASKET = basket(item(40_00, category="tea"), channel="till")
DOUBLE = {"kind": "multiplier", "times": 2, "of": ["secret-base"]}
ON_SATURDAYS = {"kind": "weekday", "any_of": ["saturday"]}
CHOSEN: dict[str, Any] = {"kind": "segment", "any_of": ["secret-segment"]}
NOTED: dict[str, Any] = {"kind": "attribute", "id": "secret-attribute", "any_of": ["secret-value"]}
NAMED = {"en": "Points for every dollar"}


def shop(*rules: dict[str, Any], **fields: Any) -> Compiled:
    return program(rule(effect(), id="secret-base", name=NAMED), *rules, **{"tiers": [SILVER_GOLD], **fields})


def judge(compiled: Compiled, **frame: Any) -> Why:
    return Why(judged(compiled, BASKET, **{"effective_at": SATURDAY, "visit": 3, **frame}), counted=True)


def rules(compiled: Compiled, audience: Audience, **frame: Any) -> list[ToldRule]:
    return explainer(compiled, "en", audience).rules(judge(compiled, **frame))


def names(compiled: Compiled, audience: Audience, **frame: Any) -> list[str]:
    return [one.name for one in rules(compiled, audience, **frame)]


def everything(compiled: Compiled, language: Language, audience: Audience, **frame: Any) -> str:
    said = explainer(compiled, language, audience)
    why = judge(compiled, **frame)
    told = [one.name for one in said.rules(why)] + [one.id for one in said.rules(why)]
    told += [f"{one.text} {one.values}" for one in all_of(why, said)]
    return " ".join(told)


def test_double_saturday_is_nothing_that_a_member_who_is_held_out_hears_of() -> None:
    double = rule(DOUBLE, id="double", name={"en": "Double Saturday"}, when=[ON_SATURDAYS], offer=True)
    held_out = {"id": "secret-experiment", "hold_out_percent": 10, "rules": ["double"]}
    compiled = shop(double, experiments=[held_out])
    siti: dict[str, Any] = {"held_out": ("secret-experiment",)}
    assert names(compiled, "member", **siti) == ["Points for every dollar"]
    assert names(compiled, "staff", **siti) == ["Points for every dollar"]
    for audience in ("member", "staff"):
        assert "Double" not in everything(compiled, "en", audience, **siti)
    assert names(compiled, "author", **siti) == ["Points for every dollar", "Double Saturday"]
    told = rules(compiled, "author", **siti)[1]
    assert asked(told) == [
        (False, "The experiment secret-experiment must not hold the member out. This member is held out."),
        (True, "It must be on Saturday. This time: Saturday."),
    ]
    assert names(compiled, "member") == ["Points for every dollar", "Double Saturday"]
    assert asked(rules(compiled, "member")[1]) == [(True, "It must be on Saturday. This time: Saturday.")]


@pytest.mark.parametrize("secret", [CHOSEN, NOTED, {"kind": "any", "of": [CHOSEN, NOTED]}])
def test_a_rule_for_chosen_members_is_told_to_those_who_have_it_without_what_chose_them(secret: dict[str, Any]) -> None:
    compiled = shop(rule(effect(), id="x", name={"en": "More"}, when=[ON_SATURDAYS, secret]))
    assert [names(compiled, who) for who in AUDIENCES] == [[NAMED["en"]], [NAMED["en"]], [NAMED["en"], "More"]]
    has = {"segments": ("secret-segment",), "attributes": {"secret-attribute": "secret-value"}}
    for audience in ("member", "staff"):
        told = rules(compiled, audience, **has)[1]
        assert (told.name, told.holds) == ("More", True)
        assert asked(told) == [(True, "It must be on Saturday. This time: Saturday.")]
    assert len(rules(compiled, "author", **has)[1].conditions) == 2


def test_what_all_must_hold_of_is_taken_apart_where_only_some_may_be_told() -> None:
    joined = {"kind": "all", "of": [ON_SATURDAYS, CHOSEN]}
    compiled = shop(rule(effect(), id="x", name={"en": "More"}, when=[joined]))
    assert names(compiled, "member") == [NAMED["en"]]
    (told,) = rules(compiled, "member", segments=("secret-segment",))[1:]
    assert asked(told) == [(True, "It must be on Saturday. This time: Saturday.")]


def test_a_document_says_otherwise_and_still_no_name_is_said() -> None:
    first = {"kind": "first_purchase", "visible_to": "staff"}
    compiled = shop(
        rule(effect(), id="welcome", name={"en": "Welcome"}, when=[first]),
        rule(effect(), id="chosen", name={"en": "Chosen"}, when=[{**CHOSEN, "visible_to": "member"}]),
    )
    assert [names(compiled, who)[1:] for who in AUDIENCES] == [["Chosen"], ["Welcome", "Chosen"], ["Welcome", "Chosen"]]
    assert asked(rules(compiled, "member")[1]) == [(False, "This is for certain members only.")]
    assert asked(rules(compiled, "author")[2]) == [
        (False, "The member must be in the segment secret-segment. This time there is none."),
    ]


def test_a_rule_of_another_market_is_left_out() -> None:
    compiled = shop(rule(effect(), id="x", name={"en": "Thailand"}, when=[{"kind": "currency", "any_of": ["THB"]}]))
    assert [names(compiled, who)[1:] for who in AUDIENCES] == [[], [], ["Thailand"]]


def test_a_rule_that_only_notes_something_is_its_authors() -> None:
    noting = rule({"kind": "attribute", "id": "secret-attribute", "value": "x"}, id="x", name={"en": "Noting"})
    compiled = shop(noting)
    assert [names(compiled, who)[1:] for who in AUDIENCES] == [[], [], ["Noting"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_internal_name_is_said_to_a_member_or_at_the_till(language: Language) -> None:
    limits = [{"id": "secret-limit", "every": "day", "units": 5}]
    lanes = [{"id": "secret-lane"}]
    given = [effect(), {"kind": "badge", "badge": "secret-badge"}]
    compiled = shop(
        rule(
            *given, id="secret-rule", limits=["secret-limit"], when=[CHOSEN, {"kind": "store", "tag": ["secret-tag"]}]
        ),
        rule(DOUBLE, id="secret-double", when=[{"kind": "calendar", "during": "secret-days"}]),
        rule({"kind": "issue_reward", "reward": "secret-reward"}, id="secret-gift"),
        lanes=lanes,
        limits=limits,
        stores=[{"id": "9", "tags": ["secret-tag"]}],
        calendars=[{"id": "secret-days", "dates": [{"from": "2027-01-09"}]}],
        rewards=[{"id": "secret-reward"}],
    )
    bought = basket(item(40_00), store="9")
    frame: dict[str, Any] = {"effective_at": SATURDAY, "visit": 3, "segments": ("secret-segment",)}
    why = Why(judged(compiled, bought, **frame), counted=True)
    assert all(one.holds for one in why.verdicts)
    for audience in AUDIENCES:
        said = explainer(compiled, language, audience)
        told = [(one.id, one.name) for one in said.rules(why)]
        text = f"{told} {[(one.text, one.values) for one in all_of(why, said)]}"
        assert ("secret" in text) is (audience == "author"), text

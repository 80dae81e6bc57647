"""Everything that can be said is said whole, in every language, with its numbers, and in no other language's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions import Condition
from setia.engine.rules.conditions.visibility import AUDIENCES, Audience
from setia.engine.rules.effects import Effect
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.verdict import Why
from setia.wording.excluded import excluded
from setia.wording.languages import LANGUAGES, TRANSLATED, Language
from setia.wording.rules import rule_in_words
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import basket, item, judged, program
from tests.wording.checking import check
from tests.wording.saying import all_of, explainer
from tests.wording.worlds import (
    BASKET,
    CONDITIONS,
    EFFECTS,
    FIELDS,
    FRAME,
    LIMITS,
    OF_EVENTS,
    REPORT,
    USED_UP,
    name,
)


def judgements(compiled: Compiled, standing: Standing | None = None, happened: Any = BASKET) -> Why:
    return Why(judged(compiled, happened, standing, **FRAME), counted=True)


def of_conditions(language: Language, audience: Audience) -> Iterator[list[Sentence]]:
    """What is said of every condition that holds or fails."""
    for number, pair in enumerate([*CONDITIONS, *OF_EVENTS]):
        trigger = "purchase" if number < len(CONDITIONS) else "sale"
        for holds, condition in zip((True, False), pair, strict=True):
            compiled = program(rule(effect(), when=[condition], trigger=trigger, name=name(0)), **FIELDS)
            why = judgements(compiled, happened=BASKET if trigger == "purchase" else REPORT)
            assert why.verdicts[0].holds == holds, condition
            yield all_of(why, explainer(compiled, language, audience))
            yield rule_in_words(Speaker(compiled.program, language, audience), compiled.program.rules[0])


def of_effects(language: Language, audience: Audience) -> Iterator[list[Sentence]]:
    """What is said of every effect."""
    for given in EFFECTS:
        compiled = program(rule(effect(), name=name(0)), rule(given, id="other", name=name(9)), **FIELDS)
        yield all_of(judgements(compiled), explainer(compiled, language, audience))
        told = rule_in_words(Speaker(compiled.program, language, audience), compiled.program.rules[1])
        assert bool(told) is not (given["kind"] == "attribute" and audience != "author")
        if told:
            yield told
        (carry,) = [one.counter for _, _, one in compiled.carries] or [""]
        if carry:
            waiting = judgements(compiled, Standing(carried={carry: 4_00}))
            yield all_of(waiting, explainer(compiled, language, audience))


def of_cuts(language: Language) -> Iterator[list[Sentence]]:
    """What is said of every limit, and of what was granted at first."""
    for limit in LIMITS:
        gifts = [{"kind": "issue_reward", "reward": "mug"}, {"kind": "badge", "badge": "f1"}]
        compiled = program(rule(effect(), *gifts, name=name(0), limits=["most"]), limits=[limit], **FIELDS)
        yield rule_in_words(Speaker(compiled.program, language), compiled.program.rules[0])
        for standing in (USED_UP, Standing(room={"most": 7})):
            said = all_of(judgements(compiled, standing), explainer(compiled, language))
            cut = {one.code for one in said} & {"cut", "gift_cut", "short_cut", "short_gift_cut"}
            assert cut or limit.get("times")
            yield said
    granted = judgements(program(rule(effect(points=1), name=name(0)), **FIELDS)).verdicts
    compiled = program(rule(effect(points=2), {"kind": "badge", "badge": "f1"}, name=name(0)), **FIELDS)
    said = all_of(
        judgements(compiled, Standing(granted=granted, may_grow=False)),
        explainer(compiled, language),
    )
    assert {"cut_granted", "short_cut_granted", "gift_granted", "short_gift_granted"} <= {one.code for one in said}
    yield said
    rewarding = program(rule(effect(), {"kind": "issue_reward", "reward": "mug"}, name=name(0)), **FIELDS)
    yield all_of(judgements(rewarding, Standing(kept_back=frozenset({"base"}))), explainer(rewarding, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_condition_that_holds_or_fails_is_said(language: Language, audience: Audience) -> None:
    for said in of_conditions(language, audience):
        check(said, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_effect_is_said(language: Language, audience: Audience) -> None:
    for said in of_effects(language, audience):
        check(said, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cut_is_said(language: Language) -> None:
    for said in of_cuts(language):
        check(said, language)


def of_rivals(language: Language) -> Iterator[list[Sentence]]:
    """What is said of a rule that another one was better than."""
    rules = [rule(effect(), name=name(0)), rule(effect(points=2), id="better", name=name(1))]
    compiled = program(*rules, lanes=[{"id": "main", "combine": "best"}], **FIELDS)
    yield all_of(judgements(compiled), explainer(compiled, language, "member"))


def excluded_goods(language: Language, audience: Audience) -> list[Sentence]:
    """What is said of goods that no rule sees."""
    never = [{"tag": "n1"}, {"tag": "n2", "reason": "r1"}]
    compiled = program(rule(effect(), name=name(0)), never=never, **FIELDS)
    tags = ("n1", "n2", "gift_card", "deposit")
    bought = basket(*(item(number * 100, tags=(tag,)) for number, tag in enumerate(tags, 1)))
    told = excluded(Speaker(compiled.program, language, audience), bought)
    return told + all_of(judgements(compiled, happened=bought), explainer(compiled, language, audience))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rule_that_was_better_is_said(language: Language) -> None:
    (said,) = of_rivals(language)
    check(said, language)
    assert "better" in {one.code for one in said}


@pytest.mark.parametrize("language", LANGUAGES)
def test_goods_that_no_rule_sees_are_said(language: Language) -> None:
    for audience in AUDIENCES:
        check(excluded_goods(language, audience), language)


def test_every_kind_is_among_them() -> None:
    def kinds(conditions: list[dict[str, Any]]) -> set[str]:
        inside = [one["of"] for one in conditions if "of" in one]
        parts = [part for of in inside for part in (of if isinstance(of, list) else [of])]
        return {one["kind"] for one in conditions} | (kinds(parts) if parts else set())

    for place in (0, 1):
        said = kinds([pair[place] for pair in [*CONDITIONS, *OF_EVENTS]])
        assert said == {one.__struct_config__.tag for one in get_args(Condition)}
    assert {one["kind"] for one in EFFECTS} == {one.__struct_config__.tag for one in get_args(Effect)}


def test_a_word_of_english_in_another_language_is_found_out() -> None:
    for language in TRANSLATED:
        with pytest.raises(AssertionError):
            check([Sentence("x", "Gives 5 points.", {})], language)
    with pytest.raises(AssertionError):
        check([Sentence("x", "Diberi {amount}.", {})], "ms")
    with pytest.raises(AssertionError):
        check([Sentence("x", "Diberi 5 mata.", {"amount": 6})], "ms")

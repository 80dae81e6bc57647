"""Every message there is, is said in these tests: none that no reader ever saw goes out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import setia.wording
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.visibility import AUDIENCES, Audience
from setia.engine.rules.verdict import Check, Verdict, Why
from setia.services.coming import Coming
from setia.wording import alert, guard_letter, notice
from setia.wording.catalogues import KEYWORDS
from setia.wording.code_letter import sentences
from setia.wording.conditions import unknown
from setia.wording.documents import in_words
from setia.wording.guard_letter import Gave
from setia.wording.languages import LANGUAGES, Language
from setia.wording.limits import limit
from setia.wording.people import People
from setia.wording.rules import rule_in_words
from setia.wording.sentences import Said, Sentence, Speech
from setia.wording.speaker import Speaker
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import judged, program
from tests.wording.checking import check
from tests.wording.saying import all_of, explainer
from tests.wording.test_documents_in_words import world
from tests.wording.test_every_message import excluded_goods, of_conditions, of_cuts, of_effects, of_rivals
from tests.wording.test_faults import of_faults
from tests.wording.test_happened import DOCUMENT, everything
from tests.wording.test_movements import everything as of_movements
from tests.wording.test_movements import moved
from tests.wording.test_plans import everything as of_plans
from tests.wording.worlds import BASKET, FIELDS, FRAME, REPORT, name

SOURCE = Path(setia.wording.__file__).parent
QUOTA = {"times": 2, "every": "month"}
BADGE: dict[str, Any] = {"kind": "badge", "badge": "f1"}


def judge(compiled: Compiled, happened: Any = BASKET, **frame: Any) -> Why:
    return Why(judged(compiled, happened, **{**FRAME, **frame}), counted=True)


def of_totals(language: Language) -> Iterator[list[Sentence]]:
    """What is said of the whole: of baskets, purchases, events and returns."""
    earns = program(rule(effect(), name=name(0)), **FIELDS)
    said = explainer(earns, language)
    some, none = judge(earns), Why((Verdict("base", True),), counted=True)
    for why in (some, none):
        yield [*said.totals(why, "basket"), *said.totals(why, "purchase"), *said.totals(why, "event")]
        yield [*said.totals(why, "purchase", some), *said.totals(why, "purchase", none)]
    yield [one for told in said.rules(none, some) for sentences in told.gave for one in sentences]
    yield [one for told in said.rules(some, none) for sentences in told.gave for one in sentences]
    yield said.totals(Why(none.verdicts), "purchase", some)
    yield said.totals(Why(some.verdicts, counted=True, over_returned=True), "purchase", some)
    yield said.totals(Why(some.verdicts, counted=True, checked={"base": (1,)}), "purchase")


def of_what_has_no_name(language: Language, audience: Audience) -> Iterator[list[Sentence]]:
    """What is said where a document gives no name, or says no more of something."""
    during = {"kind": "calendar", "during": "days"}
    fields = {**FIELDS, "rewards": [{"id": "u1"}], "calendars": [{"id": "u1", "dates": [{"from": "2027-01-07"}]}]}
    days = {"kind": "any", "of": [{**during, "during": "u1"}, {"kind": "not", "of": {**during, "during": "u1"}}]}
    compiled = program(rule(effect(), {"kind": "issue_reward", "reward": "u1"}, id="u0", when=[days]), **fields)
    speaker = Speaker(compiled.program, language, audience)
    yield [*all_of(judge(compiled), explainer(compiled, language, audience)), limit(speaker, "u9")]
    yield [one for part in in_words(speaker) for one in part.sentences]
    yield [unknown(speaker, "u9"), *rule_in_words(speaker, compiled.program.rules[0])]
    gone = Why((Verdict("u0", False, (Check("u9", False), Check("u9", True))),), counted=True)
    yield [*explainer(compiled, language, audience).totals(gone, "purchase")]


def of_members(language: Language, audience: Audience) -> Iterator[list[Sentence]]:
    """What is said of members of whom little is known, who are chosen, or held out."""
    asked: list[dict[str, Any]] = [
        {"kind": "segment", "any_of": ["s2"], "visible_to": "member"},
        {"kind": "birthday"},
        {"kind": "first_purchase"},
        {"kind": "days_since_last_visit", "at_least": 5},
    ]
    compiled = program(rule(effect(), name=name(0), when=asked), **FIELDS)
    unknown_member = {"visit": 0, "days_since": None, "birthday": None}
    yield all_of(judge(compiled, **unknown_member), explainer(compiled, language, audience))
    yield all_of(judge(compiled, birthday=0), explainer(compiled, language, audience))
    offer = rule(effect(), id="u1", name=name(1), offer=True)
    arms = [{"id": "u2", "name": name(2), "hold_out_percent": 10, "rules": ["u1"]}]
    held_out = program(rule(effect(), name=name(0)), offer, experiments=arms, **FIELDS)
    for experiments in ((), ("u2",)):
        yield all_of(judge(held_out, held_out=experiments), explainer(held_out, language, audience))


def of_lanes_and_fields(language: Language) -> Iterator[list[Sentence]]:
    """What is said of lanes, of answers that are yes or no, and of units that end by any idleness."""
    lanes = [{"id": "u1"}, {"id": "u2", "combine": "multiply"}, {"id": "u3", "combine": "best"}]
    compiled = program(
        *(rule(effect(), id=f"u{n}", lane=f"u{n}", name=name(n)) for n in (1, 2, 3)), lanes=lanes, **FIELDS
    )
    for one in compiled.program.rules:
        yield rule_in_words(Speaker(compiled.program, language), one)
    sale = {"id": "sale", "fields": [{"id": "f1", "type": "yes_no"}]}
    field = {"kind": "event_field", "field": "f1", "any_of": [True, False]}
    asking = program(rule(effect(), trigger="sale", name=name(0), when=[field]), **{**FIELDS, "events": [sale]})
    yield all_of(judge(asking, REPORT), explainer(asking, language))
    idle = [{**FIELDS["wallets"][0], "expiry": {"idle": "P1Y"}}, *FIELDS["wallets"][1:]]
    units = program(rule(effect(), name=name(0)), **{**FIELDS, "wallets": idle})
    yield [one for part in in_words(Speaker(units.program, language)) for one in part.sentences]


def of_alerts(language: Language, audience: Audience) -> list[Sentence]:
    """What the letter of an alert says."""
    by, lost = Speaker(DOCUMENT, language, audience), {"points": -41}
    told = [alert.subject(by, "Kedai", lost), *alert.lines(by, moved("redeem", "redeem", changes=lost), lost, "1 pm")]
    return [*told, *alert.advice(by, "https://kedai.example/1"), *alert.advice(by, "")]


def of_what_comes(language: Language, audience: Audience) -> list[Sentence]:
    """What is said of a code, and of an order that does not count yet."""
    told = explainer(program(rule(effect(), name=name(0)), **FIELDS), language, audience)
    notices = of_notices(language)
    later = [told.later({"points": 41}, earns_at) for earns_at in ("paid", "fulfilled")]
    return [*sentences(language, "Kedai", "592713"), *later, *of_a_guard(language, audience), *notices]


def of_notices(language: Language) -> list[Sentence]:
    """What is said around the sentences of a document that change: of what is other, gone, or says less."""
    by, day = Speech(language), Said("2018-04-01", People(language).day(date(2018, 4, 1)))
    fewer, mug = {"id": "mug", "name": name(3), "valid_for": "P3M"}, {"id": "mug", "name": name(3)}
    ours = program(rule(effect(), name=name(0)), **{**FIELDS, "rewards": [{**fewer, "quota": QUOTA}]})
    said = [notice.subject(by, "Kedai", day)]
    for rewards in ([fewer], [mug], []):
        after = program(rule(effect(), name=name(0)), **{**FIELDS, "rewards": rewards})
        coming = Coming(2, 0, "UTC", ours.program, after.program)
        said += [one for part in notice.told(coming, People(language)) for one in notice.lines(by, part, day)]
        assert notice.letter(coming, People(language), "Kedai", "https://kedai.example/")[1].count("\n\n") == 2
    return [*said, notice.where(by, ""), notice.where(by, "https://kedai.example/")]


def of_a_guard(language: Language, audience: Audience) -> list[Sentence]:
    """What owners read of a rule that was stopped, with a link and without, and of a price rule."""
    by = Speaker(DOCUMENT, language, audience)
    told = [(Gave("base", 2, "points", 200_000, 2500), link) for link in ("https://kedai.example/", "")]
    told.append((Gave("price:raya", 2, "discount", 1_000_00, 10_00), ""))
    return [one for gave, link in told for one in guard_letter.sentences(by, "Kedai", gave, link)]


def of_all(language: Language) -> Iterator[list[Sentence]]:
    """Everything that these tests say."""
    for audience in AUDIENCES:
        yield from of_conditions(language, audience)
        yield from of_effects(language, audience)
        yield from of_what_has_no_name(language, audience)
        yield from of_members(language, audience)
        yield everything(Speaker(DOCUMENT, language, audience))
        yield from of_movements(language, audience)
        yield excluded_goods(language, audience)
        yield of_alerts(language, audience)
        yield of_what_comes(language, audience)
        for number in range(5):
            yield [one for part in in_words(Speaker(world(number), language, audience)) for one in part.sentences]
    yield from of_cuts(language)
    yield from of_rivals(language)
    yield from of_totals(language)
    yield from of_lanes_and_fields(language)
    yield from of_faults(language)
    yield of_plans(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_seldom_is_said_whole_too(language: Language) -> None:
    for audience in AUDIENCES:
        for said in (*of_what_has_no_name(language, audience), *of_members(language, audience)):
            check(said, language)
        check(of_alerts(language, audience), language)
        check(of_what_comes(language, audience), language)
    for said in (*of_totals(language), *of_lanes_and_fields(language)):
        check(said, language)


def codes(value: Any) -> set[str]:
    """Codes of sentences inside other sentences."""
    if isinstance(value, dict):
        inside = {code for child in value.values() for code in codes(child)}
        return inside | ({value["code"]} if isinstance(value.get("code"), str) else set())
    return {code for child in value for code in codes(child)} if isinstance(value, list) else set()


def test_every_message_is_said() -> None:
    known = {
        ast.literal_eval(node.args[0])
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in KEYWORDS
    }
    said = {one.code for sentences in of_all("en") for one in sentences}
    inside = {code for sentences in of_all("en") for one in sentences for code in codes(one.values)}
    assert known - said - inside - PIECES == set()


PIECES = frozenset(
    """amount items times days hours minutes seconds months years unnamed_price_rule paid_cash paid_card
    paid_points paid_voucher paid_gift_card channel_till channel_web channel_app
    channel_phone yes no span unnamed_rule unnamed_reward paid_transfer charge_service charge_shipping charge_tip
    charge_packaging charge_deposit charge_fee reason_goodwill reason_correction reason_complaint reason_promotion
    reason_something doer_till doer_member doer_at_server doer_system doer_first_start
    subject_rule subject_version subject_proposal subject_file subject_review differs_nothing""".split()
)
"""Amounts and names inside sentences, whose own code is not told beside them."""

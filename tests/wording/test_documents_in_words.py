"""Whole documents in words: part by part, in four languages; and what is other in one than in another."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from setia.engine.rules.documents import from_plain
from setia.engine.rules.prices import PriceEffect
from setia.engine.rules.program import Program
from setia.services.documents import read_program
from setia.wording.documents import changes, in_words
from setia.wording.languages import LANGUAGES, Language
from setia.wording.speaker import Speaker
from tests.architecture.sources import ROOT
from tests.engine.programs import document, effect, rule
from tests.wording.checking import check
from tests.wording.worlds import FIELDS, MONEY, PRICE_EFFECTS, PRICE_GROUPS, PRICE_RULES, STAMPS, UNITS, name

GROCERY = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")


def grocery(*changed: tuple[str, str]) -> Program:
    """The demo's program, with some of its text replaced."""
    text = GROCERY
    for old, new in changed:
        assert old in text
        text = text.replace(old, new, 1)
    return read_program(text).program


def told(program: Program, language: Language = "en") -> dict[str, list[str]]:
    return {f"{one.kind} {one.name}": list(one.texts) for one in in_words(Speaker(program, language, "member"))}


def test_the_demos_program_is_read_back_in_english() -> None:
    said = told(grocery())
    assert said["program Grocery points"] == ["Amounts are in USD; days begin by the clocks of UTC."]
    assert said["wallet points"] == [
        "They end 1 year after they were earned.",
        "The end is moved to the end of that month.",
        "When goods come back, no more is taken back than is there.",
    ]
    assert said["rule 1 point for every dollar"] == ["Gives 1 point for every 1.00 USD.", "It is rounded down."]
    assert said["tier_set Level"] == [
        "Everybody has at least the level Member.",
        "The level Silver is reached with 1,000.00 USD spent.",
        "The level Gold is reached with 3,000.00 USD spent.",
        "What counts is a calendar year.",
        "A level lasts through the end of the next year.",
        "Who does not keep a level falls to the one that was earned.",
    ]
    assert said["reward A cake from our bakery"] == [
        "It costs 2,000 points.",
        "It costs 1,600 points at the level Gold.",
        "It can be used for 3 months after it was given.",
        "The end is moved to the end of that month.",
    ]
    assert said["conversion A full card of ten stamps"] == ["10 stamps turn into a free pastry."]


def test_the_demos_program_is_read_back_in_thai_malay_and_indonesian() -> None:
    assert told(grocery(), "th")["reward เค้กจากเบเกอรีของเรา"] == [
        "แลกด้วย 2,000 คะแนน",
        "แลกด้วย 1,600 คะแนน สำหรับระดับ ทอง",
        "ใช้ได้เป็นเวลา 3 เดือน หลังจากที่ได้รับ",
        "เลื่อนวันหมดอายุเป็นสิ้นเดือนนั้น",
    ]
    assert told(grocery(), "ms")["tier_set Tahap"][1] == "Tahap Perak dicapai dengan perbelanjaan 1,000.00 USD."
    assert told(grocery(), "id")["tier_set Tingkat"][1] == "Tingkat Perak dicapai dengan belanja 1.000,00 USD."


def test_two_numbers_that_were_changed_are_all_that_is_other() -> None:
    after = grocery(("points: 1, per: 1.00", "points: 2, per: 1.00"), ("at_least: 3000.00", "at_least: 2500.00"))
    found = changes(Speaker(grocery()), Speaker(after))
    assert [(one.after.name if one.after else "", one.gone, one.new) for one in found] == [
        (
            "1 point for every dollar",
            ("Gives 1 point for every 1.00 USD.",),
            ("Gives 2 points for every 1.00 USD.",),
        ),
        (
            "Level",
            ("The level Gold is reached with 3,000.00 USD spent.",),
            ("The level Gold is reached with 2,500.00 USD spent.",),
        ),
    ]


def test_what_is_new_and_what_is_gone_is_told_whole() -> None:
    without = grocery((GROCERY[GROCERY.index("  - id: cake\n") : GROCERY.index("  - id: money-off\n")], ""))
    (gone,) = changes(Speaker(grocery()), Speaker(without))
    (new,) = changes(Speaker(without), Speaker(grocery()))
    assert (gone.after, new.before, gone.new, new.gone) == (None, None, (), ())
    assert gone.gone == new.new == gone.before.texts if gone.before else False
    assert changes(Speaker(grocery()), Speaker(grocery())) == []


DATED = {"from": "2027-01-01", "through": "2027-01-31"}
FIRST: dict[str, Any] = {"kind": "first_purchase"}
CHOSEN: dict[str, Any] = {"kind": "segment", "any_of": ["s1"]}


ENDS: list[dict[str, Any] | None] = [
    None,
    {"after": "P90D"},
    {"after": "P1Y", "round_to": "end_of_quarter", "apply_to_existing": "2018-03-01"},
    {"after": "P2Y", "round_to": "end_of_year", "idle": "P6M"},
    {"idle": "P1Y", "after": "P18M", "round_to": "end_of_month"},
]
POLICIES = ["only_pending", "within_balance", "debt", "debt", "within_balance"]
WINDOWS = [
    {"kind": "calendar_year"},
    {"kind": "rolling", "months": 6},
    {"kind": "anniversary"},
    {"kind": "lifetime"},
]
LASTS = [
    {"kind": "end_of_year", "years": 0},
    {"kind": "end_of_year", "years": 2},
    {"kind": "end_of_month", "years": 1, "month": 2},
    {"kind": "duration", "duration": "P12M"},
    {"kind": "for_ever"},
]
WAYS = [
    {"measure": "spend", "at_least": 1000},
    {"measure": "points", "at_least": 2500, "rules": ["base"]},
    {"measure": "purchases", "at_least": 30},
    {"measure": "event", "at_least": 3, "event": "sale"},
]
REWARDS: list[dict[str, Any]] = [
    {"id": "mug", "name": name(3), "prices": [{"amount": 500}, {"amount": 0, "tiers": ["gold"]}], "stock": 5},
    {
        "id": "cup",
        "name": name(6),
        "prices": [{"amount": 0}, {"amount": 400, "tiers": ["gold"]}, {"amount": 300, **DATED}],
        "quota": {"times": 2, "every": "month"},
        "valid_for": "P3M",
        "valid_to": "end_of_month",
        "when": [FIRST, CHOSEN],
        "value": "5.00",
    },
    {"id": "spoon", "name": name(7), "prices": [{"amount": 9, "from": "2027-01-01"}], "min_basket": 10},
    {"id": "fork", "name": name(8), "prices": [{"amount": 9, "through": "2027-01-31"}]},
    {"id": "off", "name": name(9), "any_amount": {"step": 100, "worth": "1.00", "least": 500, "most": 900}},
]
CARDS: list[dict[str, Any]] = [
    {
        "id": "card",
        "name": name(10),
        "wallet": "stamps",
        "choices": [{"amount": 10, "reward": "mug"}, {"amount": 20, "reward": "cup"}],
    }
]


def world(number: int) -> Program:
    """Documents that say everything that can be said of wallets, levels, rewards and the rest."""
    fields: dict[str, Any] = {
        **FIELDS,
        "activity": [["earn"], ["redeem"], ["earn", "redeem"], ["earn"], ["redeem"]][number],
        "earns_at": ["paid", "fulfilled"][number % 2],
        "day_starts_at": ["00:00", "04:00"][number % 2],
        "wallets": [
            {"id": "points", "unit": UNITS, "expiry": ENDS[number], "returns": {"policy": POLICIES[number]}},
            {
                "id": "stamps",
                "unit": STAMPS,
                "kind": "stamps",
                "pending": "P30D",
                "proof_above": [0, 500][number % 2],
                "adjust_most": 5,
            },
            {"id": "cash", "unit": MONEY, "kind": "money", "decimals": 2, "returns": {"policy": "within_balance"}},
        ],
        "tiers": [
            {
                "id": "status",
                "name": name(5),
                "window": WINDOWS[number % 4],
                "lasts": LASTS[number],
                "grace": ["P0D", "P30D"][number % 2],
                "downgrade": ["one_level", "to_earned"][number % 2],
                "levels": [
                    {"id": "silver", "name": name(1)},
                    {"id": "gold", "name": name(2), "qualify": WAYS[: number + 1], "pauses_expiry": ["points"]},
                ],
            }
        ],
        "rewards": REWARDS,
        "conversions": CARDS,
        "calendars": [{"id": "days", "name": name(4), "dates": [DATED, {"from": "2027-03-01"}]}],
        "never": [{"tag": "n1"}, {"tag": "n2", "reason": "r1"}],
        "price_groups": PRICE_GROUPS,
        "price_rules": PRICE_RULES,
        "undiscounted": ["n3"],
        "points_tenders": [{"step": 100, "worth": 1, "least": 500, "most_percent": 50, "not_for": ["n4", "n5"]}],
        "experiments": [{"id": "x1", "name": name(11), "hold_out_percent": "12.5", "rules": ["more"]}],
    }
    given = {"kind": "issue_reward", "reward": "mug"}
    more = rule(given, id="more", name=name(12), offer=True)
    rules = [rule(effect(), name=name(0)), more, rule(given, id="day", name=name(13), trigger="birthday")]
    return from_plain(document(**{"rules": rules, **fields}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_document_can_say_is_said_whole(language: Language) -> None:
    for number in range(5):
        for audience in ("member", "author"):
            parts = in_words(Speaker(world(number), language, audience))
            for part in parts:
                check(list(part.sentences), language)
            kinds = {part.kind for part in parts}
            assert ("experiment" in kinds) is (audience == "author")
            assert {"program", "wallet", "rule", "tier_set", "reward", "conversion", "calendar", "never"} <= kinds
            assert {"price_rule", "undiscounted", "points_tender"} <= kinds


@pytest.mark.parametrize(("given", "words"), PRICE_EFFECTS, ids=[words for _, words in PRICE_EFFECTS])
def test_what_an_effect_on_prices_does_is_said_in_words(given: dict[str, Any], words: str) -> None:
    found = from_plain(document(price_rules=[{"id": "offer", "name": name(1), "effect": given}]))
    assert " ".join(told(found)["price_rule E1"]) == words


def test_no_effect_on_prices_goes_unsaid() -> None:
    assert {one["kind"] for one, _ in PRICE_EFFECTS} == {one.__struct_config__.tag for one in get_args(PriceEffect)}


def test_what_a_price_rule_asks_for_is_said_in_words() -> None:
    (first, *_) = [one for one in in_words(Speaker(world(0), "en", "author")) if one.kind == "price_rule"]
    assert list(first.texts)[2:] == [
        "It needs a code.",
        "The price stays as it is: a voucher pays for some of it.",
        "It is for everybody, member or not.",
        "It must be the member's first purchase.",
        "The member must be in the segment s1.",
        "It takes off at most 15.00 USD.",
        "No item comes below 1.50 USD.",
        "It is in the group g1, whose rules add up.",
        "It is paid for by m1 × 1 and m2 × 2.",
    ]


def test_how_points_pay_is_said_in_words() -> None:
    assert told(world(0))["points_tender points"] == [
        "At the till 100 points pay 1.00 USD.",
        "At least 500 points are used.",
        "They pay at most 50 % of the goods.",
        "They cannot pay for these goods: n4 and n5.",
    ]


def test_a_member_is_not_told_of_segments_or_of_what_a_reward_costs_the_shop() -> None:
    said = " ".join(text for part in in_words(Speaker(world(0), "en", "member")) for text in part.texts)
    assert "s1" not in said
    assert "It is worth" not in said
    assert "It must be the member's first purchase." in said

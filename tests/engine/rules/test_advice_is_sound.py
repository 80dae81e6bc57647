"""No rule that holds for some basket is ever said to be one that can never hold."""

from __future__ import annotations

import os
from random import Random
from secrets import randbelow
from typing import Any

import pytest

from setia.engine.calendar import DAY, MINUTE
from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules.advice import advise
from setia.engine.rules.advice import cases as asked
from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from tests.shop import at
from tests.time_travel.saying import say

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
START = at("2027-01-01")
HEAD: dict[str, Any] = {
    "format": 1,
    "id": "shop",
    "name": {"en": "Shop"},
    "currency": "USD",
    "zone": "UTC",
    "effective_from": "2027-01-01",
    "wallets": [{"id": "points", "unit": {"en": "points"}}],
    "calendars": [
        {"id": "festival", "dates": [{"from": "2027-01-03", "through": "2027-01-04"}]},
        {"id": "weekend", "dates": [{"from": "2027-01-09", "through": "2027-01-10"}]},
    ],
    "stores": [{"id": "north", "tags": ["mall"]}, {"id": "south", "zone": "Asia/Bangkok", "day_starts_at": "04:00"}],
    "never": [{"tag": "alcohol"}],
    "tiers": [
        {"id": "level", "levels": [{"id": "member"}, {"id": "gold", "qualify": [{"measure": "spend", "at_least": 9}]}]}
    ],
}
CONDITIONS = 12
"""Kinds of conditions below."""


def condition(random: Random, depth: int = 2) -> dict[str, Any]:
    """Some condition; of few values, so that they contradict one another often."""
    if depth and random.random() < 0.35:
        kind = random.choice(("all", "any", "not"))
        inside = [condition(random, depth - 1) for _ in range(random.randint(1, 3))]
        return {"kind": kind, "of": inside[0] if kind == "not" else inside}
    some: list[dict[str, Any]] = [
        {"kind": "weekday", "any_of": random.sample(DAYS, random.randint(1, 4))},
        {"kind": "channel", "any_of": random.sample(("web", "till", "app"), random.randint(1, 2))},
        {"kind": "store", **random.choice(({"any_of": ["south"]}, {"any_of": ["north", "east"]}, {"tag": ["mall"]}))},
        {"kind": "tier", "any_of": [random.choice(("member", "gold"))]},
        {"kind": "basket_total", random.choice(("at_least", "below")): random.randint(1, 4)},
        {"kind": "tag", "any_of": random.sample(("alcohol", "organic", "new"), 1)},
        {"kind": "product", "any_of": random.sample(("A", "B"), 1)},
        random.choice(
            (
                {"kind": "first_purchase"},
                {"kind": "nth_visit", "n": random.randint(1, 3), "every": random.random() < 0.5},
            )
        ),
        {"kind": "days_since_last_visit", random.choice(("at_least", "at_most")): random.randint(1, 4)},
        {"kind": "date_window", random.choice(("from", "through")): f"2027-01-{random.randint(1, 10):02}"},
        random.choice(
            ({"kind": "calendar", "during": "festival"}, {"kind": "calendar", "before": "weekend", "days": 2})
        ),
        {"kind": "time_of_day", "from": f"{random.randint(0, 23):02}:00", "until": f"{random.randint(0, 23):02}:30"},
    ]
    assert len(some) == CONDITIONS
    return random.choice(some)


def facts(random: Random, compiled: Compiled) -> Facts:
    """Some basket of some member, in the first eleven days of the program."""
    lines = tuple(
        Line(
            no=no,
            net=random.randint(0, 250),
            sku=random.choice("ABC"),
            tags=random.choice(((), ("organic",), ("alcohol",))),
        )
        for no in range(1, random.randint(2, 4))
    )
    purchase = Purchase(
        source="till",
        event_at=START,
        currency="USD",
        lines=lines,
        tenders=(Tender("cash", sum(line.net for line in lines)),),
        store=random.choice(("", "north", "south", "east")),
        channel=random.choice(("web", "till", "app", "")),
    )
    visit = random.randint(0, 4)
    frame = Frame(
        effective_at=START + random.randrange(11 * DAY // MINUTE) * MINUTE,
        visit=visit,
        days_since=random.randint(0, 5) if visit > 1 else None,
        tiers={"level": random.choice(("member", "gold"))},
    )
    return Facts(compiled.scene, purchase, frame)


def judged(seed: str, rules: int) -> tuple[int, int, int]:
    """How many rules are said never to hold, how many held once, and of how many both is so."""
    random = Random(seed)
    never = held = wrong = 0
    for _ in range(rules):
        when = [condition(random) for _ in range(random.randint(1, 4))]
        rule = {"id": "rule", "when": when, "effects": [{"kind": "fixed_points", "points": 1}]}
        compiled = compile_program(from_plain({**HEAD, "rules": [rule]}))
        # A calendar that is over is said in place of the rule that asks for it.
        said = any(one.code == "rule_never_holds" for one in advise(compiled))
        tests = compiled.tracks[0].judges[0].tests
        holds = any(
            all(test(basket).holds for test in tests) for basket in (facts(random, compiled) for _ in range(40))
        )
        never, held, wrong = never + said, held + holds, wrong + (said and holds)
    return never, held, wrong


def test_what_holds_is_never_said_to_be_impossible(pytestconfig: pytest.Config) -> None:
    seed = os.environ.get("SETIA_SEED") or str(randbelow(10**9))
    never, held, wrong = judged(seed, 2_500)
    say(pytestconfig, f"advice, seed {seed}: of 2,500 rules {never} can never hold, {held} held")
    assert wrong == 0
    assert never >= 100
    assert held >= 300


def test_a_mistake_in_a_case_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were days counted from Sunday, rules that hold would be said to be impossible."""
    monkeypatch.setattr(asked, "_weekday", lambda ordinal: DAYS[ordinal % 7])
    assert judged("1", 2_500)[2] > 0

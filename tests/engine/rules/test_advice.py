"""What an author is told of a document that is sound, but will not do what it says."""

from __future__ import annotations

import pytest

from setia.engine.rules.advice import advise
from setia.services.documents import read_program

HEAD = """format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2027-01-01
wallets:
  - {id: points, unit: {en: points}}
calendars:
  - {id: festival, dates: [{from: 2027-04-13, through: 2027-04-15}]}
  - {id: past, dates: [{from: 2026-04-13, through: 2026-12-30}]}
stores:
  - {id: north, tags: [mall]}
  - {id: south}
never: [{tag: alcohol}]
tiers:
  - id: level
    levels: [{id: member}, {id: silver, qualify: [{measure: spend, at_least: 100}]}, {id: gold, qualify: GOLD}]
LANES
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
"""
GOLD = "[{measure: spend, at_least: 200}]"


def told(rest: str, gold: str = GOLD, lanes: str = "") -> list[tuple[str, str]]:
    """Path and code of everything that is said, but for calendars that are only there to be used."""
    text = HEAD.replace("GOLD", gold).replace("LANES", lanes) + rest
    advice = advise(read_program(text))
    return [(".".join(str(part) for part in one.path), one.code) for one in advice if one.code != "calendar_unused"]


def rule(when: str, effects: str = "{kind: fixed_points, points: 5}") -> str:
    return f"  - {{id: extra, when: [{when}], effects: [{effects}]}}\n"


IMPOSSIBLE = {
    "two days at once": "{kind: weekday, any_of: [monday]}, {kind: weekday, any_of: [tuesday, sunday]}",
    "a day and not that day": "{kind: weekday, any_of: [monday]}, {kind: not, of: {kind: weekday, any_of: [monday]}}",
    "no day at all": "{kind: not, of: {kind: weekday, any_of: [monday, tuesday, wednesday, thursday, friday, saturday,"
    " sunday]}}",
    "a Sunday within days that have none": "{kind: date_window, from: 2027-01-04, through: 2027-01-09},"
    " {kind: weekday, any_of: [sunday]}",
    "a window before the program": "{kind: date_window, through: 2026-12-30}",
    "windows apart": "{kind: date_window, through: 2027-02-01}, {kind: date_window, from: 2027-02-02}",
    "hours apart": "{kind: time_of_day, from: '22:00', until: '02:00'},"
    " {kind: time_of_day, from: '02:00', until: '22:00'}",
    "a small basket that is large": "{kind: basket_total, below: 10}, {kind: basket_total, at_least: 10}",
    "goods that nobody sees": "{kind: tag, any_of: [alcohol, gift_card]}",
    "levels apart": "{kind: tier, any_of: [gold]}, {kind: tier, any_of: [member, silver]}",
    "neither of all levels": "{kind: not, of: {kind: tier, any_of: [member, silver, gold]}}",
    "stores apart": "{kind: store, tag: [mall]}, {kind: store, any_of: [south]}",
    "channels apart": "{kind: channel, any_of: [web]}, {kind: channel, any_of: [till]}",
    "first and second": "{kind: first_purchase}, {kind: nth_visit, n: 2}",
    "first, and long after the one before": "{kind: first_purchase}, {kind: days_since_last_visit, at_least: 60}",
    "days apart": "{kind: days_since_last_visit, at_most: 7}, {kind: days_since_last_visit, at_least: 8}",
    "an attribute with two values": "{kind: attribute, id: city, any_of: [kl]},"
    " {kind: attribute, id: city, any_of: [jb]}",
    "the same and not the same": "{kind: product, any_of: [A]}, {kind: not, of: {kind: product, any_of: [A]}}",
    "every way out is closed": "{kind: any, of: [{kind: channel, any_of: [web]}, {kind: weekday, any_of: [monday]}]},"
    " {kind: channel, any_of: [till]}, {kind: weekday, any_of: [tuesday]}",
    "not any of two, one of which it is": "{kind: not, of: {kind: any, of: [{kind: channel, any_of: [web]},"
    " {kind: channel, any_of: [app]}]}}, {kind: channel, any_of: [web, app]}",
}


@pytest.mark.parametrize("when", IMPOSSIBLE.values(), ids=list(IMPOSSIBLE))
def test_a_rule_that_can_never_hold_is_told(when: str) -> None:
    assert told(rule(when)) == [("rules.1", "rule_never_holds")]


POSSIBLE = {
    "a day and another condition": "{kind: weekday, any_of: [monday]}, {kind: channel, any_of: [web]}",
    "a Sunday within a week": "{kind: date_window, from: 2027-01-04, through: 2027-01-10},"
    " {kind: weekday, any_of: [sunday]}",
    "the day before the program, where a clock is behind": "{kind: date_window, through: 2026-12-31}",
    "two products": "{kind: product, any_of: [A]}, {kind: product, any_of: [B]}",
    "two segments": "{kind: segment, any_of: [a]}, {kind: segment, any_of: [b]}",
    "two payments": "{kind: payment, any_of: [cash]}, {kind: payment, any_of: [card]}",
    "totals of different lines": "{kind: basket_total, below: 10, lines: {brand: [A]}},"
    " {kind: basket_total, at_least: 10}",
    "some goods are seen": "{kind: tag, any_of: [alcohol, organic]}",
    "every third, from the third": "{kind: nth_visit, n: 3, every: true}, {kind: nth_visit, n: 6}",
    "one way is open": "{kind: any, of: [{kind: channel, any_of: [web]}, {kind: weekday, any_of: [monday]}]},"
    " {kind: channel, any_of: [till]}",
    "a night that goes on": "{kind: time_of_day, from: '22:00', until: '02:00'},"
    " {kind: time_of_day, from: '01:00', until: '03:00'}",
    "too many cases to look at": ", ".join(
        "{kind: any, of: [" + ", ".join(f"{{kind: channel, any_of: [c{n}, d{m}]}}" for m in range(6)) + "]}"
        for n in range(6)
    ),
}


@pytest.mark.parametrize("when", POSSIBLE.values(), ids=list(POSSIBLE))
def test_a_rule_that_may_hold_is_left_alone(when: str) -> None:
    assert told(rule(when)) == []


def test_which_conditions_cannot_hold_together_is_told() -> None:
    text = HEAD.replace("GOLD", GOLD).replace("LANES", "") + rule(
        "{kind: weekday, any_of: [monday]}, {kind: channel, any_of: [web]}, {kind: channel, any_of: [till]}"
    )
    [found] = [one for one in advise(read_program(text)) if one.code == "rule_never_holds"]
    assert found.numbers == {"rule": "extra", "conditions": "2 and 3"}


@pytest.mark.parametrize(
    ("when", "path"),
    [
        ("{kind: calendar, during: past}", "rules.1.when.0"),
        ("{kind: calendar, before: past, days: 3}", "rules.1.when.0"),
        ("{kind: any, of: [{kind: first_purchase}, {kind: calendar, during: past}]}", "rules.1.when.0.of.1"),
        ("{kind: not, of: {kind: calendar, during: past}}", "rules.1.when.0.of"),
        ("{kind: date_window, from: 2027-05-01}, {kind: calendar, during: festival}", "rules.1.when.1"),
    ],
)
def test_a_calendar_without_a_date_in_its_rules_life_is_a_fault(when: str, path: str) -> None:
    assert told(rule(when)) == [(path, "calendar_over")]


def test_a_calendar_with_a_date_is_none() -> None:
    assert told(rule("{kind: calendar, during: festival}")) == []
    assert told(rule("{kind: calendar, before: festival, days: 14}, {kind: date_window, through: 2027-04-12}")) == []


def test_a_multiplier_that_never_meets_what_it_multiplies() -> None:
    twice = "{kind: multiplier, of: [extra], times: 2}"
    web = rule("{kind: channel, any_of: [web]}")
    at_till = f"  - {{id: more, when: [{{kind: channel, any_of: [till]}}], effects: [{twice}]}}\n"
    assert told(web + at_till) == [("rules.2.effects.0.of.0", "never_together")]
    assert told(web + at_till.replace("[till]", "[till, web]")) == []


def test_rules_that_compete_and_never_meet() -> None:
    lanes = "lanes: [{id: first}, {id: rivals, combine: best}]"
    rivals = "".join(
        f"  - {{id: {name}, lane: rivals, when: [{{kind: channel, any_of: [{channel}]}}],"
        " effects: [{kind: fixed_points, points: 5}]}\n"
        for name, channel in (("one", "web"), ("two", "till"))
    )
    assert told(rivals, lanes=lanes) == [("lanes.1", "never_compete")]
    assert told(rivals.replace("till", "web"), lanes=lanes) == []


@pytest.mark.parametrize(
    ("limit", "rules", "reached"),
    [
        ("units: 10, every: purchase", 1, False),
        ("units: 10, every: purchase", 2, False),
        ("units: 10, every: purchase", 3, True),
        ("times: 1, every: purchase", 1, False),
        ("times: 1, every: purchase", 2, True),
        ("units: 10, every: day", 1, True),
        ("units: 10, every: ever, per: program", 1, True),
    ],
)
def test_limits_that_nothing_can_reach(limit: str, rules: int, reached: bool) -> None:
    given = "".join(
        f"  - {{id: r{n}, limits: [most], effects: [{{kind: fixed_points, points: 5}}]}}\n" for n in range(rules)
    )
    said = told(f"{given}limits: [{{id: most, {limit}}}]\n")
    assert said == ([] if reached else [("limits.0", "limit_never_reached")])


def test_a_limit_on_what_happens_once() -> None:
    given = "limits: [most], effects: [{kind: fixed_points, points: 5}]"
    once = f"  - {{id: welcome, when: [{{kind: first_purchase}}], {given}}}\n"
    assert told(once + "limits: [{id: most, units: 5, every: year}]\n") == [("limits.0", "limit_never_reached")]
    assert told(once + "limits: [{id: most, units: 4, every: year}]\n") == []


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ("[{measure: spend, at_least: 100}]", [("tiers.0.levels.1", "level_passed_by")]),
        (
            "[{measure: spend, at_least: 90}, {measure: purchases, at_least: 5}]",
            [("tiers.0.levels.1", "level_passed_by")],
        ),
        ("[{measure: purchases, at_least: 5}]", []),
    ],
)
def test_levels_that_nobody_holds(gold: str, said: list[tuple[str, str]]) -> None:
    assert told("", gold=gold) == said


def test_what_nothing_uses_is_told() -> None:
    rest = """limits: [{id: most, units: 5, every: day}]
events: [{id: visit}]
rewards: [{id: cake}, {id: tea, prices: [{amount: 5}]}]
"""
    lanes = "lanes: [{id: first}, {id: second}]"
    assert told(rest, lanes=lanes) == [
        ("lanes.1", "lane_unused"),
        ("limits.0", "limit_unused"),
        ("rewards.0", "reward_unused"),
        ("events.0", "event_unused"),
    ]
    text = HEAD.replace("GOLD", GOLD).replace("LANES", "") + rule("{kind: calendar, during: festival}")
    text = text.replace(
        "unit: {en: points}}", "unit: {en: points}}\n  - {id: stamps, kind: stamps, unit: {en: stamps}}"
    )
    assert [(one.code, one.numbers["id"]) for one in advise(read_program(text))] == [
        ("wallet_unused", "stamps"),
        ("calendar_unused", "past"),
    ]


def test_a_reward_that_can_never_be_asked_for() -> None:
    impossible = "[{kind: channel, any_of: [web]}, {kind: channel, any_of: [till]}]"
    assert told(f"rewards: [{{id: tea, prices: [{{amount: 5}}], when: {impossible}}}]\n") == [
        ("rewards.0", "reward_never")
    ]

"""`setia tier grant` and `setia event record`: levels by hand, and what members do besides buying."""

from __future__ import annotations

import pytest

from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, refused
from tests.cli_ledger.cafe import Cafe, a_month_at_the_cafe
from tests.shop import Shop

TWO_SETS = """
format: 1
id: club
name: {en: Club}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets: [{id: points, unit: {en: points}}]
rules: [{id: base, effects: [{kind: points_per_amount, points: 1, per: 1}]}]
tiers:
  - id: food
    name: {en: Food}
    levels: [{id: plain}, {id: gold, name: {en: Gold}, qualify: [{measure: spend, at_least: 100}]}]
  - id: wine
    name: {en: Wine}
    levels: [{id: plain}, {id: gold, name: {en: Grand Cru}, qualify: [{measure: spend, at_least: 100}]}]
"""


@pytest.fixture
def cafe(sqlite_database: str) -> Cafe:
    """It is Saturday 6 January 2018; Siti has 105 points."""
    return a_month_at_the_cafe()


def grant(*words: str) -> list[str]:
    return lines(setia("tier", "grant", *words, "--reason", "won_a_prize"))


def test_a_level_is_granted_with_its_end_and_its_reason(cafe: Cafe) -> None:
    said = grant("Siti", "gold", "--until", "2018-03-31")
    assert said[0] == "✓ No. 4 of Siti: Gold granted through 2018-03-31, won a prize."
    assert "Gold through 2018-03-31, the highest level" in setia("member", "show", "Siti").out
    cafe.day_is("2018-04-01")
    assert "Member; 6.14 USD more for Silver" in setia("member", "show", "Siti").out


def test_a_level_is_granted_without_end_where_that_is_said(cafe: Cafe) -> None:
    assert grant("Siti", "silver", "--until", "never")[0].endswith("Silver granted without end, won a prize.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["platinum", "--until", "never", "--reason", "x"], "there is no level platinum"),
        (["wine/gold", "--until", "never", "--reason", "x"], "there is no level wine/gold"),
        (["gold", "--until", "never", "--reason", ""], "a reason is missing"),
        (["gold", "--until", "never", "--reason", "She is nice"], "the reason is kept for ever and must be a word"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(cafe: Cafe, words: list[str], why: str) -> None:
    assert refused(setia("tier", "grant", "Siti", *words)).startswith(why)


def test_a_level_that_would_be_over_at_once_is_not_granted(cafe: Cafe) -> None:
    answer = setia("tier", "grant", "Siti", "gold", "--until", "2018-01-05", "--reason", "x")
    assert (answer.code, answer.err.strip()) == (2, "Error: --until: 2018-01-05 is over.")
    assert setia("tier", "grant", "Siti", "gold", "--until", "2018-01-06", "--reason", "x").code == 0


def test_of_several_sets_with_such_a_level_one_must_be_said(sqlite_database: str) -> None:
    Shop(TWO_SETS).joins("Siti")
    answer = setia("tier", "grant", "Siti", "gold", "--until", "never", "--reason", "x")
    assert answer.err.splitlines() == ["Error: TIER: gold is a level of several sets.", "food/gold, wine/gold."]
    assert grant("Siti", "wine/gold", "--until", "never")[0].endswith("Grand Cru granted without end, won a prize.")
    page = setia("member", "show", "Siti").out
    assert "Food: plain; 100.00 USD more for Gold" in page
    assert "Wine: Grand Cru, the highest level" in page


def record(*words: str) -> list[str]:
    return lines(setia("event", "record", "Siti", *words))


def test_an_event_gives_what_the_program_gives_for_it(cafe: Cafe) -> None:
    said = record("review", "--field", "stars=5", "--field", "topic=food", "--field", "photo=yes")
    assert said[0] == "✓ No. 4 of Siti: +5 points, a review; 5 points for a good review: 5."
    assert cafe.points("Siti") == 110


def test_an_event_that_gives_nothing_is_recorded_and_says_what_it_would_have_needed(cafe: Cafe) -> None:
    assert record("review", "--field", "stars=3")[0] == "✓ No. 4 of Siti: a review."
    told = setia("member", "why", "Siti", "4").out
    assert "✗ The field stars must be at least 4. This time: 3." in told


NO: list[tuple[list[str], str]] = [
    (["dance"], "the program has no event dance"),
    (["review"], "the field stars is missing"),
    (["review", "--field", "stars=6"], "the field stars is out of its range"),
    (
        ["review", "--field", "stars=4", "--field", "topic=rain"],
        "the field topic has a value that is none of its choices",
    ),
    (["review", "--field", "stars=4", "--field", "mood=good"], "the field mood is none of this event's"),
]


@pytest.mark.parametrize(("words", "why"), NO, ids=[" ".join(words) for words, _ in NO])
def test_an_event_that_is_not_as_described_is_refused_by_its_field(cafe: Cafe, words: list[str], why: str) -> None:
    assert refused(setia("event", "record", "Siti", *words)) == why
    assert cafe.page("Siti").transactions == 3


WRONG: list[tuple[list[str], str]] = [
    (["stars"], "--field: 'stars' is not NAME=VALUE."),
    (["=4"], "--field: '=4' is not NAME=VALUE."),
    (["stars=many"], "--field stars: 'many' is not a number"),
    (["stars=4.5"], "--field stars: '4.5' has too many decimals"),
    (["stars=4", "photo=maybe"], "--field photo: 'maybe' is neither `yes` nor `no`."),
    (["stars=4", "stars=5"], "--field: a field is named twice."),
]


@pytest.mark.parametrize(("fields", "why"), WRONG, ids=[" ".join(fields) for fields, _ in WRONG])
def test_a_field_that_cannot_be_read_is_named(cafe: Cafe, fields: list[str], why: str) -> None:
    given = [word for field in fields for word in ("--field", field)]
    answer = setia("event", "record", "Siti", "review", *given)
    assert answer.code == 2
    assert answer.err.startswith(f"Error: {why}")


def test_the_same_key_records_an_event_once(cafe: Cafe) -> None:
    for _ in range(2):
        record("review", "--field", "stars=5", "--key", "k")
    assert cafe.points("Siti") == 110

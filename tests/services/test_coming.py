"""Coming versions: of which members have notice, compared with what would be in force then."""

from __future__ import annotations

import pytest

from setia.services.change_program import change, undo
from setia.services.coming import coming, coming_version
from setia.services.documents import read_program
from setia.storage import clock, programs
from setia.wording.notice import letter, told
from setia.wording.people import People
from tests.shop import Shop, at
from tests.web.store import GROCERY

TEXT = GROCERY.read_text(encoding="utf-8")
OWNER = ("owner", "cli")
DEARER = ("- {amount: 500}", "- {amount: 600}")
RICHER = ("points: 1, per", "points: 2, per")


def applies(starts: str, *edits: tuple[str, str]) -> int:
    """The demo's program with changes, from a day on; the number of the version."""
    text = TEXT.replace("effective_from: 2017-01-01", f"effective_from: {starts}")
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    change(read_program(text), text, None, OWNER)
    return len(programs.load().versions.applied)


def notices() -> list[tuple[int, list[tuple[tuple[str, ...], tuple[str, ...]]]]]:
    """By version, what holds until then and what from then on, as a member reads it now."""
    found = coming(programs.load().versions, clock.read())
    return [(one.number, [(part.gone, part.new) for part in told(one, People("en"))]) for one in found]


@pytest.fixture
def grocer(sqlite_database: str) -> Shop:
    """The demo's program since 2017, on 1 January 2018."""
    return Shop(TEXT)


def test_what_is_worse_is_told_until_it_begins(grocer: Shop) -> None:
    number = applies("2018-04-01", DEARER)
    assert notices() == [(number, [(("It costs 500 points.",), ("It costs 600 points.",))])]
    grocer.moves_clock(at("2018-04-01") - clock.read() - 1)
    assert [number for number, _ in notices()] == [number]
    grocer.moves_clock(1)
    assert notices() == []
    assert coming_version(programs.load().versions, number, clock.read()) is None


def test_what_is_only_better_is_the_shops_news_and_no_notice(grocer: Shop) -> None:
    applies("2018-04-01", RICHER)
    assert notices() == []
    number = applies("2018-04-02", DEARER)  # and the second point is taken back
    assert [found for found, _ in notices()] == [number]


def test_a_version_is_compared_with_what_would_be_in_force_then(grocer: Shop) -> None:
    first = applies("2018-04-01", DEARER)
    second = applies("2018-06-01", DEARER, ("at_least: 1000.00", "at_least: 1500.00"))
    silver = [(("The level Silver is reached with 1,000.00 USD spent.",),
               ("The level Silver is reached with 1,500.00 USD spent.",))]  # fmt: skip
    assert notices() == [(first, [(("It costs 500 points.",), ("It costs 600 points.",))]), (second, silver)]


def test_what_was_taken_back_is_not_coming(grocer: Shop) -> None:
    applies("2018-04-01", DEARER)
    undo("grocery", 1, OWNER)
    assert notices() == []


def test_a_change_of_what_only_some_can_have_is_told_to_nobody(grocer: Shop) -> None:
    secret = (
        "rules:\n",
        "rules:\n  - id: winback\n    name: {{en: We miss you}}\n    when: [{{kind: segment, any_of: [lapsed]}}]\n"
        "    effects: [{{kind: fixed_points, points: {points}}}]\n",
    )
    generous, mean = ((secret[0], secret[1].format(points=points)) for points in (90, 30))
    applies("2018-01-02", generous)
    grocer.day_is("2018-01-03")
    applies("2018-04-01", mean)
    assert notices() == []
    applies("2018-05-01", mean, DEARER)
    [(_, changes)] = notices()
    assert changes == [(("It costs 500 points.",), ("It costs 600 points.",))]


def test_what_members_have_that_is_to_end_earlier_is_told(grocer: Shop) -> None:
    life = "expiry: {after: P12M, round_to: end_of_month}"
    assert life in TEXT
    number = applies("2018-04-01", (life, life.replace("}", ', apply_to_existing: "2018-05-01"}')))
    assert notices() == [(number, [((), ("From 1 May 2018 on that holds for those of before, too.",))])]


def test_the_message_says_what_from_when_and_where(grocer: Shop) -> None:
    applies("2018-04-01", DEARER, ("  - id: cake\n", "  - id: tart\n"))
    [one] = coming(programs.load().versions, clock.read())
    subject, text = letter(one, People("en"), "Kedai Kita", "https://shop.example/me/changes/2")
    assert subject == "Kedai Kita changes on 1 April 2018"
    assert "\nUntil then: It costs 500 points.\nFrom 1 April 2018: It costs 600 points.\n" in text
    assert "From 1 April 2018: It is no more." in text
    assert text.endswith("say there that you have: https://shop.example/me/changes/2\n")
    _, thai = letter(one, People("th"), "Kedai Kita", "")
    assert "1 เมษายน 2561" in thai

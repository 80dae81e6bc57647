"""Tiers: what earns a level, when it begins, how long it lasts, and how it falls (ledger 4.15, programs 3.1 to 3.5)."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import RecordEvent
from setia.engine.rules.facts import Event
from tests.engine.clubs import club, spend
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, effect, rule, versions
from tests.engine.receipts import receipt

BEAUTY = club(
    ("vib", spend(350)),
    ("rouge", spend(1000)),
    window={"kind": "calendar_year"},
    lasts={"kind": "end_of_year", "years": 1},
)
PRIVILEGE = club(
    ("gold", spend(3000)),
    ("platinum", spend(8000)),
    window={"kind": "rolling", "months": 6},
    lasts={"kind": "duration", "duration": "P12M"},
    downgrade="one_level",
)
"""The lowest is silver in the source; here it is called base."""


def test_one_cent_makes_the_difference() -> None:
    journal = Journal(BEAUTY)
    journal.buys(34_999, at=noon("2022-01-10"))
    assert journal.level() == "base"
    journal.buys(1, at=noon("2022-01-11"))
    assert journal.level() == "vib"
    assert journal.tier_changes == [(noon("2022-01-11"), "base", "vib", "reached")]


def test_a_level_of_january_lasts_through_the_whole_next_year_and_then_falls() -> None:
    journal = Journal(BEAUTY)
    journal.buys(35_000, at=noon("2022-01-10"))
    assert journal.tier().until == midnight("2024-01-01")
    journal.sweeps(midnight("2024-01-01") - 1)
    assert journal.level() == "vib"
    journal.sweeps(midnight("2024-01-01"))
    assert journal.level() == "base"
    assert journal.tier_changes[-1] == (midnight("2024-01-01"), "vib", "base", "period_over")


def test_a_fall_is_booked_at_its_own_instant_however_late_and_does_not_come_twice() -> None:
    journal = Journal(BEAUTY)
    journal.buys(100_000, at=noon("2022-01-10"))
    journal.sweeps(noon("2026-06-06"))
    journal.sweeps(noon("2030-06-06"))
    assert [change[0] for change in journal.tier_changes] == [noon("2022-01-10"), midnight("2024-01-01")]
    assert journal.tier().level_at(midnight("2024-01-01") - 1, "base") == "rouge"
    assert journal.tier().level_at(midnight("2024-01-01"), "base") == "base"


def test_years_are_not_added_up() -> None:
    journal = Journal(BEAUTY)
    journal.buys(20_000, at=noon("2021-12-31"))
    journal.buys(20_000, at=noon("2022-01-01"))
    assert journal.level() == "base"


def test_earning_it_again_next_year_lets_it_last_a_year_longer_at_once() -> None:
    journal = Journal(BEAUTY)
    journal.buys(35_000, at=noon("2022-01-10"))
    journal.buys(20_000, at=noon("2023-05-01"))
    journal.buys(20_000, at=noon("2023-06-01"))
    assert journal.tier().until == midnight("2025-01-01")
    assert journal.tier_changes[-1] == (noon("2023-06-01"), "vib", "vib", "kept")
    assert journal.tier().since == noon("2022-01-10")


def test_a_higher_level_that_ends_falls_to_the_one_that_was_earned_meanwhile() -> None:
    journal = Journal(BEAUTY)
    journal.buys(100_000, at=noon("2022-01-10"))
    journal.buys(35_000, at=noon("2023-05-01"))
    assert journal.level() == "rouge"
    journal.sweeps(midnight("2024-01-01"))
    assert (journal.level(), journal.tier().until) == ("vib", midnight("2025-01-01"))
    journal.sweeps(midnight("2025-01-01"))
    assert journal.level() == "base"


def test_platinum_that_is_not_earned_again_becomes_gold_and_then_silver() -> None:
    journal = Journal(PRIVILEGE)
    journal.buys(800_000, at=noon("2018-01-10"))
    assert (journal.level(), journal.tier().until) == ("platinum", midnight("2019-01-11"))
    journal.sweeps(midnight("2019-01-11") - 1)
    assert journal.level() == "platinum"
    journal.sweeps(midnight("2019-01-11"))
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2020-01-11"))
    journal.sweeps(noon("2022-01-01"))
    assert [change[:3] for change in journal.tier_changes[1:]] == [
        (midnight("2019-01-11"), "platinum", "gold"),
        (midnight("2020-01-11"), "gold", "base"),
    ]


@pytest.mark.parametrize(("again", "level"), [("2018-07-10", "gold"), ("2018-07-11", "platinum")])
def test_a_status_is_kept_for_what_was_bought_in_the_six_months_before_it_ends(again: str, level: str) -> None:
    journal = Journal(PRIVILEGE)
    journal.buys(800_000, at=noon("2018-01-10"))
    journal.buys(800_000, at=noon(again))
    journal.sweeps(midnight("2019-01-11"))
    assert (journal.level(), journal.tier().until) == (level, midnight("2020-01-11"))


@pytest.mark.parametrize(("later", "level"), [("2018-07-09", "gold"), ("2018-07-10", "base")])
def test_six_months_end_on_the_day_before_the_same_day(later: str, level: str) -> None:
    journal = Journal(PRIVILEGE)
    journal.buys(200_000, at=noon("2018-01-10"))
    journal.buys(100_000, at=noon(later))
    assert journal.level() == level


def test_late_news_completes_a_window_that_ended_since() -> None:
    """1,500 of 15 January heard of in August: with the 2,000 of 1 May they are gold from then on."""
    journal = Journal(PRIVILEGE)
    journal.buys(200_000, at=noon("2018-05-01"))
    journal.records(receipt(150_000, event_at=noon("2018-01-15")), noon("2018-08-01"))
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2019-05-02"))
    assert journal.tier_changes == [(midnight("2018-05-01"), "base", "gold", "reached")]


def test_late_news_of_a_level_that_would_be_over_lifts_nobody() -> None:
    journal = Journal(BEAUTY)
    journal.records(receipt(35_000, event_at=noon("2019-05-01")), noon("2021-01-01"))
    assert journal.tier_changes == []


HOTEL = versions(
    compiled(
        events=[{"id": "night"}, {"id": "meeting"}],
        rules=[
            rule(effect(points=5)),
            rule(
                {"kind": "multiplier", "times": "1.3", "of": ["base"]},
                id="bonus",
                when=[{"kind": "tier", "any_of": ["globalist"]}],
            ),
        ],
        tiers=[
            {
                "id": "club",
                "levels": [
                    {"id": "base"},
                    {
                        "id": "discoverist",
                        "qualify": [
                            {"measure": "event", "event": "night", "at_least": 10},
                            {"measure": "points", "rules": ["base"], "at_least": 25_000},
                            {"measure": "event", "event": "meeting", "at_least": 3},
                        ],
                    },
                    {
                        "id": "globalist",
                        "qualify": [
                            {"measure": "event", "event": "night", "at_least": 60},
                            {"measure": "points", "rules": ["base"], "at_least": 100_000},
                        ],
                    },
                ],
                "lasts": {"kind": "end_of_month", "month": 2, "years": 2},
            }
        ],
    )
)


@pytest.mark.parametrize(("kind", "enough"), [("night", 10), ("meeting", 3)])
def test_any_one_of_three_ways_is_enough(kind: str, enough: int) -> None:
    journal = Journal(HOTEL)
    for i in range(enough - 1):
        journal.take(RecordEvent(noon("2018-05-01") + i * DAY, Event(kind)))
    assert journal.level() == "base"
    journal.take(RecordEvent(noon("2018-05-20"), Event(kind)))
    assert journal.level() == "discoverist"


def test_ways_are_not_mixed_and_the_status_ends_with_february_of_the_second_year() -> None:
    journal = Journal(HOTEL)
    for i in range(9):
        journal.take(RecordEvent(noon("2018-05-01") + i * DAY, Event("night")))
    journal.buys(499_980, at=noon("2018-05-20"))  # 24,999 base points
    assert (journal.level(), journal.points()) == ("base", 24_999)
    journal.buys(20, at=noon("2018-05-21"))
    assert (journal.level(), journal.points()) == ("discoverist", 25_000)
    assert journal.tier().until == midnight("2020-03-01")


def test_only_base_points_count() -> None:
    journal = Journal(HOTEL)
    journal.buys(2_000_000, at=noon("2018-05-01"))
    assert (journal.level(), journal.points()) == ("globalist", 100_000)
    journal.buys(100_000, at=noon("2018-05-02"))
    assert journal.points() == 100_000 + 5_000 + 1_500
    assert journal.fold.counters["tier:club:points:base", "2018"] == 105_000


STARS = versions(
    compiled(
        tiers=[
            {
                "id": "club",
                "levels": [
                    {"id": "base"},
                    {"id": "gold", "qualify": [{"measure": "points", "rules": ["base"], "at_least": 500}]},
                ],
                "window": {"kind": "rolling", "months": 12},
                "lasts": {"kind": "duration", "duration": "P12M"},
            }
        ]
    )
)


def test_the_five_hundredth_star_within_twelve_months_makes_gold_for_twelve() -> None:
    journal = Journal(STARS)
    journal.buys(49_900, at=noon("2026-03-10"))
    journal.buys(100, at=noon("2027-03-10"))
    assert journal.level() == "base", "the first day is outside of the twelve months by now"
    journal.buys(49_900, at=noon("2027-03-11"))
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2028-03-12"))
    journal.sweeps(midnight("2028-03-12"))
    assert journal.level() == "base"


def test_members_years_begin_when_they_joined() -> None:
    own_year = club(("gold", spend(500)), window={"kind": "anniversary"}, lasts={"kind": "end_of_year", "years": 1})
    journal = Journal(own_year)
    journal.enrols(noon("2018-03-05"))
    journal.buys(30_000, at=noon("2019-03-04"))
    journal.buys(30_000, at=noon("2019-03-05"))
    assert journal.level() == "base"
    journal.buys(20_000, at=noon("2020-03-04"))
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2021-03-05"))
    journal.sweeps(midnight("2021-03-05"))
    assert journal.level() == "base"

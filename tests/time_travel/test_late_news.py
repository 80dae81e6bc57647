"""News that comes late, pauses and extensions, each as small as it can be told; the expected figures are by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.time_travel.driving import NEVER_SWEPT, Life, Sweeps, live
from tests.time_travel.facts import Bought, Extended, Fact, Look, Paused, Resumed
from tests.time_travel.places import DAY
from tests.time_travel.programs import Program, Purse, Term, Version
from tests.time_travel.test_oracle import at

SWEEPS = pytest.mark.parametrize("sweeps", [Sweeps(), NEVER_SWEPT], ids=lambda one: one.name)

YEAR_OF_REST = Purse("w", 100, None, idle=Term(12))
SIX_MONTHS = Purse("w", 100, Term(6))
THIRTY_DAYS = Purse("w", 100, Term(days=30))


def program(*purses: Purse, zone: str = "UTC") -> Program:
    """A version for each, the second from 2026-06-01 on."""
    return Program(
        tuple(Version(zone, n * at("2026-06-01"), n * at("2026-06-01"), (one,)) for n, one in enumerate(purses))
    )


def buys(day: str, points: int, heard: str = "") -> Bought:
    return Bought(at(heard or day), at(day), at(day), 100 * points)


def usable(of: Program, facts: Sequence[Fact], times: list[str], sweeps: Sweeps) -> list[int]:
    """What the engine says can be used, after all facts."""
    looks = tuple(Look(at(time), len(facts)) for time in times)
    told = live(Life(of, tuple(facts), looks, looks[-1].at + DAY), sweeps)
    assert not told.faults
    return [balances["w"].available for balances in told.balances]


class TestIdlenessUndone:
    """S6: 500 points, inactivity 12 months, last activity 2026-03-01; they end with 2027-03-02."""

    @SWEEPS
    def test_also_where_nobody_had_booked_the_end_yet(self, sweeps: Sweeps) -> None:
        facts = [buys("2026-03-01T10:00", 500), buys("2027-02-27T15:00", 40, heard="2027-03-05T09:00")]
        times = ["2027-03-05T09:00", "2028-02-27T23:59", "2028-02-28"]
        assert usable(program(YEAR_OF_REST), facts, times, sweeps) == [540, 540, 0]

    @SWEEPS
    def test_also_where_something_later_was_heard_of_first(self, sweeps: Sweeps) -> None:
        facts: list[Fact] = [
            buys("2026-03-01T10:00", 500),
            buys("2027-03-04T10:00", 10),
            buys("2027-02-27T15:00", 40, heard="2027-03-05T09:00"),
        ]
        times = ["2027-03-05T09:00", "2028-03-04T23:59", "2028-03-05"]
        assert usable(program(YEAR_OF_REST), facts, times, sweeps) == [550, 550, 0]

    @SWEEPS
    def test_also_in_a_pause(self, sweeps: Sweeps) -> None:
        facts: list[Fact] = [
            buys("2026-03-01T10:00", 500),
            Paused(at("2027-03-03"), "w"),
            buys("2027-02-27T15:00", 40, heard="2027-03-05T09:00"),
        ]
        assert usable(program(YEAR_OF_REST), facts, ["2027-03-05T09:00"], sweeps) == [540]

    @SWEEPS
    def test_only_until_idleness_ends_it_again_where_that_was_before_the_pause(self, sweeps: Sweeps) -> None:
        # Ended with 31 May; the news of 20 May keeps it through 19 July, and the pause begins on the 20th.
        of = program(YEAR_OF_REST._replace(idle=Term(days=60)))
        facts: list[Fact] = [
            buys("2026-04-01", 500),
            Paused(at("2026-07-20"), "w"),
            buys("2026-05-20", 40, heard="2026-07-21"),
        ]
        assert usable(of, facts, ["2026-07-21"], sweeps) == [0]

    @SWEEPS
    def test_not_by_a_pause_and_what_is_earned_in_that_stays_until_after_it(self, sweeps: Sweeps) -> None:
        facts: list[Fact] = [
            buys("2026-03-01", 500),
            Paused(at("2027-03-03"), "w"),
            buys("2027-03-05", 40),
            Resumed(at("2029-01-01T09:00"), "w", "resume"),
        ]
        times = ["2029-01-01T09:00", "2030-01-01T23:59", "2030-01-02"]
        assert usable(program(YEAR_OF_REST), facts, times, sweeps) == [40, 40, 0]


@SWEEPS
def test_a_program_that_gives_up_idleness_lets_things_live(sweeps: Sweeps) -> None:
    of = program(YEAR_OF_REST, YEAR_OF_REST._replace(idle=None, life=Term(36)))
    facts: list[Fact] = [buys("2026-03-01", 500), buys("2026-07-01", 40)]
    assert usable(of, facts, ["2027-03-03", "2029-07-01T23:59", "2029-07-02"], sweeps) == [540, 540, 500]


@SWEEPS
class TestPauses:
    """A lot of 2026-01-15 lives 6 months, or one of a late purchase 30 days."""

    def test_a_moment_of_pause_costs_nothing_of_a_day_that_had_begun(self, sweeps: Sweeps) -> None:
        now = at("2026-03-01T10:00")
        facts: list[Fact] = [
            buys("2026-01-15", 100),
            Extended(now, "w", at("2026-08-01T15:00")),
            Paused(now, "w"),
            Resumed(now, "w", "resume"),
        ]
        assert usable(program(SIX_MONTHS), facts, ["2026-08-01T14:59"], sweeps) == [100]

    def test_a_midnight_that_comes_twice_adds_no_day(self, sweeps: Sweeps) -> None:
        # Usable through 1 November 2025, so until the second midnight of the 2nd; 12 days from 21 October.
        of = program(THIRTY_DAYS, zone="America/Havana")
        facts: list[Fact] = [
            buys("2025-10-02T12:00", 100),
            Paused(at("2025-10-21T12:00"), "w"),
            Resumed(at("2025-12-01T12:00"), "w", "resume"),
        ]
        assert usable(of, facts, ["2025-12-13T04:59", "2025-12-13T05:00"], sweeps) == [100, 0]

    def test_a_pause_does_not_revive_what_is_heard_of_in_it_and_had_ended_before(self, sweeps: Sweeps) -> None:
        facts: list[Fact] = [Paused(at("2026-03-01"), "w"), buys("2026-01-25", 10, heard="2026-03-02")]
        assert usable(program(THIRTY_DAYS), facts, ["2026-03-03"], sweeps) == [0]

    def test_what_is_heard_of_in_a_pause_has_the_days_left_that_it_had_when_that_began(self, sweeps: Sweeps) -> None:
        # Usable through 22 March: 22 days were left on the 1st, so through 22 April from 1 April on.
        facts: list[Fact] = [
            Paused(at("2026-03-01"), "w"),
            buys("2026-02-20", 10, heard="2026-03-02"),
            Resumed(at("2026-04-01"), "w", "resume"),
        ]
        assert usable(program(THIRTY_DAYS), facts, ["2026-04-22T23:59", "2026-04-23"], sweeps) == [10, 0]

    def test_what_is_earned_in_a_pause_has_all_its_days_left(self, sweeps: Sweeps) -> None:
        # Thirty days and the one on which it was earned, whether heard of at once or later.
        facts: list[Fact] = [
            Paused(at("2026-03-01"), "w"),
            buys("2026-03-05", 10),
            buys("2026-03-06", 7, heard="2026-03-20"),
            Resumed(at("2027-04-01"), "w", "resume"),
        ]
        times = ["2027-05-01T23:59", "2027-05-02"]
        assert usable(program(THIRTY_DAYS), facts, times, sweeps) == [17, 0]

    def test_to_begin_again_takes_nothing_from_what_was_extended_further(self, sweeps: Sweeps) -> None:
        facts: list[Fact] = [
            buys("2026-01-15", 100),
            Extended(at("2026-02-01"), "w", at("2028-01-01")),
            Paused(at("2026-03-01"), "w"),
            Resumed(at("2026-03-02"), "w", "restart"),
        ]
        assert usable(program(SIX_MONTHS), facts, ["2027-12-31T23:59"], sweeps) == [100]

    def test_an_extension_in_a_pause_is_kept(self, sweeps: Sweeps) -> None:
        facts: list[Fact] = [
            buys("2026-01-15", 100),
            Paused(at("2026-07-10"), "w"),
            Extended(at("2026-07-12"), "w", at("2026-12-01")),
            Resumed(at("2026-07-20"), "w", "resume"),
        ]
        assert usable(program(SIX_MONTHS), facts, ["2026-11-30T23:59"], sweeps) == [100]

    def test_an_extension_in_a_pause_counts_from_when_that_began(self, sweeps: Sweeps) -> None:
        # From 1 June through 30 September are 122 days; so many again from 1 June.
        facts: list[Fact] = [
            buys("2026-01-15", 100),
            Paused(at("2026-06-01"), "w"),
            Extended(at("2026-07-12"), "w", at("2026-10-01")),
            Resumed(at("2027-06-01"), "w", "resume"),
        ]
        assert usable(program(SIX_MONTHS), facts, ["2027-09-30T23:59", "2027-10-01"], sweeps) == [100, 0]

"""The oracle itself, against what the ledger's promises say by hand: nothing here asks the engine."""

from __future__ import annotations

import ast
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.time_travel.facts import Bought, Extended, Given, Paused, Resumed, Returned, Used
from tests.time_travel.oracle import IDLE, Member
from tests.time_travel.places import DAY, place
from tests.time_travel.programs import Program, Purse, Term, Version

MIDNIGHTS = [
    ("UTC", date(2026, 7, 16), "2026-07-16T00:00Z"),
    ("Asia/Kolkata", date(2026, 1, 1), "2025-12-31T18:30Z"),
    ("America/Santiago", date(2026, 9, 5), "2026-09-05T04:00Z"),
    # Clocks jump from 23:59:59 of the 5th to 01:00 of the 6th: the 6th begins with 01:00.
    ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00Z"),
    ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00Z"),
    # From 23:59:59 back to 23:00: midnight comes once, an hour later.
    ("America/Sao_Paulo", date(2018, 2, 18), "2018-02-18T03:00Z"),
    # From 00:59:59 back to 00:00: midnight comes twice.
    ("America/Havana", date(2025, 11, 2), "2025-11-02T05:00Z"),
    # From 00:00:59 back to 23:01 of the day before: midnight comes twice, and the day before in between.
    ("America/St_Johns", date(2008, 11, 2), "2008-11-02T03:30Z"),
    ("Australia/Lord_Howe", date(2026, 10, 5), "2026-10-04T13:00Z"),
    # The 30th never was.
    ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00Z"),
    ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00Z"),
    ("Pacific/Kiritimati", date(1994, 12, 31), "1994-12-31T10:00Z"),
    ("Pacific/Kiritimati", date(1995, 1, 1), "1994-12-31T10:00Z"),
    ("Asia/Kuala_Lumpur", date(1982, 1, 1), "1981-12-31T16:00Z"),
]

ENDS = [
    # earned, lives, through
    ("2026-01-15", Term(months=6), "day", "2026-07-15"),
    ("2026-01-31", Term(months=1), "day", "2026-02-28"),
    ("2026-01-31", Term(months=2), "day", "2026-03-31"),
    ("2024-02-29", Term(months=12), "day", "2025-02-28"),
    ("2024-02-29", Term(months=48), "day", "2028-02-29"),
    ("2026-01-31", Term(months=1, days=1), "day", "2026-03-01"),
    ("2026-12-15", Term(days=30), "day", "2027-01-14"),
    ("2026-01-15", Term(months=1), "end_of_month", "2026-02-28"),
    ("2026-01-15", Term(months=1), "end_of_quarter", "2026-03-31"),
    ("2026-09-30", Term(), "end_of_quarter", "2026-09-30"),
    ("2026-01-15", Term(months=12), "end_of_year", "2027-12-31"),
]


ORACLE = ("facts", "oracle", "places", "programs", "wallets")
"""The modules of which the oracle consists."""


@pytest.mark.parametrize("module", ORACLE)
def test_the_oracle_shares_no_code_with_the_engine(module: str) -> None:
    tree = ast.parse(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    own = {f"tests.time_travel.{name}" for name in ORACLE}
    assert not [name for name in imported if name.split(".")[0] not in sys.stdlib_module_names and name not in own]


def at(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


def member(**terms: object) -> Member:
    """One wallet `w`, a point for every unit of money, in UTC."""
    purse = Purse("w", **{"per_minor": 100, "life": None, **terms})  # type: ignore[arg-type]  # from the tests below
    return Member(Program((Version("UTC", 0, 0, (purse,)),)))


def buys(one: Member, day: str, points: int, heard: str = "") -> None:
    assert one.take(Bought(at(heard or day), at(day), len(one.receipts), 100 * points))


def points(one: Member, day: str) -> int:
    return one.look(at(day))["w"][0]


@pytest.mark.parametrize(("zone", "day", "first"), MIDNIGHTS)
def test_a_day_begins_when_clocks_say_so_last(zone: str, day: date, first: str) -> None:
    assert place(zone).midnight(day) == at(first.removesuffix("Z"))


@pytest.mark.parametrize(("earned", "term", "round_to", "through"), ENDS)
def test_a_term_lasts_through_its_last_day(earned: str, term: Term, round_to: str, through: str) -> None:
    assert place("UTC").end(at(earned + "T18:00"), *term, round_to) == at(through) + DAY


def test_a_term_in_the_clocks_of_the_place() -> None:
    # 5 August + 1 month in Santiago: usable through 5 September, and the 6th has no midnight.
    assert place("America/Santiago").end(at("2026-08-05T12:00"), 1, 0) == at("2026-09-06T04:00")


class TestS6IdlenessUndone:
    """500 points, inactivity 12 months, last activity 2026-03-01, expiry booked 2027-03-02."""

    @pytest.fixture
    def siti(self) -> Member:
        siti = member(idle=Term(12))
        buys(siti, "2026-03-01T10:00", 500)
        assert points(siti, "2027-03-01T23:59") == 500
        siti.pass_time(at("2027-03-04"))
        assert (points(siti, "2027-03-04"), siti.movements[-1].kind) == (0, IDLE)
        return siti

    def test_by_what_was_bought_before(self, siti: Member) -> None:
        buys(siti, "2027-02-27T15:00", 40, heard="2027-03-05T09:00")
        assert points(siti, "2027-03-05T09:00") == points(siti, "2028-02-27T23:59") == 540
        assert points(siti, "2028-02-28") == 0

    def test_not_by_what_was_bought_after(self, siti: Member) -> None:
        buys(siti, "2027-03-03T15:00", 40, heard="2027-03-05T09:00")
        assert points(siti, "2027-03-05T09:00") == 40

    def test_by_what_was_bought_before_and_heard_of_last(self, siti: Member) -> None:
        buys(siti, "2027-03-04T10:00", 10)
        buys(siti, "2027-02-27T15:00", 40, heard="2027-03-05T09:00")
        assert points(siti, "2027-03-05T09:00") == points(siti, "2028-03-04T23:59") == 550
        assert points(siti, "2028-03-05") == 0


@pytest.mark.parametrize(("on_leave", "through"), [("restart", "2027-12-01"), ("resume", "2027-07-15")])
def test_s7_a_pause(on_leave: str, through: str) -> None:
    siti = member(life=Term(6))
    buys(siti, "2026-01-15T10:00", 100)
    assert siti.take(Paused(at("2026-06-01"), "w"))
    assert siti.take(Resumed(at("2027-06-01"), "w", on_leave))  # type: ignore[arg-type]  # from the table
    assert siti.lots[0].end == at(through) + DAY


def test_an_extension_never_shortens() -> None:
    siti = member(life=Term(6))
    buys(siti, "2026-01-15T10:00", 100)
    assert siti.take(Extended(at("2026-02-01"), "w", at("2026-03-01")))
    assert siti.lots[0].end == at("2026-07-16")
    assert siti.take(Extended(at("2026-02-01"), "w", at("2026-09-01")))
    assert siti.lots[0].end == at("2026-09-01")


def test_what_ends_first_is_used_first_and_nothing_at_its_end() -> None:
    siti = member(life=Term(1), round_to="end_of_month", wait=Term(days=3))
    buys(siti, "2026-01-31", 10)
    buys(siti, "2026-02-01", 10)
    assert siti.look(at("2026-02-03T23:59")) == {"w": (0, 20)}
    assert siti.look(at("2026-02-04")) == {"w": (10, 10)}
    assert siti.take(Used(at("2026-02-28T23:59"), at("2026-02-28T23:59"), "w", 4))
    assert [lot.left for lot in siti.lots] == [6, 10]
    assert points(siti, "2026-02-28T23:59") == 16
    assert points(siti, "2026-03-01") == 10
    assert not siti.take(Used(at("2026-03-01"), at("2026-03-01"), "w", 11))


def test_a_return_takes_from_its_own_lot_first_and_what_had_ended_costs_nothing() -> None:
    siti = member(life=Term(days=30))
    buys(siti, "2026-01-01", 10)
    assert siti.take(Given(at("2026-01-20"), at("2026-01-20"), "w", 7))
    assert siti.take(Used(at("2026-01-21"), at("2026-01-21"), "w", 4))
    assert siti.take(Returned(at("2026-02-05"), 0, 1, 1000))
    taken = [(one.kind, one.source, one.amount, one.lot) for one in siti.movements if one.at == at("2026-02-05")]
    assert taken == [("reverse_earn", "available", 4, 2), ("breakage_correction", "expired", 6, 1)]
    assert points(siti, "2026-02-05") == 3

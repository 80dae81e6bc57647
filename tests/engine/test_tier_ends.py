"""How levels end: grace, one level down, and ends that lie strangely (ledger 4.15)."""

from __future__ import annotations

from tests.engine.clubs import club, spend
from tests.engine.journals import Journal, midnight, noon


def test_grace_lets_a_level_be_kept_by_what_is_bought_in_it() -> None:
    kind = club(("gold", spend(500)), lasts={"kind": "end_of_year", "years": 0}, grace="P1M")
    journal, late = Journal(kind), Journal(kind)
    for one in (journal, late):
        one.buys(50_000, at=noon("2018-06-01"))
        assert one.tier().until == midnight("2019-01-01")
    journal.sweeps(midnight("2019-02-01") - 1)
    assert journal.level() == "gold"
    journal.buys(50_000, at=noon("2019-01-31"))
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2020-01-01"))
    late.sweeps(midnight("2019-02-01"))
    assert late.tier_changes[-1] == (midnight("2019-02-01"), "gold", "base", "period_over")


def test_lifetime_levels_never_end() -> None:
    forever = club(("gold", spend(500)), window={"kind": "lifetime"}, lasts={"kind": "for_ever"})
    journal = Journal(forever)
    journal.buys(25_000, at=noon("2018-06-01"))
    journal.buys(25_000, at=noon("2030-06-01"))
    assert (journal.level(), journal.tier().until) == ("gold", None)
    assert journal.fold.account.next_due_at is None


def test_one_level_down_ends_too_even_where_levels_end_in_the_year_in_which_they_are_earned() -> None:
    winter = club(
        ("silver", spend(100)),
        ("gold", spend(500)),
        lasts={"kind": "end_of_month", "month": 2, "years": 0},
        downgrade="one_level",
    )
    journal = Journal(winter)
    journal.buys(50_000, at=noon("2018-01-10"))
    assert journal.tier().until == midnight("2018-03-01")
    journal.sweeps(noon("2018-04-01"))
    assert (journal.level(), journal.fold.account.next_due_at) == ("base", None)
    assert [change[1:3] for change in journal.tier_changes] == [("base", "gold"), ("gold", "base")]


def test_what_a_rolling_window_still_earns_ends_too_where_its_time_is_over() -> None:
    winter = club(
        ("gold", spend(500)),
        window={"kind": "rolling", "months": 12},
        lasts={"kind": "end_of_month", "month": 2, "years": 0},
    )
    journal = Journal(winter)
    journal.buys(50_000, at=noon("2018-01-10"))
    journal.sweeps(noon("2018-04-01"))
    assert (journal.level(), journal.fold.account.next_due_at) == ("base", None)


def test_one_level_down_lasts_through_the_year_that_begins() -> None:
    this_year = club(
        ("silver", spend(100)),
        ("gold", spend(500)),
        lasts={"kind": "end_of_year", "years": 0},
        downgrade="one_level",
    )
    journal = Journal(this_year)
    journal.buys(50_000, at=noon("2018-06-01"))
    journal.sweeps(midnight("2019-01-01"))
    assert (journal.level(), journal.tier().until) == ("silver", midnight("2020-01-01"))


def test_a_level_by_year_that_falls_one_down_has_it_for_one_year_more() -> None:
    yearly = club(("silver", spend(100)), ("gold", spend(500)), downgrade="one_level")
    journal = Journal(yearly)
    journal.buys(50_000, at=noon("2018-01-10"))
    journal.sweeps(noon("2020-01-10"))
    assert (journal.level(), journal.tier().until) == ("silver", midnight("2021-01-01"))

"""The twin is believed because it meets the published answers for this data; the ledger is held against the twin."""

from datetime import UTC, datetime

from tests.demo.twin import raw_lines, twin


def test_the_twin_meets_the_published_size_of_the_year() -> None:
    year = twin()
    assert year.lines == 1_469_307
    assert year.baskets == 155_848
    assert year.households == 2_469
    assert year.sales_cents == 459_603_958
    assert year.zero_baskets == 478


def test_the_twin_meets_the_published_points() -> None:
    year = twin()
    assert year.points == 4_519_934
    assert year.points_by_month_earned["2017-01"] == 364_742
    assert year.expired == 708_919


def test_a_basket_has_one_household_one_store_and_one_instant() -> None:
    columns = ["household_id", "store_id", "transaction_timestamp"]
    assert (raw_lines().groupby("basket_id")[columns].nunique() == 1).all(axis=None)


def test_points_of_a_month_are_gone_when_the_twelfth_month_after_it_ends() -> None:
    gone = twin().points_by_expiry
    earned = twin().points_by_month_earned
    assert gone[datetime(2018, 2, 1, tzinfo=UTC)] == earned["2017-01"]
    assert gone[datetime(2018, 3, 1, tzinfo=UTC)] == earned["2017-02"]
    assert gone[datetime(2019, 1, 1, tzinfo=UTC)] == earned["2017-12"]
    assert len(gone) == len(earned) == 13, "the year runs a few hours into January 2018"


def test_every_way_to_cut_the_points_adds_up_to_the_same_total() -> None:
    year = twin()
    for cut in (year.points_by_month_earned, year.points_by_expiry, year.points_of):
        assert sum(cut.values()) == year.points
    assert sum(year.expired_of.values()) == year.expired
    assert len(year.points_of) == len(year.expired_of) == year.households
    assert all(year.expired_of[member] <= points for member, points in year.points_of.items())

"""`fashion-points`, and its forerunner `fashion-tiers`: every fact that their documents name."""

from __future__ import annotations

import pytest

from setia.engine.commands import ReleasePending
from setia.engine.ledger.accounts import Wallet
from setia.storage import clock
from tests.programs.store import Store


class TestPoints:
    """10 points per Rs 100, usable after the 30 days of the return, at most 10,000 a year."""

    @pytest.fixture
    def store(self, database: str) -> Store:
        store = Store("fashion-points")
        store.it_is("2020-03-01T10:00")
        store.joins("Asha")
        return store

    def test_they_wait_thirty_days_and_then_can_be_used(self, store: Store) -> None:
        assert store.spends("Asha", 1500_00).awarded == {"points": 150}
        store.it_is("2020-03-31T23:59")
        assert store.wallet("Asha") == Wallet(pending=150)
        store.it_is("2020-04-01T00:00")
        assert store.wallet("Asha") == Wallet(available=150)
        assert store.holds_together()

    def test_who_gives_up_the_return_has_them_at_once(self, store: Store) -> None:
        bought = store.spends("Asha", 1500_00)
        store.spends("Asha", 100_00)
        store.asks("Asha", ReleasePending(clock.read(), bought.seq))
        assert store.wallet("Asha") == Wallet(pending=10, available=150)
        assert store.holds_together()

    def test_what_comes_back_in_the_thirty_days_takes_what_waits(self, store: Store) -> None:
        bought = store.spends("Asha", 1500_00)
        store.it_is("2020-03-20T10:00")
        store.returns("Asha", bought, 500_00)
        assert store.wallet("Asha") == Wallet(pending=100)
        assert store.holds_together()

    def test_the_cap_of_the_year_cuts_the_last_award(self, store: Store) -> None:
        store.spends("Asha", 99_950_00)
        assert store.spends("Asha", 1_000_00).awarded == {"points": 5}
        assert store.spends("Asha", 1_000_00).awarded == {}
        assert store.does("Asha", "review").awarded == {}
        store.it_is("2020-12-31T23:59")
        assert store.spends("Asha", 1_000_00).awarded == {}
        store.it_is("2021-01-01T00:00")
        assert store.spends("Asha", 1_000_00).awarded == {"points": 100}
        assert store.holds_together()

    def test_activities_give_points_too(self, store: Store) -> None:
        assert store.does("Asha", "review").awarded == {"points": 20}
        assert store.does("Asha", "wishlist").awarded == {"points": 10}
        assert store.has("Asha") == 0  # they wait like all others

    def test_they_have_no_money_value_and_become_vouchers_and_experiences(self, store: Store) -> None:
        store.spends("Asha", 60_000_00)
        store.it_is("2020-06-01T10:00")
        assert store.gets("Asha", "partner-voucher") == "done"
        assert store.gets("Asha", "stylist") == "done"
        assert [one.worth for one in store.issued("Asha")] == [0, 0]


class TestLevels:
    """Gold at Rs 3,000 and Platinum at Rs 8,000 net in 6 months; kept 12 months, then one level down."""

    @pytest.fixture
    def store(self, sqlite_database: str) -> Store:
        store = Store("fashion-tiers")
        store.it_is("2018-03-01T10:00")
        store.joins("Asha")
        return store

    @pytest.mark.parametrize(
        ("cents", "level"),
        [(0, "silver"), (2_999_99, "silver"), (3_000_00, "gold"), (7_999_99, "gold"), (8_000_00, "platinum")],
    )
    def test_silver_on_joining_and_up_at_once(self, store: Store, cents: int, level: str) -> None:
        if cents:
            store.spends("Asha", cents)
        assert store.level("Asha") == level

    def test_six_months_are_added_up_and_no_more(self, store: Store) -> None:
        store.spends("Asha", 2_000_00)
        store.it_is("2018-09-01T10:00")  # the window of this day begins on 2 March
        store.spends("Asha", 1_000_00)
        assert store.level("Asha") == "silver"
        store.spends("Asha", 2_000_00)
        assert store.level("Asha") == "gold"

    def test_what_comes_back_does_not_count(self, store: Store) -> None:
        bought = store.spends("Asha", 2_000_00)
        store.returns("Asha", bought)
        store.spends("Asha", 2_999_00)
        assert store.level("Asha") == "silver"

    @pytest.mark.parametrize(("before", "points"), [(0, 60), (3_000_00, 90), (8_000_00, 120)])
    def test_6_9_or_12_points_for_every_100_rupees(self, store: Store, before: int, points: int) -> None:
        if before:
            store.spends("Asha", before)
        assert store.spends("Asha", 1_000_00).awarded == {"points": points}

    def test_a_point_is_half_a_rupee(self, store: Store) -> None:
        store.earns("Asha", 250)
        store.uses_points("Asha", "money-off", 250)
        assert [one.worth for one in store.issued("Asha")] == [125_00]

    def test_the_highest_ships_free(self, store: Store) -> None:
        [tier_set] = store.program.latest.program.tiers
        assert {level.id: level.benefits for level in tier_set.levels} == {
            "silver": (),
            "gold": (),
            "platinum": ("free_shipping",),
        }

    def test_platinum_that_is_not_revalidated_becomes_gold_and_not_silver(self, database: str) -> None:
        store = Store("fashion-tiers")
        store.it_is("2018-03-01T10:00")
        store.spends("Asha", 8_000_00)
        store.it_is("2019-03-01T23:59")
        assert store.level("Asha") == "platinum"
        store.it_is("2019-03-02T00:00")
        assert store.level("Asha") == "gold"
        store.it_is("2020-03-02T00:00")
        assert store.level("Asha") == "silver"
        assert store.holds_together()

    def test_who_spends_enough_in_the_last_six_months_is_revalidated(self, store: Store) -> None:
        store.spends("Asha", 8_000_00)
        store.it_is("2019-01-15T10:00")
        store.spends("Asha", 8_000_00)
        store.it_is("2019-03-02T00:00")
        assert store.level("Asha") == "platinum"
        assert store.until("Asha") == "2020-03-01"

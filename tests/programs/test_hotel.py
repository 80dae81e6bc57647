"""`hotel-status`: every fact that its document names."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Capture, PlaceHold
from setia.storage import clock
from tests.programs.store import Store

BEFORE_MAY = {
    1: (3500, 6500),
    2: (6500, 9500),
    3: (9000, 15000),
    4: (12000, 18000),
    5: (17000, 23000),
    6: (21000, 29000),
    7: (25000, 35000),
    8: (35000, 45000),
}
FROM_MAY = {
    1: (3000, 9000),
    2: (6000, 15000),
    3: (8000, 20000),
    4: (12000, 25000),
    5: (15000, 35000),
    6: (20000, 40000),
    7: (25000, 55000),
    8: (35000, 75000),
}


@pytest.fixture
def store(sqlite_database: str) -> Store:
    """It is 1 May 2018; Lee is a member."""
    store = Store("hotel-status")
    store.it_is("2018-05-01T10:00")
    store.joins("Lee")
    return store


def stays(store: Store, nights: int, cents: int = 0) -> dict[str, int]:
    """Lee checks out after so many nights: what that gave."""
    return store.spends("Lee", cents, tags=("room-night",), quantity=nights).awarded


class TestThreeWaysToALevel:
    """Nights, or base points, or meetings, in one calendar year."""

    @pytest.mark.parametrize(
        ("nights", "level"),
        [(9, "member"), (10, "bronze"), (29, "bronze"), (30, "silver"), (59, "silver"), (60, "gold")],
    )
    def test_nights(self, store: Store, nights: int, level: str) -> None:
        stays(store, nights - 1)
        assert stays(store, 1) == {"nights": 1}
        assert store.level("Lee") == level

    @pytest.mark.parametrize(
        ("cents", "level"),
        [
            (4_999_80, "member"),
            (5_000_00, "bronze"),
            (9_999_80, "bronze"),
            (10_000_00, "silver"),
            (19_999_80, "silver"),
            (20_000_00, "gold"),
        ],
    )
    def test_base_points(self, store: Store, cents: int, level: str) -> None:
        assert stays(store, 1, cents)["points"] == cents // 100 * 5 + cents % 100 * 5 // 100
        assert store.level("Lee") == level

    @pytest.mark.parametrize(
        ("meetings", "level"),
        [(2, "member"), (3, "bronze"), (9, "bronze"), (10, "silver"), (19, "silver"), (20, "gold")],
    )
    def test_meetings(self, store: Store, meetings: int, level: str) -> None:
        for _ in range(meetings):
            store.does("Lee", "meeting")
        assert store.level("Lee") == level

    def test_ways_do_not_add_up_and_years_neither(self, store: Store) -> None:
        stays(store, 9, 4_000_00)
        store.does("Lee", "meeting")
        store.does("Lee", "meeting")
        assert store.level("Lee") == "member"
        store.it_is("2019-01-01T00:00")
        stays(store, 1, 1_000_00)
        store.does("Lee", "meeting")
        assert store.level("Lee") == "member"

    def test_a_level_lasts_to_the_end_of_february_of_the_second_year_after(self, database: str) -> None:
        store = Store("hotel-status")
        store.it_is("2018-05-01T10:00")
        store.joins("Lee")
        stays(store, 10)
        assert store.until("Lee") == "2020-02-29"
        store.it_is("2020-02-29T23:59")
        assert store.level("Lee") == "bronze"
        store.it_is("2020-03-01T00:00")
        assert store.level("Lee") == "member"
        assert store.holds_together()


class TestBonusPoints:
    """0, 10, 20 or 30 % on top by level, and only the base counts for levels."""

    @pytest.mark.parametrize(("nights", "bonus"), [(1, 0), (10, 500), (30, 1_000), (60, 1_500)])
    def test_1000_dollars_by_level(self, store: Store, nights: int, bonus: int) -> None:
        stays(store, nights)
        assert stays(store, 1, 1_000_00)["points"] == 5_000 + bonus

    def test_at_the_highest_level_1000_dollars_are_6500_points_of_which_5000_count(self, database: str) -> None:
        store = Store("hotel-status")
        store.it_is("2018-05-01T10:00")
        store.joins("Lee")
        stays(store, 60)
        assert stays(store, 1, 1_000_00) == {"points": 6_500, "nights": 1}
        life = next(one for one in store.page("Lee").levels if one.set == "lifetime")
        assert [(way.reached, way.at_least) for way in life.ways] == [(5_000, 1_000_000)]
        assert store.has("Lee") == 6_500
        assert store.holds_together()

    @pytest.mark.parametrize(("cents", "level"), [(199_999_80, "guest"), (200_000_00, "gold-for-life")])
    def test_a_million_base_points_are_for_life(self, store: Store, cents: int, level: str) -> None:
        stays(store, 1, cents)
        assert store.level("Lee", "lifetime") == level
        store.it_is("2030-01-01T10:00")
        assert store.level("Lee", "lifetime") == level

    @pytest.mark.parametrize("nights", [0, 10, 30, 60])
    def test_gold_for_life_has_the_bonus_of_gold_once_whatever_the_level(self, store: Store, nights: int) -> None:
        stays(store, 1, 200_000_00)
        store.it_is("2030-01-01T10:00")
        assert store.level("Lee") == "member"
        if nights:
            stays(store, nights)
        assert stays(store, 1, 1_000_00)["points"] == 6_500


class TestIdleness:
    """Points end after 24 months without activity."""

    def test_a_stay_in_month_23_keeps_all_of_them(self, database: str) -> None:
        store = Store("hotel-status")
        store.it_is("2018-05-01T10:00")
        store.joins("Lee")
        stays(store, 1, 1_000_00)
        store.it_is("2020-04-15T10:00")
        stays(store, 1, 1_00)
        store.it_is("2022-04-15T23:59")
        assert store.has("Lee") == 5_005
        store.it_is("2022-04-16T00:00")
        assert store.has("Lee") == 0
        assert store.holds_together()

    def test_without_it_all_of_them_are_gone(self, store: Store) -> None:
        stays(store, 1, 1_000_00)
        store.it_is("2020-05-01T23:59")
        assert store.has("Lee") == 5_000
        store.it_is("2020-05-02T00:00")
        assert store.has("Lee") == 0


class TestNightsForPoints:
    """By category, from the lowest to the highest price; other prices from May 2026."""

    @pytest.mark.parametrize(("day", "prices"), [("2026-04-30T23:59", BEFORE_MAY), ("2026-05-01T00:00", FROM_MAY)])
    def test_every_price(self, sqlite_database: str, day: str, prices: dict[int, tuple[int, int]]) -> None:
        store = Store("hotel-status")
        store.it_is(day)
        store.joins("Lee")
        store.earns("Lee", 1_000_000)
        for category, (low, high) in prices.items():
            for which, price in (("low", low), ("high", high)):
                before = store.has("Lee")
                assert store.gets("Lee", f"night-{category}-{which}") == "done"
                assert before - store.has("Lee") == price

    def test_a_night_that_was_booked_before_the_switch_keeps_its_price(self, database: str) -> None:
        store = Store("hotel-status")
        store.it_is("2026-04-30T22:00")
        store.joins("Lee")
        store.earns("Lee", 10_000)
        assert store.gets("Lee", "night-1-high") == "done"
        store.it_is("2026-08-01T10:00")
        assert (store.has("Lee"), store.rewards("Lee")) == (3_500, ["night-1-high"])
        assert store.gets("Lee", "night-1-high") == "insufficient"
        assert store.holds_together()

    def test_points_that_were_held_for_a_booking_are_taken_at_the_price_of_then(self, database: str) -> None:
        store = Store("hotel-status")
        store.it_is("2026-04-29T10:00")
        store.joins("Lee")
        store.earns("Lee", 10_000)
        held = store.asks("Lee", PlaceHold(clock.read(), "points", 6_500, ttl=5 * DAY))
        store.it_is("2026-05-02T10:00")
        store.asks("Lee", Capture(clock.read(), held.seq))
        assert store.has("Lee") == 3_500
        assert store.holds_together()

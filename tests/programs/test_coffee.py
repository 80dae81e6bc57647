"""`coffee-stars`: every fact that its document names."""

from __future__ import annotations

import pytest

from tests.programs.store import Store


@pytest.fixture
def store(sqlite_database: str) -> Store:
    """It is 12 March 2026; Ana is a member."""
    return opened()


def opened(*changes: tuple[str, str]) -> Store:
    store = Store("coffee-stars", *changes)
    store.it_is("2026-03-12T10:00")
    store.joins("Ana")
    return store


def stars(store: Store) -> int:
    return store.has("Ana", "stars")


def reaches(store: Store, level: str) -> None:
    """Ana buys as much as a level takes, in one go."""
    if level != "green":
        store.spends("Ana", {"gold": 500_00, "reserve": 2_500_00}[level])
    assert store.level("Ana") == level


class TestLevels:
    """500 and 2,500 stars in 12 months; 1, 1.2 and 1.7 stars for a dollar."""

    def test_499_stars_and_one_more(self, database: str) -> None:
        store = opened()
        store.spends("Ana", 499_00)
        assert store.level("Ana") == "green"
        store.spends("Ana", 1_00)
        assert store.level("Ana") == "gold"
        assert store.holds_together()

    def test_2499_stars_and_one_more(self, store: Store) -> None:
        store.spends("Ana", 499_00)
        store.spends("Ana", 2_000_00)
        assert (stars(store), store.level("Ana")) == (2_499, "gold")
        store.spends("Ana", 1_00)
        assert store.level("Ana") == "reserve"

    @pytest.mark.parametrize(("level", "given"), [("green", 10), ("gold", 12), ("reserve", 17)])
    def test_ten_dollars(self, store: Store, level: str, given: int) -> None:
        reaches(store, level)
        assert store.spends("Ana", 10_00).awarded == {"stars": given}

    def test_a_level_lasts_twelve_months(self, store: Store) -> None:
        reaches(store, "gold")
        store.it_is("2027-03-12T23:59")
        assert store.level("Ana") == "gold"
        store.it_is("2027-03-13T00:00")
        assert store.level("Ana") == "green"

    def test_500_stars_in_those_twelve_months_keep_it(self, store: Store) -> None:
        reaches(store, "gold")
        store.it_is("2026-12-01T10:00")
        store.spends("Ana", 420_00)  # 504 stars
        store.it_is("2027-03-13T00:00")
        assert store.level("Ana") == "gold"
        store.it_is("2028-03-13T00:00")
        assert store.level("Ana") == "green"

    @pytest.mark.parametrize(("dollars", "level"), [(1_470, "gold"), (1_471, "reserve")])
    def test_2500_stars_again_keep_reserve(self, store: Store, dollars: int, level: str) -> None:
        reaches(store, "reserve")
        store.it_is("2026-12-01T10:00")
        store.spends("Ana", dollars * 100)  # 2,499 stars, or 2,500
        store.it_is("2027-03-13T00:00")
        assert store.level("Ana") == level

    def test_stars_of_more_than_twelve_months_ago_do_not_count(self, store: Store) -> None:
        store.spends("Ana", 300_00)
        store.it_is("2027-03-12T10:00")  # the window of this day begins on 13 March
        store.spends("Ana", 200_00)
        assert store.level("Ana") == "green"


class TestStarsThatEnd:
    """Of Green after six months in which nothing happens; of the others never."""

    def test_green_who_is_idle_for_six_months_loses_them(self, database: str) -> None:
        store = opened()
        store.spends("Ana", 100_00)
        store.it_is("2026-09-12T23:59")
        assert stars(store) == 100
        store.it_is("2026-09-13T00:00")
        assert stars(store) == 0
        assert store.holds_together()

    def test_with_a_reload_in_month_five_they_stay(self, database: str) -> None:
        store = opened()
        store.spends("Ana", 100_00)
        store.it_is("2026-08-10T10:00")
        store.does("Ana", "reload", cents=30_00)
        store.it_is("2027-02-10T23:59")
        assert stars(store) == 110
        store.it_is("2027-02-11T00:00")
        assert stars(store) == 0
        assert store.holds_together()

    def test_a_purchase_or_a_redemption_puts_it_off_too(self, store: Store) -> None:
        store.spends("Ana", 100_00)
        store.it_is("2026-09-12T10:00")
        assert store.gets("Ana", "change") == "done"
        store.it_is("2027-03-12T23:59")
        assert stars(store) == 75

    @pytest.mark.parametrize("level", ["gold", "reserve"])
    def test_those_of_gold_and_reserve_do_not_end(self, store: Store, level: str) -> None:
        reaches(store, level)
        before = stars(store)
        store.it_is("2027-03-12T23:59")
        assert stars(store) == before

    def test_gold_that_falls_back_to_green_has_six_months_from_then(self, database: str) -> None:
        store = opened()
        reaches(store, "gold")
        store.it_is("2027-03-13T00:00")
        assert (store.level("Ana"), stars(store)) == ("green", 500)
        store.it_is("2027-09-13T23:59")
        assert stars(store) == 500
        store.it_is("2027-09-14T00:00")
        assert stars(store) == 0
        assert store.holds_together()

    def test_or_keeps_them_for_ever_where_the_shop_says_so_and_new_ones_end(self, database: str) -> None:
        store = opened(("        on_leave: restart", "        on_leave: keep"))
        reaches(store, "gold")
        store.it_is("2027-03-13T10:00")
        store.spends("Ana", 20_00)
        assert (store.level("Ana"), stars(store)) == ("green", 520)
        store.it_is("2027-09-13T23:59")
        assert stars(store) == 520
        store.it_is("2027-09-14T00:00")
        assert stars(store) == 500
        store.it_is("2035-01-01T10:00")
        assert stars(store) == 500
        assert store.holds_together()


class TestRewards:
    """What stars become."""

    @pytest.mark.parametrize(
        ("reward", "price", "worth"),
        [
            ("change", 25, 1_00),
            ("two-off", 60, 2_00),
            ("coffee", 100, 6_00),
            ("drink", 200, 10_00),
            ("meal", 300, 16_00),
            ("merchandise", 400, 20_00),
        ],
    )
    def test_every_price(self, store: Store, reward: str, price: int, worth: int) -> None:
        store.earns("Ana", price - 1, "stars")
        assert store.gets("Ana", reward) == "insufficient"
        store.earns("Ana", 1, "stars")
        assert store.gets("Ana", reward) == "done"
        assert (stars(store), [one.worth for one in store.issued("Ana")]) == (0, [worth])

    def test_a_free_change_once_a_month_on_a_monday(self, store: Store) -> None:
        assert store.gets("Ana", "monday-change") == "reward_not_for_you"
        store.it_is("2026-03-16T10:00")
        assert store.gets("Ana", "monday-change") == "done"
        store.it_is("2026-03-23T10:00")
        assert store.gets("Ana", "monday-change") == "quota_reached"
        store.it_is("2026-04-06T10:00")
        assert store.gets("Ana", "monday-change") == "done"


class TestMoreStars:
    """Reloads, own cups and double days."""

    @pytest.mark.parametrize(("cents", "given"), [(29_99, 0), (30_00, 10), (49_99, 10), (50_00, 25), (500_00, 25)])
    def test_a_reload(self, store: Store, cents: int, given: int) -> None:
        assert store.does("Ana", "reload", cents=cents).awarded == ({"stars": given} if given else {})

    def test_an_own_cup_doubles(self, store: Store) -> None:
        assert store.spends("Ana", 5_00, tags=("own-cup",)).awarded == {"stars": 10}

    @pytest.mark.parametrize(("level", "given"), [("green", 10), ("gold", 24), ("reserve", 34)])
    def test_a_double_day(self, store: Store, level: str, given: int) -> None:
        reaches(store, level)
        store.it_is("2026-04-15T10:00")
        assert store.spends("Ana", 10_00).awarded == {"stars": given}

    @pytest.mark.parametrize(("level", "given"), [("gold", 12), ("reserve", 34)])
    def test_a_double_day_of_reserve(self, store: Store, level: str, given: int) -> None:
        reaches(store, level)
        store.it_is("2026-05-20T10:00")
        assert store.spends("Ana", 10_00).awarded == {"stars": given}

    def test_there_are_four_for_gold_and_six_for_reserve(self, store: Store) -> None:
        days = {one.id: len(one.dates) for one in store.program.latest.program.calendars}
        assert days == {"double-days": 4, "more-double-days": 2}


class TestBirthdays:
    """On the day for Green, within 7 days for Gold, within 30 for Reserve."""

    @pytest.mark.parametrize(
        ("level", "day", "what"),
        [
            ("green", "2026-05-14", "done"),
            ("green", "2026-05-15", "nothing_for_birthday"),
            ("gold", "2026-05-14", "done"),
            ("gold", "2026-05-20", "done"),
            ("gold", "2026-05-21", "nothing_for_birthday"),
            ("reserve", "2026-05-14", "done"),
            ("reserve", "2026-05-20", "done"),
            ("reserve", "2026-06-12", "done"),
            ("reserve", "2026-06-13", "nothing_for_birthday"),
        ],
    )
    def test_how_long_it_can_be_asked_for(self, store: Store, level: str, day: str, what: str) -> None:
        reaches(store, level)
        store.born("Ana", "--05-14")
        store.it_is(f"{day}T20:00")
        assert store.celebrates("Ana") == what
        assert store.rewards("Ana") == (["birthday-drink"] if what == "done" else [])

    def test_one_drink_whatever_the_level(self, store: Store) -> None:
        reaches(store, "reserve")
        store.born("Ana", "--05-14")
        store.it_is("2026-05-14T20:00")
        assert store.celebrates("Ana") == "done"
        assert store.celebrates("Ana") == "birthday_given"
        assert store.rewards("Ana") == ["birthday-drink"]
        assert store.holds_together()

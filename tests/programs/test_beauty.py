"""`beauty-rates`, and the version that came after it, `beauty-tiers`: every fact that their documents name."""

from __future__ import annotations

import pytest

from tests.programs.store import Store


@pytest.fixture
def store(sqlite_database: str) -> Store:
    """It is 1 June 2020, two days after the program of today began; Dana is a member."""
    store = Store("beauty-tiers")
    store.it_is("2020-06-01T10:00")
    store.joins("Dana")
    return store


class TestLevels:
    """350 and 1,000 dollars in a calendar year, kept through the end of the next."""

    @pytest.mark.parametrize(
        ("cents", "level"),
        [(349_99, "member"), (350_00, "silver"), (999_99, "silver"), (1000_00, "gold")],
    )
    def test_to_the_cent(self, store: Store, cents: int, level: str) -> None:
        store.spends("Dana", cents)
        assert store.level("Dana") == level

    def test_two_purchases_of_one_year_add_up_and_of_two_years_do_not(self, store: Store) -> None:
        store.spends("Dana", 200_00)
        store.it_is("2020-12-31T23:00")
        store.spends("Dana", 149_99)
        assert store.level("Dana") == "member"
        store.it_is("2021-01-01T00:00")
        store.spends("Dana", 200_00)
        assert store.level("Dana") == "member"
        store.spends("Dana", 150_00)
        assert store.level("Dana") == "silver"

    def test_reached_in_january_2022_it_lasts_through_the_end_of_2023(self, database: str) -> None:
        store = Store("beauty-tiers")
        store.it_is("2022-01-10T10:00")
        store.spends("Dana", 350_00)
        assert store.until("Dana") == "2023-12-31"
        store.it_is("2023-12-31T23:59")
        assert store.level("Dana") == "silver"
        store.it_is("2024-01-01T00:00")
        assert store.level("Dana") == "member"
        assert store.holds_together()

    def test_who_spends_enough_again_keeps_it(self, store: Store) -> None:
        store.spends("Dana", 350_00)
        store.it_is("2021-03-01T10:00")
        store.spends("Dana", 350_00)
        store.it_is("2022-12-31T23:59")
        assert store.level("Dana") == "silver"
        store.it_is("2023-01-01T00:00")
        assert store.level("Dana") == "member"


class TestMoneyOff:
    """500 points are 10 dollars off a purchase of 10 dollars or more; 2,500 are 100 for the highest level."""

    @pytest.mark.parametrize(("points", "what"), [(499, "insufficient"), (500, "done")])
    def test_499_points_are_too_few(self, store: Store, points: int, what: str) -> None:
        store.earns("Dana", points)
        assert store.gets("Dana", "ten-off", basket=25_00) == what

    @pytest.mark.parametrize(("basket", "what"), [(9_99, "basket_too_small"), (10_00, "done")])
    def test_a_basket_of_9_99_is_too_small(self, store: Store, basket: int, what: str) -> None:
        store.earns("Dana", 500)
        assert store.gets("Dana", "ten-off", basket=basket) == what
        assert [one.worth for one in store.issued("Dana")] == ([10_00] if what == "done" else [])

    def test_the_hundred_is_for_the_highest_level_on_tuesdays_and_thursdays(self, store: Store) -> None:
        store.earns("Dana", 5_000)
        store.it_is("2020-06-02T10:00")  # a Tuesday
        assert store.gets("Dana", "hundred-off") == "not_for_sale"
        store.spends("Dana", 1000_00)
        assert store.gets("Dana", "hundred-off") == "done"
        store.it_is("2020-06-03T10:00")
        assert store.gets("Dana", "hundred-off") == "reward_not_for_you"
        store.it_is("2020-06-04T10:00")
        assert store.gets("Dana", "hundred-off") == "done"
        assert [one.worth for one in store.issued("Dana")] == [100_00, 100_00]

    def test_it_is_there_while_it_lasts(self, sqlite_database: str) -> None:
        store = Store("beauty-tiers", ("stock: 500", "stock: 1"))
        store.it_is("2020-06-02T10:00")
        for name in ("Dana", "Emma"):
            store.spends(name, 1000_00)
            store.earns(name, 2_500)
        assert store.gets("Dana", "hundred-off") == "done"
        assert store.gets("Emma", "hundred-off") == "out_of_stock"
        assert store.has("Emma") == 3_500


class TestEarning:
    """A point for every dollar; at events 2, 3 or 4 times that."""

    @pytest.mark.parametrize(("before", "plain", "event"), [(0, 100, 200), (350_00, 100, 300), (1000_00, 100, 400)])
    def test_100_dollars_by_level_on_a_plain_day_and_at_an_event(
        self, store: Store, before: int, plain: int, event: int
    ) -> None:
        if before:
            store.spends("Dana", before)
        assert store.spends("Dana", 100_00).awarded == {"points": plain}
        store.it_is("2020-08-26T23:59")
        assert store.spends("Dana", 10_00).awarded == {"points": 10}
        store.it_is("2020-08-27T00:00")
        assert store.spends("Dana", 100_00).awarded == {"points": event}
        store.it_is("2020-09-08T00:00")
        assert store.spends("Dana", 10_00).awarded == {"points": 10}
        assert store.holds_together()

    @pytest.mark.parametrize(("before", "points"), [(0, 100), (350_00, 125), (1000_00, 150)])
    def test_before_2020_a_rate_by_level(self, sqlite_database: str, before: int, points: int) -> None:
        store = Store("beauty-rates")
        store.it_is("2018-08-14T10:00")
        store.joins("Dana")
        if before:
            store.spends("Dana", before)
        assert store.spends("Dana", 100_00).awarded == {"points": points}

    def test_nothing_is_earned_before_the_day_on_which_rates_began(self, sqlite_database: str) -> None:
        store = Store("beauty-rates")
        store.it_is("2018-08-13T23:59")
        assert store.spends("Dana", 100_00).awarded == {}
        store.it_is("2018-08-14T00:00")
        assert store.spends("Dana", 100_00).awarded == {"points": 100}

    def test_the_later_version_judges_what_is_bought_from_its_day_on(self, database: str) -> None:
        store = Store("beauty-rates")
        store.it_is("2020-02-01T10:00")
        store.spends("Dana", 1000_00)
        store.changes_to("beauty-tiers")
        store.it_is("2020-05-28T23:59")
        bought = store.spends("Dana", 100_00)
        assert bought.awarded == {"points": 150}
        store.it_is("2020-05-29T00:00")
        assert store.spends("Dana", 100_00).awarded == {"points": 100}
        store.returns("Dana", bought)
        assert store.has("Dana") == 1_000 + 100
        assert store.holds_together()


class TestIdleness:
    """Points end after 12 months without earning or redeeming; before 2020, after 18."""

    def test_a_redemption_on_day_364_starts_the_twelve_months_again(self, database: str) -> None:
        store = Store("beauty-tiers")
        store.it_is("2021-03-01T10:00")
        store.spends("Dana", 800_00)
        store.it_is("2022-02-28T10:00")
        assert store.gets("Dana", "ten-off", basket=30_00) == "done"
        store.it_is("2023-02-28T23:59")
        assert store.has("Dana") == 300
        store.it_is("2023-03-01T00:00")
        assert store.has("Dana") == 0
        assert store.holds_together()

    def test_without_it_they_are_gone(self, store: Store) -> None:
        store.spends("Dana", 800_00)
        store.it_is("2021-06-01T23:59")
        assert store.has("Dana") == 800
        store.it_is("2021-06-02T00:00")
        assert store.has("Dana") == 0

    def test_it_was_eighteen_months_before(self, sqlite_database: str) -> None:
        store = Store("beauty-rates")
        store.it_is("2018-09-01T10:00")
        store.spends("Dana", 100_00)
        store.it_is("2020-03-01T23:59")
        assert store.has("Dana") == 100
        store.it_is("2020-03-02T00:00")
        assert store.has("Dana") == 0


class TestBirthdays:
    """A gift for everybody, or 250 points for the two upper levels."""

    @pytest.mark.parametrize("name", ["beauty-tiers", "beauty-rates"])
    def test_a_gift_once(self, sqlite_database: str, name: str) -> None:
        store = Store(name)
        store.it_is("2021-05-14T10:00")
        store.joins("Dana")
        store.born("Dana", "1990-05-14")
        assert store.celebrates("Dana", "points") == "nothing_for_birthday"
        assert store.celebrates("Dana", "gift") == "done"
        assert store.rewards("Dana") == ["birthday-set"]
        assert store.celebrates("Dana", "gift") == "birthday_given"

    @pytest.mark.parametrize("spent", [350_00, 1000_00])
    def test_or_250_points_from_the_second_level_up(self, store: Store, spent: int) -> None:
        store.spends("Dana", spent)
        store.born("Dana", "--06-01")
        before = store.has("Dana")
        assert store.celebrates("Dana", "points") == "done"
        assert store.has("Dana") == before + 250
        assert store.celebrates("Dana", "gift") == "birthday_given"
        assert store.rewards("Dana") == []
        assert store.holds_together()

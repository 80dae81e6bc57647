"""The five templates that no known program stands behind: earn, redeem, return, end, and where it is tight."""

from __future__ import annotations

import pytest

from setia.engine.commands import CancelReward, ReleasePending, UseReward
from setia.engine.ledger.accounts import Wallet
from setia.engine.purchase import Line
from setia.storage import clock
from tests.programs.store import Store, told


def opened(name: str, *changes: tuple[str, str]) -> Store:
    """It is 1 March 2027, 10 in the morning; Siti is a member."""
    store = Store(name, *changes)
    store.it_is("2027-03-01T10:00")
    store.joins("Siti")
    return store


class TestPoints:
    """A point for every ringgit."""

    @pytest.mark.parametrize(("cents", "points"), [(99, 0), (1_00, 1), (57_99, 57)])
    def test_whole_ringgit_earn(self, sqlite_database: str, cents: int, points: int) -> None:
        store = opened("points")
        assert store.spends("Siti", cents).awarded == ({"points": points} if points else {})

    @pytest.mark.parametrize(("points", "what"), [(499, "insufficient"), (500, "done")])
    def test_500_points_are_five_ringgit(self, sqlite_database: str, points: int, what: str) -> None:
        store = opened("points")
        store.earns("Siti", points)
        assert store.gets("Siti", "five-off") == what
        assert [one.worth for one in store.issued("Siti")] == ([5_00] if what == "done" else [])

    def test_1000_points_are_twelve(self, sqlite_database: str) -> None:
        store = opened("points")
        store.earns("Siti", 1_000)
        assert store.gets("Siti", "twelve-off") == "done"
        assert (store.has("Siti"), [one.worth for one in store.issued("Siti")]) == (0, [12_00])

    def test_what_comes_back_takes_its_points_and_never_more(self, database: str) -> None:
        store = opened("points")
        bought = store.spends("Siti", 600_00)
        store.gets("Siti", "five-off")
        store.returns("Siti", bought)
        assert store.wallet("Siti") == Wallet()
        assert store.holds_together()

    def test_they_last_through_the_end_of_the_month_a_year_later(self, sqlite_database: str) -> None:
        store = opened("points")
        store.spends("Siti", 100_00)
        store.it_is("2028-03-31T23:59")
        assert store.has("Siti") == 100
        store.it_is("2028-04-01T00:00")
        assert store.has("Siti") == 0

    @pytest.mark.parametrize(
        ("day", "points"),
        [("2027-05-13T23:59", 10), ("2027-05-14T00:00", 20), ("2027-05-20T23:59", 20), ("2027-05-21T00:00", 10)],
    )
    def test_double_in_the_birthday_week(self, sqlite_database: str, day: str, points: int) -> None:
        store = opened("points")
        store.born("Siti", "--05-14")
        store.it_is(day)
        assert store.spends("Siti", 10_00).awarded == {"points": points}


class TestPunchCard:
    """Nine stamps are a free drink."""

    def test_the_ninth_stamp_fills_the_card_and_the_tenth_begins_a_new_one(self, database: str) -> None:
        store = opened("punch-card")
        for _ in range(4):
            store.spends("Siti", 24_00, tags=("drink",), quantity=2)
        assert (store.has("Siti", "stamps"), store.rewards("Siti")) == (8, [])
        store.spends("Siti", 24_00, tags=("drink",), quantity=2)
        assert (store.has("Siti", "stamps"), store.rewards("Siti")) == (1, ["free-drink"])
        assert store.holds_together()

    def test_only_drinks_are_stamped(self, sqlite_database: str) -> None:
        store = opened("punch-card")
        cake = Line(2, 30_00, sku="cake", quantity=3000)
        assert store.spends("Siti", 12_00, tags=("drink",), more=(cake,)).awarded == {"stamps": 1}
        assert store.spends("Siti", 30_00).awarded == {}

    def test_a_free_drink_is_used_once_and_within_three_months(self, sqlite_database: str) -> None:
        store = opened("punch-card")
        store.spends("Siti", 216_00, tags=("drink",), quantity=18)
        assert store.rewards("Siti") == ["free-drink", "free-drink"]
        store.it_is("2027-06-01T23:59")
        assert told(store.asks("Siti", UseReward(clock.read(), 1))) == "done"
        assert told(store.asks("Siti", UseReward(clock.read(), 1))) == "reward_used"
        store.it_is("2027-06-02T00:00")
        assert told(store.asks("Siti", UseReward(clock.read(), 2))) == "reward_expired"

    def test_a_drink_that_comes_back_takes_its_stamp_with_it(self, database: str) -> None:
        store = opened("punch-card")
        bought = store.spends("Siti", 24_00, tags=("drink",), quantity=2)
        store.returns("Siti", bought)
        assert store.has("Siti", "stamps") == 0
        assert store.holds_together()

    def test_a_stamp_lives_for_a_year(self, sqlite_database: str) -> None:
        store = opened("punch-card")
        store.spends("Siti", 12_00, tags=("drink",))
        store.it_is("2028-03-01T23:59")
        assert store.has("Siti", "stamps") == 1
        store.it_is("2028-03-02T00:00")
        assert store.has("Siti", "stamps") == 0


class TestCashback:
    """3 % as money, after two weeks."""

    @pytest.mark.parametrize(("cents", "sen"), [(33, 0), (34, 1), (99_99, 299), (100_00, 3_00)])
    def test_three_percent_rounded_down_once(self, sqlite_database: str, cents: int, sen: int) -> None:
        store = opened("cashback")
        assert store.spends("Siti", cents).awarded == ({"credit": sen} if sen else {})

    def test_it_waits_two_weeks_and_is_then_paid_with(self, database: str) -> None:
        store = opened("cashback")
        store.spends("Siti", 100_00)
        store.it_is("2027-03-15T23:59")
        assert store.wallet("Siti", "credit") == Wallet(pending=3_00)
        store.it_is("2027-03-16T00:00")
        assert store.redeems("Siti", 3_00, "credit").status == "done"
        assert store.wallet("Siti", "credit") == Wallet()
        assert store.holds_together()

    def test_who_gives_up_the_return_need_not_wait(self, sqlite_database: str) -> None:
        store = opened("cashback")
        bought = store.spends("Siti", 100_00)
        store.asks("Siti", ReleasePending(clock.read(), bought.seq))
        assert store.has("Siti", "credit") == 3_00

    def test_what_comes_back_takes_its_part_and_is_never_owed(self, database: str) -> None:
        store = opened("cashback")
        bought = store.spends("Siti", 100_00)
        store.returns("Siti", bought, 50_00)
        assert store.wallet("Siti", "credit") == Wallet(pending=1_50)
        store.it_is("2027-03-16T00:00")
        store.redeems("Siti", 1_50, "credit")
        store.returns("Siti", bought)
        assert store.wallet("Siti", "credit") == Wallet()
        assert store.holds_together()

    def test_the_limit_of_a_month_cuts_what_is_too_much(self, sqlite_database: str) -> None:
        store = opened("cashback")
        assert store.spends("Siti", 1_600_00).awarded == {"credit": 48_00}
        assert store.spends("Siti", 100_00).awarded == {"credit": 2_00}
        assert store.spends("Siti", 100_00).awarded == {}
        store.it_is("2027-04-01T00:00")
        assert store.spends("Siti", 100_00).awarded == {"credit": 3_00}

    def test_it_can_be_used_for_a_year(self, sqlite_database: str) -> None:
        store = opened("cashback")
        store.spends("Siti", 100_00)
        store.it_is("2028-03-01T23:59")
        assert store.has("Siti", "credit") == 3_00
        store.it_is("2028-03-02T00:00")
        assert store.has("Siti", "credit") == 0


class TestTiered:
    """1,000 and 3,000 ringgit in a calendar year."""

    @pytest.mark.parametrize(
        ("cents", "level", "points"),
        [(999_99, "member", 10), (1_000_00, "silver", 12), (2_999_99, "silver", 12), (3_000_00, "gold", 15)],
    )
    def test_to_the_sen_with_its_rate(self, sqlite_database: str, cents: int, level: str, points: int) -> None:
        store = opened("tiered")
        store.spends("Siti", cents)
        assert store.level("Siti") == level
        assert store.spends("Siti", 10_00).awarded["points"] == points if level != "member" else 10

    def test_it_lasts_through_the_end_of_the_next_year(self, database: str) -> None:
        store = opened("tiered")
        store.spends("Siti", 3_000_00)
        store.it_is("2028-12-31T23:59")
        assert store.level("Siti") == "gold"
        store.it_is("2029-01-01T00:00")
        assert store.level("Siti") == "member"
        assert store.holds_together()

    def test_a_level_goes_with_the_goods_that_had_reached_it(self, database: str) -> None:
        store = opened("tiered")
        bought = store.spends("Siti", 1_000_00)
        store.returns("Siti", bought, 1_00)
        assert (store.level("Siti"), store.has("Siti")) == ("member", 999)
        assert store.holds_together()

    @pytest.mark.parametrize(("spent", "price"), [(1_000_00, 1_000), (3_000_00, 900)])
    def test_gold_pays_less_for_a_reward(self, sqlite_database: str, spent: int, price: int) -> None:
        store = opened("tiered")
        store.spends("Siti", spent)
        before = store.has("Siti")
        assert store.gets("Siti", "ten-off") == "done"
        assert before - store.has("Siti") == price

    @pytest.mark.parametrize(("spent", "gifts"), [(100_00, []), (1_000_00, ["birthday-gift"])])
    def test_a_birthday_gift_from_silver_up(self, sqlite_database: str, spent: int, gifts: list[str]) -> None:
        store = opened("tiered")
        store.spends("Siti", spent)
        store.born("Siti", "1990-05-14")
        store.it_is("2027-05-14T00:00")
        assert store.rewards("Siti") == gifts
        store.it_is("2027-05-15T00:00")
        assert store.rewards("Siti") == gifts

    def test_points_last_through_the_end_of_the_month_a_year_later(self, sqlite_database: str) -> None:
        store = opened("tiered")
        store.spends("Siti", 100_00)
        store.it_is("2028-03-31T23:59")
        assert store.has("Siti") == 100
        store.it_is("2028-04-01T00:00")
        assert store.has("Siti") == 0


class TestFreeProduct:
    """A sample with the first purchase, a product with a basket of RM 100."""

    def test_the_sample_comes_once(self, sqlite_database: str) -> None:
        store = opened("free-product")
        store.spends("Siti", 5_00)
        store.spends("Siti", 5_00)
        assert store.rewards("Siti") == ["sample"]

    @pytest.mark.parametrize(("cents", "gifts"), [(99_99, ["sample"]), (100_00, ["gift", "sample"])])
    def test_a_hundred_to_the_sen(self, sqlite_database: str, cents: int, gifts: list[str]) -> None:
        store = opened("free-product")
        store.spends("Siti", cents)
        assert sorted(store.rewards("Siti")) == gifts

    def test_once_a_month(self, sqlite_database: str) -> None:
        store = opened("free-product")
        store.spends("Siti", 100_00)
        store.spends("Siti", 100_00)
        assert store.rewards("Siti").count("gift") == 1
        store.it_is("2027-04-01T10:00")
        store.spends("Siti", 100_00)
        assert store.rewards("Siti").count("gift") == 2  # that of 1 March can be used through 1 April
        store.spends("Siti", 100_00)
        assert store.rewards("Siti").count("gift") == 2

    @pytest.mark.parametrize(("spent", "what"), [(299_99, "insufficient"), (300_00, "done")])
    def test_300_points_are_a_product_of_ones_choice(self, sqlite_database: str, spent: int, what: str) -> None:
        store = opened("free-product")
        store.spends("Siti", spent)
        assert store.gets("Siti", "choice") == what

    def test_a_gift_that_was_not_handed_out_goes_with_the_goods(self, database: str) -> None:
        store = opened("free-product")
        bought = store.spends("Siti", 120_00)
        store.returns("Siti", bought, 30_00)
        assert store.rewards("Siti") == ["sample"]
        assert store.rewards("Siti", "cancelled") == ["gift"]
        assert store.holds_together()

    def test_one_that_was_handed_out_stays(self, sqlite_database: str) -> None:
        store = opened("free-product")
        bought = store.spends("Siti", 120_00)
        gift = next(one.no for one in store.issued("Siti") if one.reward == "gift")
        assert told(store.asks("Siti", UseReward(clock.read(), gift))) == "done"
        store.returns("Siti", bought, 30_00)
        assert store.rewards("Siti", "used") == ["gift"]

    def test_when_they_are_gone_nothing_is_promised(self, database: str) -> None:
        store = opened("free-product", ("stock: 1000", "stock: 1"))
        store.spends("Siti", 100_00)
        store.spends("Budi", 100_00)
        assert "gift" in store.rewards("Siti")
        assert store.rewards("Budi") == ["sample"]
        assert store.holds_together()

    def test_a_gift_ends_after_a_month(self, sqlite_database: str) -> None:
        store = opened("free-product")
        store.spends("Siti", 100_00)
        store.it_is("2027-04-01T23:59")
        assert sorted(store.rewards("Siti")) == ["gift", "sample"]
        store.it_is("2027-04-02T00:00")
        assert sorted(store.rewards("Siti", "expired")) == ["gift", "sample"]
        assert told(store.asks("Siti", CancelReward(clock.read(), 1))) == "reward_expired"

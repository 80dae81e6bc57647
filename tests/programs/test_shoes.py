"""`shoes-vip`: every fact that its document names."""

from __future__ import annotations

import pytest

from tests.programs.store import Store, told

PLUS_THREE = (
    "- {kind: multiplier, of: [base], times: 3}",
    "- {kind: points_per_amount, points: 3, per: 1.00}",
)
"""The other composition, as the document's comment has it."""


@pytest.fixture
def store(sqlite_database: str) -> Store:
    """It is 1 June 2018; Mia is a member."""
    store = Store("shoes-vip")
    store.it_is("2018-06-01T10:00")
    store.joins("Mia")
    return store


def rich(store: Store, level: str) -> None:
    """Mia is at a level, and what it gave her has become rewards; 0 points are left."""
    store.spends("Mia", {"club": 100_00, "gold": 200_00, "elite": 500_00}[level])
    assert (store.level("Mia"), store.has("Mia")) == (level, 0)


@pytest.mark.parametrize(("cents", "level"), [(199_99, "club"), (200_00, "gold"), (499_99, "gold"), (500_00, "elite")])
def test_levels_to_the_cent(store: Store, cents: int, level: str) -> None:
    store.spends("Mia", cents)
    assert store.level("Mia") == level
    if level != "club":
        assert store.until("Mia") == "2019-12-31"


@pytest.mark.parametrize(("level", "points"), [("club", 50), ("gold", 50), ("elite", 99)])
def test_a_point_for_every_dollar_and_two_at_the_highest_level(store: Store, level: str, points: int) -> None:
    rich(store, level)
    assert store.spends("Mia", 50_00 if level != "elite" else 49_50).awarded == {"points": points}


class TestPointsThatBecomeMoneyOff:
    """100 points are 5 dollars; who chooses so gets 10 for 200, or 20 for 400."""

    def test_250_points_become_two_rewards_of_5_dollars_and_50_are_left(self, database: str) -> None:
        store = Store("shoes-vip")
        store.it_is("2018-06-01T10:00")
        store.joins("Mia")
        store.does("Mia", "donation")
        store.spends("Mia", 200_00)
        assert store.rewards("Mia") == ["five-off", "five-off"]
        assert [one.worth for one in store.issued("Mia")] == [5_00, 5_00]
        assert store.has("Mia") == 50
        assert store.holds_together()

    def test_who_chose_400_gets_nothing_until_400(self, database: str) -> None:
        store = Store("shoes-vip")
        store.it_is("2018-06-01T10:00")
        store.joins("Mia")
        assert store.chooses("Mia", "money-off", 400) == "done"
        store.spends("Mia", 199_00)
        store.spends("Mia", 200_00)
        assert (store.has("Mia"), store.rewards("Mia")) == (399, [])
        store.spends("Mia", 1_00)
        assert (store.has("Mia"), store.rewards("Mia")) == (0, ["twenty-off"])
        assert store.holds_together()

    def test_200_become_10_dollars(self, store: Store) -> None:
        store.chooses("Mia", "money-off", 200)
        store.spends("Mia", 199_00)
        store.spends("Mia", 1_00)
        assert [(one.reward, one.worth) for one in store.issued("Mia")] == [("ten-off", 10_00)]

    def test_300_is_no_choice(self, store: Store) -> None:
        assert store.chooses("Mia", "money-off", 300) == "amount_out_of_range"


class TestDaysWithMorePoints:
    """Two double days for the two upper levels, a triple one for the highest."""

    @pytest.mark.parametrize(("level", "points"), [("club", 40), ("gold", 80), ("elite", 160)])
    def test_a_double_day(self, store: Store, level: str, points: int) -> None:
        rich(store, level)
        store.chooses("Mia", "money-off", 400)
        store.it_is("2018-09-08T12:00")
        assert store.spends("Mia", 40_00).awarded == {"points": points}

    @pytest.mark.parametrize(("level", "points"), [("club", 50), ("gold", 50), ("elite", 300)])
    def test_a_triple_day(self, store: Store, level: str, points: int) -> None:
        rich(store, level)
        store.it_is("2018-12-15T12:00")
        assert store.spends("Mia", 50_00).awarded == {"points": points}

    def test_elite_on_a_triple_day_where_the_shop_adds_and_does_not_multiply(self, database: str) -> None:
        store = Store("shoes-vip", PLUS_THREE)
        store.it_is("2018-06-01T10:00")
        rich(store, "elite")
        store.it_is("2018-12-15T12:00")
        assert store.spends("Mia", 50_00).awarded == {"points": 250}
        assert store.holds_together()

    def test_there_are_two_double_days_and_one_triple_day_a_year(self, store: Store) -> None:
        days = {one.id: [dates.first[:4] for dates in one.dates] for one in store.program.latest.program.calendars}
        assert days == {"double-days": ["2018", "2018", "2019", "2019"], "triple-days": ["2018", "2019"]}


def test_a_gift_card_of_100_dollars_earns_nothing_and_counts_for_no_level(store: Store) -> None:
    bought = store.spends("Mia", 100_00, tags=("gift_card",))
    assert (told(bought), bought.awarded) == ("done", {})
    store.spends("Mia", 199_00, tags=("gift_card",))
    assert store.level("Mia") == "club"


def test_points_end_24_months_after_they_were_earned_each_lot_by_itself_whatever_happens_since(database: str) -> None:
    store = Store("shoes-vip")
    store.it_is("2018-06-01T10:00")
    store.spends("Mia", 30_00)
    store.it_is("2019-03-01T10:00")
    store.spends("Mia", 20_00)
    store.it_is("2020-06-01T23:59")
    assert store.has("Mia") == 50
    store.it_is("2020-06-02T00:00")
    assert store.has("Mia") == 20
    store.spends("Mia", 5_00)
    store.it_is("2021-03-02T00:00")
    assert store.has("Mia") == 5
    assert store.holds_together()


def test_donated_shoes_are_50_points(store: Store) -> None:
    assert store.does("Mia", "donation").awarded == {"points": 50}


@pytest.mark.parametrize(
    ("level", "gifts"),
    [
        ("club", ["birthday-five"]),
        ("gold", ["birthday-five", "friend-five", "friend-five"]),
        ("elite", ["birthday-ten", "friend-five", "friend-five"]),
    ],
)
def test_birthday_money_comes_by_itself(store: Store, level: str, gifts: list[str]) -> None:
    rich(store, level)
    store.born("Mia", "--07-04")
    before = len(store.issued("Mia"))
    store.it_is("2018-07-03T23:59")
    assert len(store.issued("Mia")) == before
    store.it_is("2018-07-04T00:00")
    given = store.issued("Mia")[before:]
    assert sorted(one.reward for one in given) == gifts
    assert {one.worth for one in given} == ({5_00, 10_00} if level == "elite" else {5_00})
    store.it_is("2018-07-05T00:00")
    assert len(store.issued("Mia")) == before + len(gifts)
    assert store.holds_together()


def test_who_ships_and_returns_for_free(store: Store) -> None:
    [tier_set] = store.program.latest.program.tiers
    assert {level.id: level.benefits for level in tier_set.levels} == {
        "club": ("free_ground_shipping",),
        "gold": ("free_ground_shipping", "free_returns_60_days"),
        "elite": ("free_two_day_shipping", "free_returns_365_days"),
    }
